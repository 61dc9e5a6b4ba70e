import Hardware
import Kernel
import Model
import Record
import Serving

/// Adapters of a pool, and which of them a workload asks for.
enum AdapterReader {
  /// Puts `adapters` of a pool among the options, whose other settings stand.
  ///
  /// - Throws: ``InputError`` at the section that cannot be, or that nothing goes together with.
  static func apply(
    _ pool: Setting, to options: inout DeploymentOptions, model: ModelShape, accelerator: Accelerator
  ) throws(InputError) {
    let setting = pool["adapters"]
    if setting.members.isEmpty { return }
    let own = try accelerator.hostLink()
    var adapters = Adapters(
      ranks: try ranks(setting["rank"]), slots: setting["device_slots"].required(setting["device_slots"].count),
      link: try LinkReader.link(setting["link"], own: own.id) ?? own)
    adapters.targets = setting["targets"].word.flatMap(Adapters.Targets.init(rawValue:)) ?? .allLinear
    adapters.kernel = setting["kernel"].word.flatMap(Adapters.Kernel.init(rawValue:)) ?? .segmented
    adapters.bytes = setting["bytes"].number.map { Int($0.rounded()) }
    adapters.launchSeconds = setting["launch"].time?.seconds
    if adapters.kernel == .merged, adapters.launchSeconds != nil {
      throw setting["launch"].place.error(
        "'adapters.launch' has no effect: merged adapters have no kernels of their own", remedy: "leave the line out")
    }
    options.adapters = adapters
    do { try adapters.validate(for: model, options: options) } catch { throw error.placed(at: setting.place) }
  }

  private static func ranks(_ setting: Setting) throws(InputError) -> [Int] {
    var ranks: [Int] = []
    for part in setting.required(setting.text).split(separator: ",") {
      guard let rank = Int(part.filter { $0 != " " }), (1...Adapters.greatestRank).contains(rank) else {
        throw setting.place.error(
          "'\(String(part).shortened)' is no rank of an adapter",
          remedy: "1 to \(Adapters.greatestRank), several with commas between: 64, 16")
      }
      ranks.append(rank)
    }
    return ranks
  }

  /// Which adapters requests ask for; nil where they ask for none.
  ///
  /// - Throws: ``InputError`` where nothing says which request asks for which.
  static func load(_ workload: Setting) throws(InputError) -> AdapterLoad? {
    let setting = workload["adapters"]
    if setting.members.isEmpty { return nil }
    let load = AdapterLoad(count: setting["count"].required(setting["count"].count), alpha: setting["alpha"].number)
    if load.alpha == nil, workload.member("trace") == nil {
      throw setting.place.error(
        "which request asks for which adapter is not said", remedy: "'workload.adapters.alpha', such as 1; 0 gives all an equal share")
    }
    return load
  }

  /// What an engine knows of a pool's adapters.
  ///
  /// - Throws: ``InputError`` where only one of pool and workload knows of adapters.
  static func rules(_ pool: Setting, _ plan: AdapterPlan?, load: AdapterLoad?, workload: Setting) throws(InputError) -> AdapterRules? {
    let setting = pool["adapters"]
    guard let load else {
      if plan == nil { return nil }
      throw setting.place.error(
        "a pool with adapters, and no request that asks for one", remedy: "'workload.adapters: {count: 100, alpha: 1}'")
    }
    guard let plan else {
      throw workload["adapters"].place.error(
        "requests ask for \(load.count) adapters, and a pool has no slots for any", remedy: "'adapters: {device_slots: 8}' in every pool")
    }
    var rules = AdapterRules(
      count: load.count, slots: plan.adapters.slots,
      kinds: plan.adapters.ranks.map {
        AdapterRules.Kind(
          rank: $0, loadTime: plan.loadTime(rank: $0), bytes: plan.loadedBytes(rank: $0), nanojoules: plan.loadNanojoules(rank: $0))
      })
    rules.mergedChange = plan.changeTime
    rules.overtakes = setting["overtaking"].required(setting["overtaking"].flag)
    return rules
  }

  /// Refuses adapters beside what they have no rule for, where the scenario has them.
  ///
  /// - Throws: ``InputError`` naming the other setting.
  static func check(_ replica: ReplicaConfiguration, _ pool: PoolSettings) throws(InputError) {
    let place = pool.setting["adapters"].place
    if replica.adapters == nil { return }
    if pool.role != .both {
      throw place.error("adapters where KV is handed over: nothing says when the other side has them", remedy: "pools with role: both")
    }
    guard let policy = try? SchedulerCatalog.scheduler(named: replica.scheduler) else { return }
    do { try replica.checkAdapters(under: policy) } catch { throw error.placed(at: place) }
  }
}
