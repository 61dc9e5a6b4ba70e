import Calibration
import Hardware
import Kernel
import Metrics
import Model
import Record
import Serving
import Store
import Workload

/// The two sides of a validation on this machine: the executed core behind a policy, and the simulation of the same.
struct RealTimeBench {
  private let plan: RealTimePlan
  private let options: ValidationOptions
  private let clock: ServingClock
  private let engine: ExecutedEngine
  private let model: ModelShape
  private let calibration: MachineCalibration
  private let counter = EnergyCounter()
  /// Two engines in processes of their own, where a way of serving needs them.
  private let pair: EnginePair?
  /// The way from one of them to the other, as measured before anything was served.
  private(set) var link: MeasuredLink?
  private var rehearsal = RealTimeRehearsal()
  /// The deployment that stands for each engine at the machine's present speed: of one that does all, or of two that share the work.
  private var deployments: [Deployment]

  /// Builds the core and the deployment that stands for it, and starts the engines that are processes of their own.
  ///
  /// - Throws: ``InputError`` where the machine has no room for the model, or no process can be had.
  init(
    plan: RealTimePlan, ways: [ServedWay], options: ValidationOptions, clock: ServingClock, launcher: any EngineLauncher, model: ModelShape,
    calibration: MachineCalibration
  ) throws {
    self.plan = plan
    self.options = options
    self.clock = clock
    self.calibration = calibration
    self.model = model
    engine = try ExecutedEngine(
      model: model, limits: RealTimePlan.coreLimits, threads: plan.threads, seed: plan.seed, clock: plan.threads == 1 ? .thread : .wall,
      sharesPrefixes: ways.contains(where: \.sharesPrompts))
    deployments = [
      try Deployment(
        model: model, accelerator: calibration.accelerator, options: calibration.deployment(limits: RealTimePlan.limits))
    ]
    let blocks = deployments[0].memory.kvBlocks
    pair =
      plan.modes.contains(.disaggregated)
      ? try EnginePair(
        launcher, setup: { plan.setup(of: $0, kvBlocks: blocks, referenceSteps: calibration.referenceSteps) }, progress: options.progress)
      : nil
  }

  /// Ends the processes that were started.
  func end() { pair?.end() }

  /// Serves requests that wait in plenty, in every way: how many a second it can serve, and what the server's own work takes
  /// beside the core's, which simulations use from here on. None of these requests comes again.
  mutating func rehearse(_ ways: [ServedWay]) throws -> RealTimeRehearsal {
    if let pair {
      options.say("sending KV from one engine to the other")
      link = try MeasuredLink(try pair.probe())
    }
    for way in ways {
      options.say("serving with \(way.name) as fast as it goes")
      let load = try plan.saturatingLoad(way)
      switch way.mode {
      case .aggregated: rehearsal.add(try server(way).serve(load, observer: RunMetrics()), way)
      case .disaggregated: rehearsal.add(try requiredPair().serve(load, scheduler: way.scheduler, clock: clock), way)
      }
    }
    return rehearsal
  }

  /// A load on both sides, and by how much the machine was slower meanwhile than at its calibration.
  ///
  /// Steps of the calibration are run again before, between and after the two servings; the simulation takes all operators' times
  /// at the speed that those show. What was served has no part in it.
  mutating func comparison(_ way: ServedWay, arrivals: [Arrival], name: String) throws -> RealTimeComparison {
    let before = try slowdowns(way)
    let first = try measured(way, arrivals, name: "\(name) (measured)")
    let between = try slowdowns(way)
    let second = try measured(way, arrivals, name: "\(name) (measured again)")
    let after = try slowdowns(way)
    let slowdowns = before.indices.map { (before[$0] + 2 * between[$0] + after[$0]) / 4 }
    try follow(slowdowns, way)
    var outcome: RunOutcome?
    let simulated = try simulated(way, arrivals, name: "\(name) (simulated)") { outcome = $0 }
    let pair = first.run.storedRun.flatMap { one in simulated.storedRun.map { (measured: one, simulated: $0) } }
    var figures = RealTimeFigures.figures(first.run.summary, second.run.summary, simulated.summary)
    figures += RealTimeFigures.energy(
      [(first.run.summary, first.joules), (second.run.summary, second.joules)], simulated.summary)
    var comparison = RealTimeComparison(
      group: .init(name, family: way.name, figures: figures), storedPair: pair,
      slowdown: slowdowns.reduce(0, +) / Double(slowdowns.count), lostShare: (first.lostShare + second.lostShare) / 2)
    comparison.shared = first.shared
    if let served = first.handedOver, let outcome {
      comparison.handOvers = try HandOverCheck(served: served, simulated: outcome, arrivals: arrivals, engine: engine, seed: plan.seed)
    }
    return comparison
  }

