import Hardware
import Serving

/// What a run is entered with before its first row.
struct RunOpening {
  let provenance: RunProvenance
  let cluster: ClusterConfiguration
  let operators: [[OperatorCoverage]]
}
