import Kernel

/// What a simulation keeps of changes to its cluster: which replicas are there, what is to befall them, and who waits.
struct FailureBooks {
  /// Each replica's presence; empty where nothing ever changes, so that nobody has to ask.
  var presence: [ReplicaPresence] = []
  /// Changes that are scheduled, by the number that their wake carries, and numbers that are free again.
  private var changes: [ClusterChange] = []
  private var spare: [Int32] = []
  /// The source of chance of each replica that fails by chance.
  var chance: [RandomStream?] = []
  /// Requests that lost their replica while there was no other, in that order.
  var homeless: [HomelessRequest] = []
  /// Since when each pool has had more replicas than it needs; nil where it has not.
  var surplusSince: [Instant?] = []

  /// Books of a cluster with so many replicas and pools, in which something may change.
  init(replicas: Int, pools: Int) {
    presence = Array(repeating: ReplicaPresence(), count: replicas)
    chance = Array(repeating: nil, count: replicas)
    surplusSince = Array(repeating: nil, count: pools)
  }

  /// Books of a cluster that stays as it is.
  init() {}

  /// Keeps a change and returns its number.
  mutating func keep(_ change: ClusterChange) -> Int32 {
    guard let number = spare.popLast() else {
      changes.append(change)
      return Int32(changes.count - 1)
    }
    changes[Int(number)] = change
    return number
  }

  /// The change of a number, which is free from then on.
  mutating func take(_ number: Int32) -> ClusterChange {
    spare.append(number)
    return changes[Int(number)]
  }
}
