import Kernel

/// A distribution of token counts. Draws are whole, at least 1 and at most ``Arrival/maximumTokens``.
public enum LengthDistribution: Hashable, Sendable, CustomStringConvertible {
  /// Always the same.
  case constant(Int)
  /// Every whole number from the first to the last, equally likely.
  case uniform(from: Int, through: Int)
  /// The logarithm is normal: half lie below `median`; `sigma` is the deviation of the natural logarithm.
  case lognormal(median: Double, sigma: Double)
  /// Straight lines between points of a measured distribution.
  case quantiles(QuantileCurve)

  /// Lognormal by its mean and coefficient of variation (deviation / mean).
  public static func lognormal(mean: Double, coefficientOfVariation: Double) -> LengthDistribution {
    let variance = logarithm(1 + coefficientOfVariation * coefficientOfVariation)
    return .lognormal(median: mean * exponential(-variance / 2), sigma: variance.squareRoot())
  }

  /// Checks the parameters.
  ///
  /// - Throws: ``InputError`` for lengths outside 1 ... ``Arrival/maximumTokens`` or a deviation outside 0 ... 5.
  public func validate() throws {
    let lengths = 1...Arrival.maximumTokens
    let remedy = "lengths are from 1 to \(Arrival.maximumTokens) tokens"
    switch self {
    case .constant(let tokens):
      guard lengths ~= tokens else { throw InputError("a length of \(tokens) tokens", remedy: remedy) }
    case .uniform(let first, let last):
      guard lengths ~= first, lengths ~= last, first <= last else {
        throw InputError("lengths from \(first) through \(last) tokens", remedy: remedy + ", the first not above the last")
      }
    case .lognormal(let median, let sigma):
      guard 1...Double(Arrival.maximumTokens) ~= median else { throw InputError("a median length of \(median) tokens", remedy: remedy) }
      guard 0...5 ~= sigma else {
        throw InputError("a lognormal sigma of \(sigma)", remedy: "give the deviation of the natural logarithm, from 0 to 5")
      }
    case .quantiles(let curve):
      guard lengths ~= curve.values[0], lengths ~= curve.values[curve.values.count - 1] else {
        throw InputError("a measured length of \(curve.values[0]) to \(curve.values[curve.values.count - 1]) tokens", remedy: remedy)
      }
    }
  }

  /// Draws one length. How many random numbers that takes depends on the draw, so each request has a stream of its own.
  @inline(__always) func draw(_ stream: inout RandomStream) -> Int {
    switch self {
    case .constant(let tokens): return tokens
    case .uniform(let first, let last): return first + stream.integer(below: last - first + 1)
    case .lognormal(let median, let sigma):
      return Self.lognormalLength(median: median, sigma: sigma, normal: stream.normal())
    case .quantiles(let curve): return curve.value(at: stream.uniform())
    }
  }

  /// The length that belongs to a normal number.
  @inline(__always) static func lognormalLength(median: Double, sigma: Double, normal: Double) -> Int {
    let length = (median * exponential(sigma * normal)).rounded()
    return length < Double(Arrival.maximumTokens) ? max(Int(length), 1) : Arrival.maximumTokens
  }

  /// In words, for reports.
  public var description: String {
    switch self {
    case .constant(let tokens): "\(tokens)"
    case .uniform(let first, let last): "uniform \(first) to \(last)"
    case .lognormal(let median, let sigma): "lognormal, median \(median), sigma \(sigma)"
    case .quantiles(let curve): "measured, mean \(Int(curve.mean.rounded()))"
    }
  }
}
