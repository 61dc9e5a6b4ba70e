import Hardware
import Kernel
import Serving

extension EngineReader {
  /// How a replica of this deployment keeps prompt blocks.
  ///
  /// A tier holds a block once, whatever the accelerators hold twice; each accelerator loads its own share over its own link.
  static func prefixes(_ setting: Setting, _ deployment: Deployment) -> PrefixRules {
    var rules = PrefixRules()
    let eviction = PolicyChoice(setting["eviction"])
    do {
      rules.eviction = try EvictionPolicy.policy(named: eviction.name, eviction.parameters)
    } catch {
      preconditionFailure("the vocabulary names eviction policies and their parameters")
    }
    rules.host = tier("host_cache", setting, deployment)
    rules.remote = tier("remote_cache", setting, deployment)
    if rules.host == nil && rules.remote == nil { return rules }
    rules.loading = setting["cache_loading"].word.flatMap(PrefixRules.Loading.init(rawValue:)) ?? .whenFaster
    rules.overlappedLayers = setting["cache_overlap"].word == "none" ? nil : deployment.model.layers
    return rules
  }

  private static func tier(_ name: String, _ setting: Setting, _ deployment: Deployment) -> PrefixTier? {
    let bytes = setting[name].required(setting[name].number)
    guard bytes > 0 else { return nil }
    let blockBytes = Double(deployment.keyValueBytesPerToken) * Double(deployment.options.blockTokens)
    let link = setting[name + "_link"].word.flatMap { try? LinkCatalog.link(named: $0) }
    guard let bandwidth = link?.bandwidthBytesPerSecond.value else { preconditionFailure("the vocabulary names links") }
    let picoseconds = (Double(deployment.memory.blockBytes) / bandwidth * 1e12).rounded(.up)
    return PrefixTier(
      blocks: Int(min(bytes / blockBytes, 1e12)), timePerBlock: Duration(picoseconds: Int64(min(max(picoseconds, 1), 1e12))))
  }
}
