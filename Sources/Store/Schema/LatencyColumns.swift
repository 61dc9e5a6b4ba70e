import Metrics

/// The columns of latencies, made from their definitions.
extension ColumnDefinition {
  /// A column for each latency of single requests. The wait for the first iteration stands in front, where the first version had it.
  static let latencies = ([.schedulingDelay] + RequestLatency.allCases.filter { $0 != .schedulingDelay }).map(latency)

  private static func latency(_ latency: RequestLatency) -> ColumnDefinition {
    let formula = latency.definition.formula
    let time = "(\(column(formula.to)) - \(column(formula.from))) / 1e9"
    let sql =
      switch formula.divisor {
      case .one: time
      case .outputTokens: time + " / outputTokens"
      case .laterTokens: time + " / nullif(outputTokens - 1, 0)"
      }
    return ColumnDefinition(name(of: latency), sql, unit: "ms", latency.definition.columnMeaning)
  }

  /// The metric's name as columns are written, such as `normalizedLatencyMilliseconds`.
  static func name(of latency: RequestLatency) -> String {
    let words = latency.metric.rawValue.split(separator: "_")
    return words[0] + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() + "Milliseconds"
  }

  private static func column(_ instant: RequestInstant) -> String {
    switch instant {
    case .arrival: "arrivalPicoseconds"
    case .firstScheduled: "firstScheduledPicoseconds"
    case .firstToken: "firstTokenPicoseconds"
    case .finish: "finishPicoseconds"
    }
  }
}
