import Hardware
import Kernel
import Model
import Serving

extension Scenario {
  /// A pool with the deployment of its replicas.
  public struct DeployedPool: Sendable {
    /// The pool.
    public let pool: PoolSettings
    /// What one replica is.
    public let deployment: Deployment
    /// The profile that its costs come from; nil for the roofline.
    public let profile: ProfileDocument?
    /// Tokens that an iteration may hold, as given or as the engine has it; nil where that is left to the scheduler.
    let engineTokens: Int?
    /// Tokens that an iteration may hold: as given, or the engine's or the scheduler's default.
    public let maximumBatchedTokens: Int
    /// The longest request: as given, or what the model's positions allow.
    public let maximumModelTokens: Int
    /// What had to be taken for granted of the model, a line each.
    public let modelNotes: [String]
    /// The engine whose figures it has, by the name of its preset.
    public var enginePreset: String { pool.setting["engine.preset"].word ?? EngineCatalog.defaultName }
    /// Weights that share a scale in the checkpoint, where it is run in its own format; nil where none do.
    public var quantizationBlock: QuantizationBlock? {
      deployment.weightFormat == deployment.model.nativeFormat ? deployment.model.quantization?.block : nil
    }
  }

  /// The cluster that the scenario describes, with every name and share turned into figures.
  ///
  /// - Throws: ``InputError`` at the pool where a model does not fit its accelerators or cannot be divided over them.
  public func cluster() throws(InputError) -> ClusterConfiguration { try cluster(of: try deployments()) }

  /// The cluster of ``deployments(sharing:)`` that are at hand already.
  ///
  /// - Throws: ``InputError`` as ``cluster()``.
  public func cluster(of deployed: [DeployedPool]) throws(InputError) -> ClusterConfiguration {
    var configurations: [PoolConfiguration] = []
    try checkHandOvers(deployed)
    for deployed in deployed {
      try checkTiers(deployed.pool.setting["engine"], deployed.deployment.memory.layout)
      let replica = try replica(deployed)
      var configuration = PoolConfiguration(
        name: deployed.pool.name, replicas: deployed.pool.replicas, replica: replica, role: deployed.pool.role,
        handOver: NetworkReader.handOver(deployed.pool.setting["hand_over"], deployment: deployed.deployment),
        port: try NetworkReader.port(network, accelerators: deployed.deployment.accelerators))
      configuration.scaling = try PresenceReader.scaling(deployed.pool.setting["scaling"], pool: deployed.pool)
      configurations.append(configuration)
    }
    var cluster = ClusterConfiguration(
      pools: configurations, router: router.name, routerParameters: router.parameters, decodeRouter: decodeRouter.name,
      decodeRouterParameters: decodeRouter.parameters, network: try NetworkReader.network(network))
    cluster.carbonGramsPerKilowattHour = carbonGramsPerKilowattHour
    cluster.mixedPool = try NetworkReader.mixedPool(roles, pools: pools)
    cluster.failures = try PresenceReader.failures(failures, pools: pools, of: cluster)
    return cluster
  }