  /// How much slower each engine is now: two of them run the steps at once, as they serve.
  private func slowdowns(_ way: ServedWay) throws -> [Double] {
    if way.mode == .aggregated { return [calibration.referenceSteps.slowdown(on: engine)] }
    let both = try requiredPair().slowdowns()
    return [both.prefill, both.decode]
  }

  /// Has simulations run at another speed.
  private mutating func follow(_ slowdowns: [Double], _ way: ServedWay) throws {
    let hosts = way.mode == .aggregated ? [rehearsal.host] : [rehearsal.pairHosts?.prefill, rehearsal.pairHosts?.decode]
    deployments = try zip(slowdowns, hosts).map { slowdown, host in
      let profile = calibration.profile.slowed(by: slowdown)
      try options.store?.store(ProfileDocument(profile), kind: .measured)
      var rules = calibration.engine
      if let host { (rules.hostSecondsPerIteration, rules.hostSecondsPerSequence) = (host.perIteration, host.perSequence) }
      return try Deployment(
        model: model, accelerator: calibration.accelerator,
        options: calibration.deployment(limits: RealTimePlan.limits, profile: profile, engine: rules))
    }
  }

  // MARK: Sides

  /// A load as it was served.
  private struct Served {
    var run: CompletedRun
    var lostShare: Double
    var joules: Double?
    /// What two engines came to, where two served.
    var handedOver: DisaggregatedRun?
    var shared: (tokens: Int, missed: Int)?
  }

  private func measured(_ way: ServedWay, _ arrivals: [Arrival], name: String) throws -> Served {
    var (lostShare, joules, handedOver) = (0.0, Double?.none, DisaggregatedRun?.none)
    var shared: (tokens: Int, missed: Int)?
    let completed = try run(way, arrivals, name: name, calibration: "measured") { metrics in
      let before = counter.read()
      defer { if let before, let after = counter.read() { joules = counter.joules(from: before, to: after) } }
      if way.mode == .aggregated {
        let served = try server(way).serve(arrivals, observer: metrics)
        lostShare = served.lostShare
        if way.sharesPrompts { shared = (served.sharedTokens, served.missedTokens) }
        return served.outcome
      }
      let served = try requiredPair().serve(arrivals, scheduler: way.scheduler, clock: clock)
      served.tell(metrics)
      lostShare = (served.prefill.lostShare + served.decode.lostShare) / 2
      handedOver = served
      options.progress.add(requests: arrivals.count, at: served.end)
      return served.outcome(idleWatts: deployments[0].idleWatts)
    }
    return Served(run: completed, lostShare: lostShare, joules: joules, handedOver: handedOver, shared: shared)
  }

  private func simulated(
    _ way: ServedWay, _ arrivals: [Arrival], name: String, outcome told: (RunOutcome) -> Void
  ) throws -> CompletedRun {
    let calibrations = deployments.compactMap { $0.options.profile.map { "\($0.id)@\($0.digest.hexadecimal)" } }
    return try run(way, arrivals, name: name, calibration: calibrations.joined(separator: ", ")) { metrics in
      var simulation = try Simulation(
        cluster: cluster(way), source: ArrivalList(arrivals),
        options: SimulationOptions(seed: plan.seed, promptBlockTokens: way.sharesPrompts ? RealTimePlan.limits.blockTokens : nil),
        observer: metrics)
      let outcome = try simulation.run()
      told(outcome)
      return outcome
    }
  }

