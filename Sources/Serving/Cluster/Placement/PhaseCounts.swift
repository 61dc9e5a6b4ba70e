import Record

/// What each replica of a cluster with a mixed pool holds of both phases.
struct PhaseCounts {
  private let roles: [PoolRole]
  /// Requests whose prompt is at a replica: waiting, computed, or handed over and not gone yet.
  var prompts: [Int32]
  /// Requests decoded at a replica, or promised to it.
  var decodes: [Int32]
  /// Whether a replica takes both phases now.
  var isMixed: [Bool]
  /// Whether it can be chosen at all.
  var isThere: [Bool]
  /// How often a replica was moved among the mixed ones.
  var changes = 0

  /// Nothing anywhere; replicas whose role is both are mixed for good.
  init(roles: [PoolRole]) {
    self.roles = roles
    prompts = Array(repeating: 0, count: roles.count)
    decodes = prompts
    isMixed = roles.map { $0 == .both }
    isThere = Array(repeating: true, count: roles.count)
  }

  /// Moves a request's phase from one replica to another; negative for none.
  mutating func move(_ phase: WritableKeyPath<PhaseCounts, [Int32]>, from old: Int32, to new: Int32) {
    if old >= 0 { self[keyPath: phase][Int(old)] -= 1 }
    if new >= 0 { self[keyPath: phase][Int(new)] += 1 }
  }

  /// Whether a mixed replica holds nothing of the phase that is not its pool's.
  func returns(_ replica: Int) -> Bool {
    guard isMixed[replica] else { return false }
    switch roles[replica] {
    case .both: return false
    case .prefill: return decodes[replica] == 0
    case .decode: return prompts[replica] == 0
    }
  }

  /// What does not add up, or nil: no count is below zero, and replicas of both roles are mixed for good.
  var fault: String? {
    for replica in roles.indices {
      if min(prompts[replica], decodes[replica]) < 0 { return "replica \(replica) holds less than nothing of a phase" }
      if roles[replica] == .both && !isMixed[replica] { return "replica \(replica) of the mixed pool is not mixed" }
    }
    return nil
  }
}
