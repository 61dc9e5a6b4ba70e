import Kernel

/// All that is to befall the replicas of a cluster in a run.
public struct FailurePlan: Hashable, Sendable {
  /// Faults at times that are given.
  public var faults: [ReplicaFault]
  /// Crashes that come by chance; a replica may stand in one of them only.
  public var random: [RandomFaults]

  /// A plan; empty where nothing ever fails.
  public init(faults: [ReplicaFault] = [], random: [RandomFaults] = []) {
    self.faults = faults
    self.random = random
  }

  /// Whether nothing ever fails.
  var isEmpty: Bool { faults.isEmpty && random.isEmpty }

  /// Refuses faults of replicas that do not exist, that end before they begin, or that contradict each other.
  func check(replicas count: Int) throws {
    for fault in faults {
      try Self.check(fault.replicas, count)
      if fault.start < .start { throw InputError("a failure before the start of the run", remedy: "zero or later") }
      if let length = fault.length, length <= .zero { throw InputError("a failure of no length", remedy: "above zero") }
      if case .slowdown(let permille) = fault.effect, !(1000...ReplicaFault.greatestPermille).contains(permille) {
        throw InputError("a slowdown of \(Double(permille) / 1000)", remedy: "between 1 and \(ReplicaFault.greatestPermille / 1000)")
      }
    }
    for one in random {
      try Self.check(one.replicas, count)
      for (name, mean) in [("mtbf", one.meanTimeBetweenFailures), ("mttr", one.meanTimeToRepair)] where mean <= .zero {
        throw InputError("\(name) is \(mean.seconds) s", remedy: "above zero")
      }
    }
    for (index, one) in random.enumerated() {
      for other in random[..<index] where one.replicas.overlaps(other.replicas) {
        throw InputError("a replica fails by chance twice over", remedy: "one mtbf for each replica")
      }
    }
    try checkSlowdowns()
  }

  private static func check(_ replicas: Range<Int>, _ count: Int) throws {
    if replicas.isEmpty || replicas.lowerBound < 0 || replicas.upperBound > count {
      throw InputError(
        "a failure of replicas \(replicas.lowerBound) to \(replicas.upperBound - 1) of \(count)", remedy: "0 to \(count - 1)")
    }
  }

  /// Two slowdowns of one replica at one time would leave open by how much it is slow.
  private func checkSlowdowns() throws {
    let slow = faults.filter { if case .slowdown = $0.effect { true } else { false } }.sorted { $0.start < $1.start }
    for (index, one) in slow.enumerated() {
      for other in slow[(index + 1)...] where other.start < one.end && one.replicas.overlaps(other.replicas) {
        let replica = max(one.replicas.lowerBound, other.replicas.lowerBound)
        throw InputError("two slowdowns of replica \(replica) overlap", remedy: "let one end before the other begins")
      }
    }
  }
}
