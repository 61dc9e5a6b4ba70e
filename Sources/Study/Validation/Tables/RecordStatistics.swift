import Kernel
import Metrics
import Record
import Serving

/// Latencies of some of a run's requests, in milliseconds, percentiles interpolated linearly.
struct RecordStatistics {
  private let ttft: [Double]
  private let e2e: [Double]
  private let tpot: [Double]
  private let meanGap: Double?

  init(_ records: [RequestRecord]) {
    ttft = records.map { ($0.firstToken - $0.arrival).milliseconds }
    e2e = records.map { ($0.finish - $0.arrival).milliseconds }
    let multiple = records.filter { $0.outputTokens > 1 }
    tpot = multiple.map { ($0.finish - $0.firstToken).milliseconds / Double($0.outputTokens - 1) }
    let gaps = multiple.reduce(0) { $0 + $1.outputTokens - 1 }
    let time = multiple.reduce(0) { $0 + ($1.finish - $1.firstToken).milliseconds }
    meanGap = gaps == 0 ? nil : time / Double(gaps)
  }

  /// The figure of that name, such as `TTFT p99`; nil where there is nothing to take it from.
  func value(_ name: String) -> Double? {
    let words = name.split(separator: " ")
    guard words.count == 2 else { return nil }
    if words[0] == "ITL" { return words[1] == "mean" ? meanGap : nil }
    let values: [Double]
    switch words[0] {
    case "TTFT": values = ttft
    case "E2E": values = e2e
    case "TPOT": values = tpot
    default: return nil
    }
    guard let statistic = Statistic(rawValue: String(words[1])) else { return nil }
    if let quantile = statistic.quantile { return values.quantile(quantile) }
    return statistic == .mean ? values.mean : values.max()
  }
}