  /// Brings a side through the statistics and into the store.
  private func run(
    _ way: ServedWay, _ arrivals: [Arrival], name: String, calibration: String, body: (RunMetrics) throws -> RunOutcome
  ) throws -> CompletedRun {
    let cluster = try cluster(way)
    let load = ReplayLoad(arrivals, words: "\(RealTimePlan.loadInWords(way)), \(arrivals.count) requests")
    let recorder = try options.store?.beginRun(
      provenance(name, way, load, calibration: calibration), cluster: ClusterDescription(cluster),
      operators: calibration == "measured" ? [] : deployments.map(\.coverage))
    let metrics = RunMetrics(MetricsOptions(keepsSamples: true), sink: recorder)
    let outcome = try body(metrics)
    let summary = metrics.summary(of: outcome, cluster: ClusterDescription(cluster))
    try recorder?.finish(summary)
    options.progress.addRun()
    return CompletedRun(seed: plan.seed, summary: summary, storedRun: recorder?.run, storedIn: recorder?.path)
  }

  private func requiredPair() throws -> EnginePair {
    guard let pair else { throw InputError("no engines were started to share the work", remedy: "--mode disaggregated") }
    return pair
  }

  private func server(_ way: ServedWay) -> RealTimeServer {
    RealTimeServer(
      engine: engine, configuration: replica(way, deployments[0]), clock: clock, progress: options.progress, seed: plan.seed)
  }

  /// The cluster that is simulated; before its engines' speeds are known both are as calibrated.
  private func cluster(_ way: ServedWay) throws -> ClusterConfiguration {
    if way.mode == .aggregated {
      return ClusterConfiguration(pools: [PoolConfiguration(name: "main", replicas: 1, replica: replica(way, deployments[0]))])
    }
    guard let link else { throw InputError("the way between the engines was not measured", remedy: "--mode disaggregated") }
    let handOver = HandOverConfiguration(
      mode: .serialized, choice: .atHandOver, kvBytes: KVBytes(of: model, format: .fp32), layers: model.layers)
    return ClusterConfiguration(pools: [
      PoolConfiguration(
        name: EngineRole.prefill.rawValue, replicas: 1, replica: replica(way, deployments[0]), role: .prefill, handOver: handOver,
        port: link.figures),
      PoolConfiguration(
        name: EngineRole.decode.rawValue, replicas: 1, replica: replica(way, deployments[deployments.count - 1]), role: .decode,
        port: link.figures),
    ])
  }

  private func replica(_ way: ServedWay, _ deployment: Deployment) -> ReplicaConfiguration {
    let limits = RealTimePlan.limits
    return ReplicaConfiguration(
      costModel: deployment.costModel, kvBlocks: deployment.memory.kvBlocks, blockTokens: limits.blockTokens,
      maximumSequences: limits.maximumSequences, maximumBatchedTokens: limits.maximumBatchedTokens,
      maximumModelTokens: limits.maximumSequenceTokens, scheduler: way.scheduler, schedulerParameters: way.policySettings, accelerators: 1,
      idleWatts: deployment.idleWatts, dollarsPerHour: deployment.dollarsPerHour, rules: EngineRules(prefixCaching: way.sharesPrompts))
  }

  /// What a stored run is said to be. The machine stands in no catalog, so that this is no scenario that could be read back; two of them
  /// tell in what they differ.
  private func provenance(_ name: String, _ way: ServedWay, _ load: ReplayLoad, calibration: String) -> RunProvenance {
    let limits = RealTimePlan.limits
    let text = """
      model: \(plan.model)
      accelerator: \(self.calibration.accelerator.id)
      calibration: "\(calibration)"
      engine:
        block_tokens: \(limits.blockTokens) tokens
        max_sequences: \(limits.maximumSequences)
        max_batched_tokens: \(limits.maximumBatchedTokens) tokens
        max_model_tokens: \(limits.maximumSequenceTokens) tokens
        kv_blocks: \(limits.kvBlocks) blocks
      scheduler:
        name: \(way.scheduler)
      mode: \(way.mode.rawValue)
      workload: "\(load.words)"

      """
    var hash = Digest()
    hash.mix(bytesOf: text)
    return RunProvenance(
      name: name, scenario: text, scenarioHash: hash.hexadecimal, traceDigest: load.digest.hexadecimal, calibration: calibration,
      revision: options.program.revision, version: options.program.version, seed: plan.seed, record: .all, created: options.program.created)
  }
}
