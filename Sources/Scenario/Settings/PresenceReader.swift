import Kernel
import Serving

/// Makes failures and scaling of their settings.
enum PresenceReader {
  /// How the number of a pool's replicas follows the load, or nil.
  ///
  /// - Throws: ``InputError`` where the figures do not fit the pool.
  static func scaling(_ setting: Setting, pool: PoolSettings) throws(InputError) -> ScalingRule? {
    guard setting["policy"].word == "target_requests" else { return nil }
    let minimum = setting["minimum"].required(setting["minimum"].count)
    func time(_ name: String) -> Duration { setting[name].required(setting[name].time) }
    let initial = setting["initial"].count ?? minimum
    for (name, count) in [("minimum", minimum), ("initial", initial)] where count > pool.replicas {
      throw setting[name].place.error(
        "pool '\(pool.name)' has \(pool.replicas) replicas at most, and 'scaling.\(name)' is \(count)",
        remedy: "a larger 'replicas', which is the most there can be")
    }
    if initial < minimum {
      throw setting["initial"].place.error("'scaling.initial' is \(initial), below the minimum of \(minimum)", remedy: "\(minimum) or more")
    }
    return ScalingRule(
      minimum: minimum, initial: initial,
      requestsPerReplica: setting["requests_per_replica"].required(setting["requests_per_replica"].number), interval: time("interval"),
      startUp: time("start_up"), stabilisation: time("stabilisation"))
  }

  /// What is to befall the replicas, which are numbered through the pools.
  ///
  /// - Throws: ``InputError`` at an item that names a pool or a replica which does not exist, or says too little or too much.
  static func failures(_ setting: Setting, pools: [PoolSettings]) throws(InputError) -> FailurePlan {
    var plan = FailurePlan()
    for item in setting.items {
      let replicas = try replicas(item, pools)
      let (at, mean) = (item["at"].time, item["mtbf"].time)
      guard (at == nil) != (mean == nil) else {
        throw item.place.error(
          at == nil ? "a failure that happens neither at a time nor by chance" : "a failure both at a time and by chance",
          remedy: "give 'at', or 'mtbf'")
      }
      if let mean {
        if let given = ["for", "slow"].first(where: { item[$0].word != Vocabulary.none }) {
          throw item[given].place.error("'\(given)' beside 'mtbf'", remedy: "crashes by chance last 'mttr'")
        }
        let repair = item["mttr"].required(item["mttr"].time)
        plan.random.append(RandomFaults(replicas: replicas, meanTimeBetweenFailures: mean, meanTimeToRepair: repair))
      } else if let at {
        let effect = item["slow"].number.map { ReplicaFault.Effect.slowdown(permille: Int(($0 * 1000).rounded())) } ?? .crash
        plan.faults.append(ReplicaFault(replicas: replicas, start: Instant(at), length: item["for"].time, effect: effect))
      }
    }
    return plan
  }

  private static func replicas(_ item: Setting, _ pools: [PoolSettings]) throws(InputError) -> Range<Int> {
    var first = 0
    let named = item["pool"].text
    if named == nil, pools.count > 1, item["replica"].count != nil {
      throw item.place.error("a replica of no pool", remedy: "give 'pool', one of \(pools.map(\.name).joined(separator: ", "))")
    }
    if named == nil, pools.count > 1 { return 0..<pools.reduce(0) { $0 + $1.replicas } }
    for pool in pools {
      if named ?? pool.name != pool.name {
        first += pool.replicas
        continue
      }
      guard let replica = item["replica"].count else { return first..<(first + pool.replicas) }
      let count = item["replicas"].required(item["replicas"].count)
      if replica + count > pool.replicas {
        throw item["replica"].place.error(
          "pool '\(pool.name)' has \(pool.replicas) replicas, and a failure is of \(replica) to \(replica + count - 1)",
          remedy: "0 to \(pool.replicas - 1)")
      }
      return (first + replica)..<(first + replica + count)
    }
    throw item["pool"].place.error(
      "there is no pool '\((named ?? "").shortened)'", remedy: "one of \(pools.map(\.name).joined(separator: ", "))")
  }
}
