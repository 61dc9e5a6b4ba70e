import Metrics
import Study

/// How tables tell figures of requests that were served from figures of all: a percentile of survivors flatters the more, the more
/// were turned away.
package enum Survivors {
  /// A figure in brackets where it speaks of those alone that were not turned away.
  package static func mark(_ text: String, _ metric: MetricID, _ results: Replications) -> String {
    results.rejectedShare > 0 && MetricID.latencies.contains(metric) && text != "-" ? "(\(text))" : text
  }

  /// The share of the requests that were rejected, for a cell.
  package static func rejected(_ results: Replications) -> String {
    results.rejectedShare > 0 ? NumberText.percent(results.rejectedShare) : "0"
  }

  /// What the brackets of a table mean, or that it needs none.
  package static func legend(_ results: [Replications]) -> String {
    results.allSatisfy { $0.rejectedShare == 0 }
      ? "No request was rejected." : "( ) latencies of the requests that were served; the others were rejected."
  }
}
