import Kernel
import Metrics

/// What another simulator predicted of a recorded run: the file `summary.txt` of LLMServingSim.
public struct PeerPrediction: Hashable, Sendable {
  /// One figure.
  public struct Figure: Hashable, Sendable {
    /// What it is of.
    public var measure: Measure
    /// Measured, in milliseconds.
    public var measured: Double
    /// Predicted, in milliseconds.
    public var predicted: Double
  }

  /// The figures in the file's order.
  public var figures: [Figure]

  /// Reads a table with the lines `TTFT Mean  65456.6  65820.2  +0.6%`: metric, statistic, measured and predicted
  /// milliseconds, difference.
  ///
  /// - Throws: ``InputError`` with the line for a row that cannot be read, and for a table without one.
  init(_ text: String, file: String) throws(InputError) {
    figures = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let words = line.split(separator: " ").map(String.init)
      guard words.count >= 2, let measure = Self.measure(words[0], words[1]) else { continue }
      guard words.count >= 4, let measured = Double(words[2]), let predicted = Double(words[3]), measured > 0, predicted.isFinite else {
        throw InputError(
          "'\(line.prefix(60))' is no row of the prediction", file: file, line: index + 1,
          remedy: "metric, statistic, measured and predicted milliseconds, such as 'TTFT Mean 65.2 66.0'")
      }
      figures.append(Figure(measure: measure, measured: measured, predicted: predicted))
    }
    if figures.isEmpty {
      throw InputError("the file holds no prediction", file: file, remedy: "rows such as 'TTFT Mean 65.2 66.0', or no such file")
    }
  }

  /// The signed relative error of a figure; nil where it was not predicted.
  public func error(of measure: Measure) -> Double? {
    figures.first { $0.measure == measure }.map { $0.predicted / $0.measured - 1 }
  }

  private static let metrics: KeyValuePairs = ["TTFT": MetricID.ttft, "TPOT": .tpot, "Latency": .e2e]
  private static let statistics: KeyValuePairs = ["Mean": Statistic.mean, "Median": .p50, "P90": .p90, "P95": .p95, "P99": .p99]

  /// The figure that LLMServingSim calls by these two words.
  private static func measure(_ metric: String, _ statistic: String) -> Measure? {
    guard let metric = metrics.first(where: { $0.key == metric })?.value,
      let statistic = statistics.first(where: { $0.key == statistic })?.value
    else { return nil }
    return Measure(metric, statistic)
  }
}
