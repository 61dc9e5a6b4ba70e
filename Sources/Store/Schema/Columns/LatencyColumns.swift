import Metrics

/// The columns of latencies, made from their definitions.
extension ColumnDefinition {
  /// A column for each latency of single requests. The wait for the first iteration stands in front, where the first version had it.
  static let latencies = ([.schedulingDelay] + RequestLatency.allCases.filter { $0 != .schedulingDelay }).map(latency)

  private static func latency(_ latency: RequestLatency) -> ColumnDefinition {
    ColumnDefinition(name(of: latency), milliseconds(latency), unit: "ms", latency.definition.columnMeaning)
  }

  /// The latency of a row of `request` in milliseconds, as SQL; nothing of a request that has no such latency.
  static func milliseconds(_ latency: RequestLatency) -> String {
    let formula = latency.definition.formula
    let time = "(\(column(formula.to)) - \(column(formula.from))) / 1e9"
    return switch formula.divisor {
    case .one: time
    case .outputTokens: time + " / outputTokens"
    case .laterTokens: time + " / nullif(outputTokens - 1, 0)"
    }
  }

  /// Whether a row of `request` keeps a limit, as SQL in whole numbers; a request that has no such latency keeps it.
  static func isWithin(_ limit: Objective.Limit) -> String {
    guard let latency = RequestLatency(limit.metric) else { preconditionFailure("no latency of single requests") }
    let formula = latency.definition.formula
    let time = "\(column(formula.to)) - \(column(formula.from)) <= \(limit.atMost.picoseconds)"
    return switch formula.divisor {
    case .one: time
    case .outputTokens: time + " * outputTokens"
    case .laterTokens: time + " * (outputTokens - 1)"
    }
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
