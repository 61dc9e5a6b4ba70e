import Hardware
import Kernel
import Network
import Serving

/// The network of a scenario, and how its pools hand KV over.
enum NetworkReader {
  /// The network between replicas.
  ///
  /// - Throws: ``InputError`` for a link that the catalog does not have.
  static func network(_ setting: Setting) throws(InputError) -> NetworkConfiguration {
    guard setting["topology"].word == "tree" else { return .ports }
    let ports = setting["node_ports"].required(setting["node_ports"].count)
    let nodes = setting["nodes_per_rack"].required(setting["nodes_per_rack"].count)
    let rack = try link("rack", setting, times: Double(ports))
    let share = Double(nodes) / setting["oversubscription"].required(setting["oversubscription"].number)
    var spine = try link("spine", setting, times: 1)
    if setting["spine_bandwidth"].number == nil, let rack { spine?.bytesPerSecond = Int((Double(rack.bytesPerSecond) * share).rounded()) }
    return .tree(
      TreeNetwork(
        replicasPerNode: setting["replicas_per_node"].required(setting["replicas_per_node"].count), nodesPerRack: nodes,
        nodeLink: try link("node", setting, times: 1), rackLink: rack, spineLink: spine))
  }

  /// The ports of a replica of `accelerators`, where replicas have ports of their own.
  ///
  /// - Throws: ``InputError`` for a link that the catalog does not have.
  static func port(_ setting: Setting, accelerators: Int) throws(InputError) -> LinkFigures? {
    setting["topology"].word == "ports" ? try link("port", setting, times: Double(accelerators)) : nil
  }

  /// How KV leaves the replicas of a pool.
  static func handOver(_ setting: Setting, deployment: Deployment) -> HandOverConfiguration {
    let threshold = setting["threshold"].required(setting["threshold"].count)
    let mode: HandOverConfiguration.Mode =
      switch setting["mode"].word {
      case "serialized": .serialized
      case "layered": .layered
      default: .bySize(promptTokens: threshold)
      }
    var handOver = HandOverConfiguration(
      mode: mode, choice: setting["choose"].word.flatMap(HandOverConfiguration.Choice.init(rawValue:)) ?? .atHandOver,
      kvBytes: setting["bytes_per_token"].count.map { KVBytes(perToken: $0) } ?? deployment.keyValueBytes, layers: deployment.model.layers)
    handOver.firstToken = setting["first_token"].word.flatMap(HandOverConfiguration.FirstToken.init(rawValue:)) ?? .prefill
    return handOver
  }

  /// When replicas take the other phase as well, or nil.
  ///
  /// - Throws: ``InputError`` where there is no other phase, or replicas to decode on are chosen later than Splitwise does.
  static func mixedPool(_ setting: Setting, pools: [PoolSettings]) throws(InputError) -> MixedPoolRule? {
    guard setting["policy"].word == "mixed_pool" else { return nil }
    if !pools.contains(where: { $0.role == .prefill }) {
      throw setting.place.error("a mixed pool beside no prefill pool", remedy: "pools with role: prefill and role: decode")
    }
    for pool in pools where pool.role == .prefill {
      let choose = pool.setting["hand_over.choose"]
      if choose.word != HandOverConfiguration.Choice.atArrival.rawValue {
        throw choose.place.error(
          "a mixed pool, where both replicas of a request are chosen when it arrives, and pool '\(pool.name)' chooses later",
          remedy: "hand_over.choose: at_arrival")
      }
    }
    return MixedPoolRule(pendingTokens: setting["pending_tokens"].required(setting["pending_tokens"].count))
  }

  private static func link(_ name: String, _ setting: Setting, times: Double) throws(InputError) -> LinkFigures? {
    guard let id = setting[name + "_link"].word, id != Vocabulary.none else { return nil }
    let link = try LinkCatalog.link(named: id)
    // Bandwidths of scenarios are in gigabytes a second.
    let bandwidth = setting[name + "_bandwidth"].number.map { $0 * 1e9 } ?? link.bandwidthBytesPerSecond.value * times
    return LinkFigures(bytesPerSecond: Int(bandwidth.rounded()), latency: Duration(seconds: link.latencySeconds.value))
  }
}
