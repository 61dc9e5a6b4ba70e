import Kernel
import Network
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

  /// What is to befall the replicas, which are numbered through the pools, and the links between them.
  ///
  /// - Throws: ``InputError`` at an item that names a pool, a replica or a link which does not exist, or says too little or
  ///   too much.
  static func failures(_ setting: Setting, pools: [PoolSettings], of cluster: ClusterConfiguration) throws(InputError) -> FailurePlan {
    var plan = FailurePlan()
    for item in setting.items {
      if item["link"].word != Vocabulary.none {
        plan.links += try linkFaults(item, pools, cluster)
      } else {
        try addReplicaFaults(item, pools, to: &plan)
      }
      do { try plan.check(in: cluster) } catch { throw error.placed(at: item.place) }
    }
    return plan
  }

  private static func addReplicaFaults(_ item: Setting, _ pools: [PoolSettings], to plan: inout FailurePlan) throws(InputError) {
    for name in ["node", "rack", "bandwidth"] { try refuse(name, in: item, because: "without 'link'", remedy: "give 'link'") }
    let replicas = try replicas(item, pools)
    let (at, mean) = (item["at"].time, item["mtbf"].time)
    guard (at == nil) != (mean == nil) else {
      throw item.place.error(
        at == nil ? "a failure that happens neither at a time nor by chance" : "a failure both at a time and by chance",
        remedy: "give 'at', or 'mtbf'")
    }
    if let mean {
      for name in ["for", "slow"] { try refuse(name, in: item, because: "beside 'mtbf'", remedy: "crashes by chance last 'mttr'") }
      let repair = item["mttr"].required(item["mttr"].time)
      plan.random.append(RandomFaults(replicas: replicas, meanTimeBetweenFailures: mean, meanTimeToRepair: repair))
    } else if let at {
      let effect = item["slow"].number.map { ReplicaFault.Effect.slowdown(permille: Int(($0 * 1000).rounded())) } ?? .crash
      plan.faults.append(ReplicaFault(replicas: replicas, start: Instant(at), length: item["for"].time, effect: effect))
    }
  }

  /// The failures of links that an item names, one for each link.
  private static func linkFaults(_ item: Setting, _ pools: [PoolSettings], _ cluster: ClusterConfiguration) throws(InputError)
    -> [LinkFault]
  {
    try refuse("slow", in: item, because: "beside 'link'", remedy: "'bandwidth' says what is left of a link")
    try refuse("mtbf", in: item, because: "beside 'link'", remedy: "links fail 'at' a time")
    guard let at = item["at"].time else { throw item.place.error("a link that fails at no time", remedy: "give 'at'") }
    let share = item["bandwidth"].number ?? 0
    if share > 0 && share < 0.001 {
      throw item["bandwidth"].place.error("less than a thousandth of a link's bandwidth is left", remedy: "0.1 % or more, or 0 %")
    }
    return try links(item, pools, cluster).map {
      LinkFault(link: $0, start: Instant(at), length: item["for"].time, bandwidthPermille: Int((share * 1000).rounded()))
    }
  }

  private static func links(_ item: Setting, _ pools: [PoolSettings], _ cluster: ClusterConfiguration) throws(InputError)
    -> [NetworkLink]
  {
    let kind = item["link"].required(item["link"].word)
    let (named, others) =
      switch kind {
      case "rack": ("node", ["pool", "replica", "rack"])
      case "spine": ("rack", ["pool", "replica", "node"])
      default: ("replica", ["node", "rack"])
      }
    for name in others { try refuse(name, in: item, because: "beside 'link: \(kind)'", remedy: "'\(named)' says whose link it is") }
    let isTree: Bool = if case .tree = cluster.network { true } else { false }
    if isTree == (kind == "port") {
      throw item["link"].place.error(
        "a network \(isTree ? "that is a tree" : "of ports") has no link '\(kind)'",
        remedy: isTree ? "one of node, rack, spine" : "'port', or a network with topology: tree")
    }
    if named == "replica" { return try replicas(item, pools).map { .replica($0) } }
    let size = try cluster.networkSize()
    let numbers = item[named].count.map { $0..<($0 + 1) } ?? 0..<(named == "node" ? size.nodes : size.racks)
    return numbers.map { named == "node" ? .node($0) : .rack($0) }
  }

  /// Refuses a key that says nothing where it stands.
  private static func refuse(_ name: String, in item: Setting, because: String, remedy: String) throws(InputError) {
    guard let word = item[name].word, [Vocabulary.none, Vocabulary.auto].contains(word) else {
      throw item[name].place.error("'\(name)' \(because)", remedy: remedy)
    }
  }

  private static func span(_ first: Int, _ count: Int) -> String {
    count == 1 ? "replica \(first) is" : "replicas \(first) to \(first + count - 1) are"
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
          "pool '\(pool.name)' has \(pool.replicas) \(pool.replicas == 1 ? "replica" : "replicas"), and \(Self.span(replica, count)) to fail",
          remedy: pool.replicas == 1 ? "replica 0" : "replicas 0 to \(pool.replicas - 1)")
      }
      return (first + replica)..<(first + replica + count)
    }
    throw item["pool"].place.error(
      "there is no pool '\((named ?? "").shortened)'", remedy: "one of \(pools.map(\.name).joined(separator: ", "))")
  }
}
