import Kernel

/// Whether the queue kept growing while requests arrived: a line by least squares through at most 64 counts of requests in
/// the system, the first quarter of the arrival period left out as filling.
public struct Stability: Hashable, Sendable {
  /// How fast the number of requests in the system grew, in requests a second.
  public var growth: Double
  /// The half width of the growth's 99 % confidence interval.
  public var halfWidth: Double
  /// Counts that the line was fitted to.
  public var points: Int

  /// A fit as it stands.
  public init(growth: Double, halfWidth: Double, points: Int) {
    self.growth = growth
    self.halfWidth = halfWidth
    self.points = points
  }

  /// Whether the growth is significant, at 99 %.
  public var isGrowing: Bool { growth > halfWidth && growth > 0 }

  /// The finding in one sentence.
  public var verdict: String {
    guard isGrowing else { return "stable: the queue shows no growth" }
    return "not stable: the queue grows by \(FixedDecimal.text(growth, digits: growth < 0.1 ? 4 : growth < 10 ? 1 : 0)) requests/s"
  }

  /// Fits the line; nil of fewer than twelve counts after the first quarter.
  ///
  /// A queue remembers, so its counts are no independent points about a line. One that outgrows its service is a random
  /// walk with a drift, whose steps from count to count are independent: the error of the slope is taken from their
  /// spread, and a least-squares slope through a walk has 6/5 of the variance of its mean step (Durlauf and Phillips,
  /// "Trends versus random walks in time series analysis", 1988). A queue that keeps up returns to its level, so its steps
  /// cancel and the test errs on its side.
  public init?(population: [(seconds: Double, requests: Double)]) {
    let points = Array(population.dropFirst(population.count / 4))
    guard points.count >= 12, let first = points.first, let last = points.last else { return nil }
    let count = Double(points.count)
    let meanTime = points.reduce(0) { $0 + $1.seconds } / count
    let meanRequests = points.reduce(0) { $0 + $1.requests } / count
    let timeSquares = points.reduce(0) { $0 + ($1.seconds - meanTime) * ($1.seconds - meanTime) }
    let slope = points.reduce(0) { $0 + ($1.seconds - meanTime) * ($1.requests - meanRequests) } / timeSquares
    let steps = zip(points, points.dropFirst()).map { $1.requests - $0.requests }
    let meanStep = steps.reduce(0, +) / (count - 1)
    let variance = steps.reduce(0) { $0 + ($1 - meanStep) * ($1 - meanStep) } / (count - 2)
    let error = (1.2 * variance * (count - 1)).squareRoot() / (last.seconds - first.seconds)
    self.init(
      growth: slope, halfWidth: error * StudentT.criticalValue(level: 0.99, degreesOfFreedom: count - 2), points: points.count)
  }
}
