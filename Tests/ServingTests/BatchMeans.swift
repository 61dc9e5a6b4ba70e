/// A mean with its standard error, by the method of batch means (Law, "Simulation Modeling and Analysis", section 9.5.3):
/// the observations of one run are correlated, the means of long batches of them nearly not.
struct BatchMeans {
  let mean: Double
  let standardError: Double

  /// The estimate from the means of equally long batches.
  init(ofBatches means: [Double]) {
    let count = Double(means.count)
    let centre = means.reduce(0, +) / count
    let squares = means.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    mean = centre
    standardError = (squares / (count * (count - 1))).squareRoot()
  }

  /// The estimate from a sequence of observations, cut into `batches` after the first twentieth is dropped as warm-up.
  init(_ observations: [Double], batches: Int = 40) {
    let warm = Array(observations.dropFirst(observations.count / 20))
    let length = warm.count / batches
    self.init(
      ofBatches: (0..<batches).map { batch in
        warm[(batch * length)..<((batch + 1) * length)].reduce(0, +) / Double(length)
      })
  }

  /// How many standard errors lie between the estimate and what theory says. Seeds are fixed: tests allow 4.
  func distance(from theory: Double) -> Double { abs(mean - theory) / standardError }
}
