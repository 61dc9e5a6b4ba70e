import Metrics
import Study

/// How tables write measures and their intervals.
package enum MeasureText {
  /// A heading for a column, with the unit.
  package static func title(_ measure: Measure) -> String {
    VariantTable.columns.first { $0.measure == measure }?.title ?? ComparisonReport.label(measure)
  }

  /// The measure's name in running text, such as `TTFT p99`.
  package static func name(_ measure: Measure) -> String {
    if MetricID.latencies.contains(measure.metric) { return "\(measure.metric.rawValue.uppercased()) \(measure.statistic.rawValue)" }
    return measure.definition.name
  }

  /// The mean over the seeds, with the half width of its interval where there are several: `468 ± 50`.
  package static func value(_ measure: Measure, _ results: Replications) -> String {
    guard let mean = results.mean(of: measure) else { return "-" }
    let scale = scale(measure)
    let decimals = NumberText.decimals(for: mean * scale)
    let text = NumberText.fixed(mean * scale, decimals: decimals)
    guard results.runs.count > 1, let interval = results.interval(of: measure) else { return text }
    return text + " ± " + NumberText.fixed(interval.halfWidth * scale, decimals: decimals)
  }

  /// What may be said of a difference, in a word: `better`.
  package static func verdict(_ row: ComparisonRow) -> String { row.verdict.map { ComparisonReport.word($0, row.difference) } ?? "-" }

  /// A difference with its interval: `+12.1 ± 3.0`.
  package static func difference(_ row: ComparisonRow) -> String {
    let scale = scale(row.measure)
    let decimals = ComparisonReport.decimals(row, scale).difference
    let text = NumberText.signed(row.difference * scale, decimals: decimals)
    return row.interval.map { "\(text) ± \(NumberText.fixed($0.halfWidth * scale, decimals: decimals))" } ?? text
  }

  /// Shares are written in per cent.
  private static func scale(_ measure: Measure) -> Double { measure.definition.unit == "share" ? 100 : 1 }
}
