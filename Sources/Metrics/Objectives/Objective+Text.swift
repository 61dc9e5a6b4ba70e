import Kernel

extension Objective {
  /// The limits of each demand: those that one request must meet together, then each percentile's. The last demand is
  /// goodput's own where the objective has percentiles only.
  var demandLimits: [[Limit]] {
    (limits.isEmpty ? [] : [limits]) + percentileLimits.map { [$0.limit] } + [goodputLimits]
  }

  /// The demands in words with the share asked for, in the order of ``demandLimits`` without goodput's own.
  var demandTexts: [(text: String, asked: Double)] {
    let together = limits.isEmpty ? [] : [(limits.map(Self.text).joined(separator: " and "), share)]
    return together + percentileLimits.map { ("p\(Self.percent($0.quantile)) \(Self.text($0.limit))", $0.quantile) }
  }

  /// The objective in words, such as `ttft <= 500 ms and tpot <= 50 ms for 99 %; p99 e2e <= 2000 ms`.
  public var text: String {
    let together = limits.isEmpty ? [] : [limits.map(Self.text).joined(separator: " and ") + " for \(Self.percent(share)) %"]
    return (together + percentileLimits.map { "p\(Self.percent($0.quantile)) \(Self.text($0.limit))" }).joined(separator: "; ")
  }

  private static func text(_ limit: Limit) -> String {
    "\(limit.metric.rawValue) <= \(trimmed(limit.atMost.milliseconds, digits: 6)) ms"
  }

  private static func percent(_ share: Double) -> String { trimmed(share * 100, digits: 4) }

  /// A number without trailing zeros.
  private static func trimmed(_ value: Double, digits: Int) -> String {
    var text = FixedDecimal.text(value, digits: digits)
    while text.contains(".") && (text.hasSuffix("0") || text.hasSuffix(".")) {
      let last = text.removeLast()
      if last == "." { break }
    }
    return text
  }
}
