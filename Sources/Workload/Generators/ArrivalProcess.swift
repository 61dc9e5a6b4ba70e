import Kernel

/// When requests come, without regard to what they are.
///
/// Rates are in requests per second. A renewal process draws its gaps from one stream of its own, so that the i-th gap
/// depends on the seed and on i alone; each gap is rounded to the picosecond once and summed in integers.
public enum ArrivalProcess: Hashable, Sendable, CustomStringConvertible {
  /// The i-th request (from 0) at exactly i / rate, rounded once.
  case constant(requestsPerSecond: Double)
  /// Exponential gaps: no memory, coefficient of variation 1.
  case poisson(requestsPerSecond: Double)
  /// Gamma gaps: burstier than Poisson with a coefficient of variation above 1, more regular below.
  case gamma(requestsPerSecond: Double, coefficientOfVariation: Double)
  /// Everything at the start: an offline batch.
  case atOnce

  /// Gamma gaps by shape; the coefficient of variation is 1 / sqrt(shape).
  public static func gamma(requestsPerSecond: Double, shape: Double) -> ArrivalProcess {
    .gamma(requestsPerSecond: requestsPerSecond, coefficientOfVariation: 1 / shape.squareRoot())
  }

  /// Requests per second; nil where all come at once.
  public var requestsPerSecond: Double? {
    switch self {
    case .constant(let rate), .poisson(let rate), .gamma(let rate, _): rate
    case .atOnce: nil
    }
  }

  /// Checks the parameters.
  ///
  /// - Throws: ``InputError`` for a rate outside 10^-6 ... 10^9 requests per second, or a variation outside 0.01 ... 100.
  public func validate() throws {
    if let rate = requestsPerSecond, !(1e-6...1e9 ~= rate) {
      throw InputError("a rate of \(rate) requests per second", remedy: "give one from 0.000001 to 1000000000")
    }
    if case .gamma(_, let variation) = self, !(0.01...100 ~= variation) {
      throw InputError(
        "a coefficient of variation of \(variation)", remedy: "give one from 0.01 (regular) to 100 (bursty); 1 is Poisson")
    }
  }

  /// In words, for reports.
  public var description: String {
    switch self {
    case .constant(let rate): "constant at \(rate)/s"
    case .poisson(let rate): "Poisson at \(rate)/s"
    case .gamma(let rate, let variation): "gamma at \(rate)/s, coefficient of variation \(variation)"
    case .atOnce: "all at once"
    }
  }
}
