import Metrics
import Record
import Study

/// What adapters came to over the replicas of all runs.
struct AdapterSums {
  /// Loads from the host's memory, and their bytes.
  let loads: Double, bytes: Double
  /// Requests whose adapter came after they had, and how long they waited, all together.
  let waits: Double, waitSeconds: Double

  /// Nil where none was loaded.
  init?(_ results: Replications) {
    func sum(_ count: (ReplicaOutcome) -> Int) -> Double {
      Double(results.runs.reduce(Int128(0)) { $1.summary.replicas.reduce($0) { $0 + Int128(count($1)) } })
    }
    (loads, bytes, waits) = (sum(\.adapterLoads), sum(\.adapterLoadedBytes), sum(\.adapterWaits))
    waitSeconds = results.runs.flatMap(\.summary.replicas).reduce(0) { $0 + $1.adapterWait.seconds }
    if loads == 0 { return nil }
  }
}