  /// Refuses pools that cannot hand over to each other, each at its place in the scenario.
  private func checkHandOvers(_ deployed: [DeployedPool]) throws(InputError) {
    func place(_ pool: PoolSettings) -> Place { pool.setting["role"].place }
    // Where roles change, every replica may hand over to every other.
    let mixes = roles["policy"].word == "mixed_pool"
    let sources = deployed.filter { $0.pool.role == .prefill || mixes }
    let destinations = deployed.filter { $0.pool.role.takesHandOvers || mixes }
    if let source = sources.first, destinations.isEmpty {
      throw place(source.pool).error(
        "no pool decodes what pool '\(source.pool.name)' computes", remedy: "a pool with role: decode or role: both")
    }
    if let idle = deployed.first(where: { $0.pool.role == .decode }), sources.isEmpty {
      throw place(idle.pool).error("no pool hands over to pool '\(idle.pool.name)'", remedy: "a pool with role: prefill")
    }
    for source in sources {
      for destination in destinations {
        let (from, to) = (source.deployment, destination.deployment)
        if from.options.kv?.groups != to.options.kv?.groups {
          throw destination.pool.setting["kv"].place.error(
            "pools '\(source.pool.name)' and '\(destination.pool.name)' keep and read different parts of KV",
            remedy: "the same kv on both sides of a hand-over")
        }
        if from.model != to.model {
          throw place(destination.pool).error(
            "pool '\(source.pool.name)' computes KV of \(source.pool.model), and pool '\(destination.pool.name)' has \(destination.pool.model)",
            remedy: "the same model on both sides of a hand-over")
        }
        if from.options.draft?.placement != nil || to.options.draft?.placement != nil {
          throw destination.pool.setting["speculation"].place.error(
            "drafts on accelerators of their own, whose KV no hand-over moves", remedy: "placement: same, or pools with role: both")
        }
        if from.options.draft?.shape(for: from.model) != to.options.draft?.shape(for: to.model) {
          throw destination.pool.setting["speculation"].place.error(
            "pools '\(source.pool.name)' and '\(destination.pool.name)' have different drafts, whose KV one of them would lack",
            remedy: "the same draft on both sides of a hand-over")
        }
        if from.keyValueBytesPerToken != to.keyValueBytesPerToken {
          throw destination.pool.setting["formats"].place.error(
            "pools '\(source.pool.name)' and '\(destination.pool.name)' keep KV in different formats",
            remedy: "the same formats.kv on both sides of a hand-over")
        }
        let blocks = (from.options.blockTokens, to.options.blockTokens)
        if blocks.0 % blocks.1 != 0 && blocks.1 % blocks.0 != 0 {
          throw destination.pool.setting["engine.block_tokens"].place.error(
            "KV blocks of \(blocks.0) tokens in pool '\(source.pool.name)' and of \(blocks.1) in pool '\(destination.pool.name)' do not fit each other",
            remedy: "a block_tokens that divides the other")
        }
      }
    }
    let tree = network["topology"].word == "tree"
    let missing =
      tree
      ? ["rack_link", "spine_link"].first { network[$0].word == Vocabulary.none }
      : network["port_link"].word == Vocabulary.none ? "port_link" : nil
    if let source = sources.first, let missing, !tree || missing == "rack_link" || destinations.count + sources.count > 1 && tree {
      throw network[missing].place.error(
        "there is no path on which pool '\(source.pool.name)' could hand KV over", remedy: "a link for '\(missing)'")
    }
  }

  /// What a replica of each pool is: model, accelerator, memory and costs; scenarios with one `cache` share what is the same.
  ///
  /// - Throws: ``InputError`` as ``cluster()``.
  public func deployments(sharing cache: DeploymentCache = DeploymentCache()) throws(InputError) -> [DeployedPool] {
    var deployed: [DeployedPool] = []
    for pool in pools {
      let profile = try profile(of: pool, cache)
      do {
        deployed.append(try deployment(of: pool, profile: profile, cache))
      } catch {
        let accelerator = pool.setting["accelerator"].place
        let isPlaced = error.line != nil && error.file == accelerator.file
        throw isPlaced ? error : error.placed(at: faultPlace(in: pool))
      }
    }
    return deployed
  }

  /// The measured times that a pool goes by; a file that is none is told where the scenario names it.
  private func profile(of pool: PoolSettings, _ cache: DeploymentCache) throws(InputError) -> ProfileDocument? {
    do { return try cache.document(of: pool.calibration) } catch { throw error.placed(at: pool.setting["calibration"].place) }
  }

