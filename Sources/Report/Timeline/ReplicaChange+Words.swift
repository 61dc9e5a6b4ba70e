import Record

extension ReplicaChange.Kind {
  /// What the replica does, after its name.
  package var words: String {
    switch self {
    case .off: "is switched off"
    case .start: "starts up"
    case .ready: "is ready"
    case .drain: "drains"
    case .resume: "is kept after all"
    case .crash: "crashes"
    case .recover: "is back"
    }
  }
}
