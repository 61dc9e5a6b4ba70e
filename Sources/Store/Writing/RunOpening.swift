import Hardware
import Record

/// What a run is entered with before its first row.
struct RunOpening {
  let provenance: RunProvenance
  let cluster: ClusterDescription
  let operators: [[OperatorCoverage]]
  let description: RunDescription?
  /// The profiles that its costs come from.
  let profiles: [(document: ProfileDocument, kind: StoredProfile.Kind)]
}