  private func deployment(
    of pool: PoolSettings, profile: ProfileDocument?, _ cache: DeploymentCache
  ) throws(InputError) -> DeployedPool {
    var (own, notes) = try pool.readModel()
    let treatment = try KVReader.treatment(pool.setting)
    var shape = try KVReader.apply(treatment, to: own, pool.setting)
    let engine = pool.setting["engine"]
    let modelTokens = engine["max_model_tokens"].count ?? shape.maximumPositions
    let accelerator = try pool.acceleratorFigures()
    let defaults = EngineDefaults(
      preset: engine["preset"].required(engine["preset"].word), accelerator: accelerator, layout: pool.layout, model: own)
    let engineTokens = engine["max_batched_tokens"].count ?? defaults.batchedTokens(scheduler: pool.scheduler.name)
    let batchedTokens = engineTokens ?? defaultBatchedTokens(pool.scheduler.name, maximumModelTokens: modelTokens)
    var options = DeploymentOptions()
    options.layout = pool.layout
    let formats = pool.setting["formats"]
    options.weightFormat = formats["weights"].word.flatMap(NumberFormat.init(rawValue:))
    options.keyValueFormat = formats["kv"].word.flatMap(NumberFormat.init(rawValue:))
    options.experts = pool.experts
    options.expertExchange =
      pool.setting["parallel.exchange"].word.flatMap(ExpertExchange.init(rawValue:)) ?? defaults.expertExchange
    try applyLinks(pool.setting["parallel"], own: accelerator.link, to: &options)
    do {
      try options.layout.context.validate(for: shape, layout: options.layout)
      try options.layout.feedForward?.validate(for: shape, layout: options.layout)
    } catch {
      throw error.placed(at: pool.setting["parallel"].place)
    }
    options.memoryFraction = engine["memory_fraction"].number ?? defaults.memoryFraction
    options.kvBlocks = engine["kv_blocks"].count
    options.blockTokens = engine["block_tokens"].required(engine["block_tokens"].count)
    options.kv = treatment
    options.hybridKVCache = try usesHybridKVCache(shape, options, engine)
    try KVReader.check(treatment, options, pool.setting)
    options.maximumBatchedTokens = batchedTokens
    options.maximumSequences =
      engine["max_sequences"].count ?? defaults.sequences(batchedTokens: batchedTokens, scheduler: pool.scheduler)
    options.engine = EngineReader.costs(
      engine, defaults: defaults, graphTokens: defaults.graphTokens(sequences: options.maximumSequences))
    let sampled = SamplingReader.sampling(pool.setting["sampling"], engine: engine, published: shape.sampling)
    options.sampling = sampled.sampling
    notes += [sampled.granted].compactMap(\.self)
    options.draft = try SpeculationReader.draft(
      pool.setting["speculation"], engine: engine["preset"].word, for: own)
    options.stepTimes = StepTimesReader.times(pool.setting["step_times"])
    for cost in CostSetting.all { cost.apply(pool.setting["costs"][cost.key.name], &options.roofline) }
    try applyFeatures(of: pool.setting, to: &options, model: &shape, on: accelerator)
    if let blocks = options.kvBlocks, let kept = options.engine?.unusableBlocks, blocks <= kept {
      throw engine["kv_blocks"].place.error(
        "\(blocks) KV \(blocks == 1 ? "block" : "blocks") of which the engine keeps \(kept) that hold no tokens (its null block): none is left",
        remedy: "'engine.kv_blocks' of \(kept + 1) or more, or 'engine.unusable_blocks' of less")
    }
    let deployment = try cache.deployment(of: shape, on: accelerator, options: options, document: profile)
    if let blocks = options.kvBlocks, blocks > deployment.memory.mostKVBlocks {
      throw engine["kv_blocks"].place.error(
        "\(blocks) KV blocks of \(options.blockTokens) tokens do not fit the memory of \(deployment.accelerator.id) beside the weights of "
          + shape.name, remedy: "at most \(deployment.memory.mostKVBlocks), or an accelerator with more memory")
    }
    return DeployedPool(
      pool: pool, deployment: deployment, profile: profile, engineTokens: engineTokens, maximumBatchedTokens: batchedTokens,
      maximumModelTokens: modelTokens, modelNotes: notes)
  }

  /// What few deployments have: weights on the host, adapters, layers that prompts do not run, encoders.
  private func applyFeatures(
    of pool: Setting, to options: inout DeploymentOptions, model shape: inout ModelShape, on accelerator: Accelerator
  ) throws(InputError) {
    try HostWeightReader.apply(pool, to: &options, model: shape, accelerator: accelerator)
    try AdapterReader.apply(pool, to: &options, model: shape, accelerator: accelerator)
    try ComputeReader.apply(pool, to: &options, model: &shape)
    try EncoderReader.apply(pool, to: &options, model: shape, load: workload.images, workload: workloadSetting)
  }

  private func applyLinks(_ parallel: Setting, own: String, to options: inout DeploymentOptions) throws(InputError) {
    options.expertLink = try LinkReader.link(parallel["expert_link"], own: own)
    options.tensorLink = try LinkReader.link(parallel["tensor_link"], own: own)
    options.contextLink = try LinkReader.link(parallel["context_link"], own: own)
    options.feedForwardLink = try LinkReader.link(parallel["feed_forward.link"], own: own)
    options.pipelineLink = try LinkReader.link(parallel["pipeline_link"], own: own)
  }

