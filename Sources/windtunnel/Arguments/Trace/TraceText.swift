import Kernel
import Scenario
import Workload

/// Reads what options of the trace commands say in words.
enum TraceText {
  /// A length of time with its unit, as scenarios write it.
  ///
  /// - Throws: ``InputError``.
  static func duration(_ text: String, option: String) throws -> Duration {
    do { return try Quantity.duration(text) } catch { throw InputError("\(option): \(error.message)", remedy: error.remedy) }
  }

  /// A distribution of lengths: `512`, `uniform:100:900` or `lognormal:MEAN:CV`.
  ///
  /// - Throws: ``InputError``.
  static func lengths(_ text: String, option: String) throws -> LengthDistribution {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 1, let tokens = Int(text) { return .constant(tokens) }
    if parts.count == 3, parts[0] == "uniform", let from = Int(parts[1]), let through = Int(parts[2]) {
      return .uniform(from: from, through: through)
    }
    if parts.count == 3, parts[0] == "lognormal", let mean = Double(parts[1]), let variation = Double(parts[2]) {
      guard variation > 0 else {
        throw InputError(
          "\(option): lognormal with a deviation of \(parts[2])", remedy: "give more than 0; one length for all is written 512")
      }
      return .lognormal(mean: mean, coefficientOfVariation: variation)
    }
    throw InputError(
      "\(option): '\(text.prefix(60))' is no distribution of lengths",
      remedy: "write 512, uniform:100:900 or lognormal:1024:1.2 (mean, and deviation over mean)")
  }
}
