import Metrics
import Record
import Study

/// What images came to over the replicas of all runs.
struct ImageSums {
  /// Images that were encoded, and those whose result was found.
  let encoded: Double, hits: Double
  /// How much longer iterations took for the former, and how long iterations ran altogether.
  let encoderSeconds: Double, busySeconds: Double

  /// Nil where no request has shown any.
  init?(_ results: Replications) {
    let replicas = results.runs.flatMap(\.summary.replicas)
    encoded = replicas.reduce(0) { $0 + Double($1.encodedImages) }
    hits = replicas.reduce(0) { $0 + Double($1.imageHits) }
    encoderSeconds = replicas.reduce(0) { $0 + $1.encoderTime.seconds }
    busySeconds = replicas.reduce(0) { $0 + $1.busy.seconds }
    if encoded + hits == 0 { return nil }
  }
}