  /// Whether layers that forget give their blocks back. Where prompts share blocks and these cannot be told apart by layers, every
  /// layer keeps everything. Of a model whose sequences have a state nothing is shared, as servers have it, unless it is asked for.
  ///
  /// - Throws: ``InputError`` where prompts of such a model are to be shared by the scenario's own word.
  private func usesHybridKVCache(_ shape: ModelShape, _ options: DeploymentOptions, _ engine: Setting) throws(InputError) -> Bool {
    let isWanted = engine["hybrid_kv_cache"].required(engine["hybrid_kv_cache"].flag)
    guard engine["prefix_caching"].flag == true else { return isWanted }
    let bytes = KVBytes(of: shape, format: options.keyValueFormat ?? .bf16, hybridKVCache: isWanted)
    if bytes.state > 0 {
      let caching = engine["prefix_caching"].place
      if caching == engine.place || caching == engine["preset"].place { return isWanted }
      throw caching.error(
        "prefix caching of \(shape.name), whose sequences have a state that is no prefix's", remedy: "engine.prefix_caching: false")
    }
    let shares = bytes.blocks(ofTokens: options.blockTokens).layout.sharesPrefixes
    guard options.kv?.forgets == true, isWanted else { return isWanted && shares }
    let caching = engine["prefix_caching"].place
    if shares || caching == engine.place || caching == engine["preset"].place { return true }
    throw caching.error(
      "prefix caching where 'kv.keep' leaves no layers that keep everything, one block for every block of tokens",
      remedy: "engine.prefix_caching: false")
  }

  private func replica(_ deployed: DeployedPool) throws(InputError) -> ReplicaConfiguration {
    let engine = deployed.pool.setting["engine"]
    let deployment = deployed.deployment
    let blocks = deployment.memory.kvBlocks
    let watermark = engine["watermark"].required(engine["watermark"].number)
    var rules = EngineReader.rules(engine)
    if engine["preemption"].word == "swap" {
      let named = try LinkReader.link(engine["swap_link"], own: deployment.accelerator.link)
      let own = try deployment.accelerator.hostLink()
      rules.swapSpace = EngineReader.swapSpace(engine, deployment, link: named ?? own)
    }
    var replica = ReplicaConfiguration(
      costModel: deployment.costModel, kvBlocks: blocks, blockTokens: deployment.options.blockTokens,
      watermarkBlocks: Int((Double(blocks) * watermark).rounded(.down)), maximumSequences: deployment.options.maximumSequences,
      maximumBatchedTokens: deployed.engineTokens, maximumModelTokens: deployed.maximumModelTokens,
      scheduler: deployed.pool.scheduler.name, schedulerParameters: deployed.pool.scheduler.parameters,
      accelerators: deployment.accelerators, idleWatts: deployment.idleWatts, dollarsPerHour: deployment.dollarsPerHour,
      rules: rules)
    replica.rest = deployment.restAfter.map { RestState(watts: deployment.restWatts, after: $0) }
    replica.offWatts = deployment.offWatts
    replica.kvLayout = deployment.memory.layout
    replica.kvLayout.compacts = deployment.options.kv?.compacts ?? true
    replica.compaction = deployment.compaction
    if deployment.memory.layout.stateBlocks > 0 || deployment.forgetsPrefixes { replica.rules.prefixCaching = false }
    replica.rules.prefixes = EngineReader.prefixes(engine, deployment)
    try checkHostMemory(deployed.pool.setting, deployment)
    replica.adapters = try AdapterReader.rules(
      deployed.pool.setting, deployment.adapters, load: adapterLoad, workload: workloadSetting)
    try AdapterReader.check(replica, deployed.pool)
    replica.encoder = EncoderReader.rules(deployment.encoder)
    do { try replica.checkEncoder() } catch { throw error.placed(at: deployed.pool.setting["encoder"].place) }
    let speculation = deployed.pool.setting["speculation"]
    replica.speculation = try SpeculationReader.rules(
      speculation, classes: workloadSetting["classes"].items, blockTokens: deployment.options.blockTokens)
    try checkSpeculation(replica, speculation)
    replica.pipeline = deployment.pipelinedCost
    replica.microBatches = deployment.options.layout.microBatches
    try checkBudgets(replica, deployed.pool.setting)
    replica.sharesKVPool = engine["kv_pool"].word == "shared" && replica.microBatches > 1
    return replica
  }

