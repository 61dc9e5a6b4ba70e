/// Count, mean and variance of a stream of numbers (Welford, "Note on a method for calculating corrected sums of squares",
/// 1962).
struct RunningMoments: Sendable {
  private(set) var count = 0
  private(set) var mean = 0.0
  private var squares = 0.0

  /// Takes one number in.
  @inline(__always) mutating func add(_ value: Double) {
    count += 1
    let distance = value - mean
    mean += distance / Double(count)
    squares += distance * (value - mean)
  }

  /// Variance of the numbers taken as all there are.
  var variance: Double { count > 0 ? squares / Double(count) : 0 }
  /// Deviation over mean; 0 where the mean is 0.
  var coefficientOfVariation: Double { mean > 0 ? variance.squareRoot() / mean : 0 }
}