  /// Refuses speculation beside what it has no rule for, where the scenario has it.
  private func checkSpeculation(_ replica: ReplicaConfiguration, _ setting: Setting) throws(InputError) {
    try SpeculationReader.checkPlacement(setting, replica)
    guard let policy = try? SchedulerCatalog.scheduler(named: replica.scheduler) else { return }
    do { try replica.checkSpeculation(under: policy) } catch { throw error.placed(at: setting.place) }
  }

  /// Refuses budgets of KV beside what they have no rule with, where the scenario has them.
  private func checkBudgets(_ replica: ReplicaConfiguration, _ setting: Setting) throws(InputError) {
    guard let policy = try? SchedulerCatalog.scheduler(named: replica.scheduler) else { return }
    do { try replica.checkBudgets(under: policy) } catch { throw error.placed(at: setting["kv"].place) }
  }

  /// Refuses tiers below a prefix cache that there is not, and tiers that the batches of a pipeline would have to share.
  private func checkTiers(_ engine: Setting, _ layout: KVLayout) throws(InputError) {
    guard let tier = ["host_cache", "remote_cache"].map({ engine[$0] }).first(where: { $0.number ?? 0 > 0 }) else { return }
    if engine["prefix_caching"].flag == false {
      throw InputError("a tier below a prefix cache that there is not", remedy: "prefix_caching: true, or 0 B").placed(at: tier.place)
    }
    if !layout.isPlain {
      throw tier.place.error(
        "a tier of the prefix cache below layers with a window, whose part no tier keeps",
        remedy: "0 B, or engine.hybrid_kv_cache: false")
    }
  }

  /// Refuses weights, caches and swap space that the host has no memory for.
  private func checkHostMemory(_ setting: Setting, _ deployment: Deployment) throws(InputError) {
    let engine = setting["engine"]
    let accelerators = Double(deployment.modelAccelerators)
    let cache = engine["host_cache"].number ?? 0
    let swapped = engine["preemption"].word == "swap" ? (engine["swap_space"].number ?? 0) * accelerators : 0
    let weights = Double(deployment.memory.hostWeightBytes) * accelerators
    let adapters = deployment.adapters?.hostBytes(count: adapterLoad?.count ?? 0) ?? 0
    let memory = Double(deployment.accelerator.hostMemoryBytes.value) * accelerators
    if cache + swapped + weights + adapters <= memory { return }
    func gibibytes(_ bytes: Double, _ rule: FloatingPointRoundingRule) -> String {
      Quantity.text((bytes / 1_073_741_824 * 10).rounded(rule) / 10) + " GiB"
    }
    let owners = [
      (setting[setting["experts"].members.isEmpty ? "offload" : "experts"], "weights on the host", weights),
      (setting["adapters"], "adapters", adapters), (engine["host_cache"], "host_cache", cache),
      (engine["swap_space"], "swap_space", swapped),
    ].filter { $0.2 > 0 }
    throw owners[0].0.place.error(
      "\(owners.map(\.1).joined(separator: " and ")) of a replica would take \(gibibytes(cache + swapped + weights + adapters, .up)) of its host's "
        + "memory, which has \(gibibytes(memory, .down)) for it",
      remedy: "no more than that, or an 'accelerator.host_memory' that says what the host has for one accelerator")
  }

  private func defaultBatchedTokens(_ scheduler: String, maximumModelTokens: Int) -> Int {
    guard let policy = SchedulerCatalog.all.first(where: { $0.name == scheduler }) else {
      preconditionFailure("the vocabulary names schedulers")
    }
    return policy.defaultBatchedTokens(maximumModelTokens: maximumModelTokens)
  }

  /// Where a pool that cannot be is told: at what the file at hand says of it, and at its model where it says nothing.
  private func faultPlace(in pool: PoolSettings) -> Place {
    let places = ["model", "accelerator", "calibration", "parallel", "formats", "engine"].map { pool.setting[$0] }
    let isWhatIf = places[0].place.file != file
    let own = isWhatIf ? places.first { $0.place.file == file && $0.place != draft.root.place } : nil
    return (own ?? places[0]).place
  }
}
