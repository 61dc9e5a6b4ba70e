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
  /// The calibration's profile at the machine's present speed.
  private var profile: CalibrationProfile
  private var rules: EngineCostRules
  private var deployment: Deployment

  /// Builds the core and the deployment that stands for it.
  ///
  /// - Throws: ``InputError`` where the machine has no room for the model.
  init(
    plan: RealTimePlan, options: ValidationOptions, clock: ServingClock, model: ModelShape, calibration: MachineCalibration
  ) throws {
    self.plan = plan
    self.options = options
    self.clock = clock
    self.calibration = calibration
    self.model = model
    engine = try ExecutedEngine(model: model, limits: RealTimePlan.coreLimits, threads: plan.threads, seed: plan.seed)
    profile = calibration.profile
    rules = calibration.engine
    deployment = try Deployment(
      model: model, accelerator: calibration.accelerator, options: calibration.deployment(limits: RealTimePlan.limits))
  }

  /// Serves requests that wait in plenty, with every policy: how many a second it can serve, and what the server's own work takes
  /// beside the core's, which simulations use from here on. None of these requests comes again.
  mutating func rehearse() throws -> RealTimeRehearsal {
    var runs: [ServedRun] = []
    for scheduler in plan.schedulers {
      options.say("serving with \(scheduler) as fast as it goes")
      runs.append(try server(scheduler).serve(try plan.saturatingLoad(), observer: RunMetrics()))
    }
    let rehearsal = RealTimeRehearsal(schedulers: plan.schedulers, runs: runs)
    rules.hostSecondsPerIteration = rehearsal.host.perIteration
    rules.hostSecondsPerSequence = rehearsal.host.perSequence
    return rehearsal
  }

  /// A load on both sides, and by how much the machine was slower meanwhile than at its calibration.
  ///
  /// Steps of the calibration are run again before, between and after the two servings; the simulation takes all operators' times
  /// at the speed that those show. What was served has no part in it.
  mutating func comparison(scheduler: String, arrivals: [Arrival], name: String) throws -> RealTimeComparison {
    let before = calibration.referenceSteps.slowdown(on: engine)
    let first = try measured(scheduler, arrivals, name: "\(name) (measured)")
    let between = calibration.referenceSteps.slowdown(on: engine)
    let second = try measured(scheduler, arrivals, name: "\(name) (measured again)")
    let after = calibration.referenceSteps.slowdown(on: engine)
    let slowdown = (before + 2 * between + after) / 4
    try follow(slowdown)
    let simulated = try simulated(scheduler, arrivals, name: "\(name) (simulated)")
    let pair = first.run.storedRun.flatMap { one in simulated.storedRun.map { (measured: one, simulated: $0) } }
    var figures = RealTimeFigures.figures(first.run.summary, second.run.summary, simulated.summary)
    figures += RealTimeFigures.energy(
      [(first.run.summary, first.joules), (second.run.summary, second.joules)], simulated.summary)
    return RealTimeComparison(
      group: .init(name, family: scheduler, figures: figures), storedPair: pair, slowdown: slowdown,
      lostShare: (first.lostShare + second.lostShare) / 2)
  }

  /// Has simulations run at another speed.
  private mutating func follow(_ slowdown: Double) throws {
    profile = calibration.profile.slowed(by: slowdown)
    try options.store?.store(ProfileDocument(profile), kind: .measured)
    deployment = try Deployment(
      model: model, accelerator: calibration.accelerator,
      options: calibration.deployment(limits: RealTimePlan.limits, profile: profile, engine: rules))
  }

  // MARK: Sides

  private func measured(
    _ scheduler: String, _ arrivals: [Arrival], name: String
  ) throws -> (run: CompletedRun, lostShare: Double, joules: Double?) {
    var (lostShare, joules) = (0.0, Double?.none)
    let completed = try run(scheduler, arrivals, name: name, calibration: "measured") { metrics in
      let before = counter.read()
      let served = try server(scheduler).serve(arrivals, observer: metrics)
      lostShare = served.lostShare
      if let before, let after = counter.read() { joules = counter.joules(from: before, to: after) }
      return served.outcome
    }
    return (completed, lostShare, joules)
  }

  private func simulated(_ scheduler: String, _ arrivals: [Arrival], name: String) throws -> CompletedRun {
    try run(scheduler, arrivals, name: name, calibration: "\(profile.id)@\(profile.digest.hexadecimal)") { metrics in
      var simulation = try Simulation(
        cluster: cluster(scheduler), source: ArrivalList(arrivals), options: SimulationOptions(seed: plan.seed), observer: metrics)
      return try simulation.run()
    }
  }

  /// Brings a side through the statistics and into the store.
  private func run(
    _ scheduler: String, _ arrivals: [Arrival], name: String, calibration: String, body: (RunMetrics) throws -> RunOutcome
  ) throws -> CompletedRun {
    let cluster = cluster(scheduler)
    let load = ReplayLoad(arrivals, words: "\(RealTimePlan.loadInWords), \(arrivals.count) requests")
    let recorder = try options.store?.beginRun(
      provenance(name, scheduler, load, calibration: calibration), cluster: ClusterDescription(cluster),
      operators: calibration == "measured" ? [] : [deployment.coverage])
    let metrics = RunMetrics(MetricsOptions(keepsSamples: true), sink: recorder)
    let outcome = try body(metrics)
    let summary = metrics.summary(of: outcome, cluster: ClusterDescription(cluster))
    try recorder?.finish(summary)
    options.progress.addRun()
    return CompletedRun(seed: plan.seed, summary: summary, storedRun: recorder?.run, storedIn: recorder?.path)
  }

  private func server(_ scheduler: String) -> RealTimeServer {
    RealTimeServer(
      engine: engine, configuration: replica(scheduler), clock: clock, progress: options.progress, seed: plan.seed)
  }

  private func cluster(_ scheduler: String) -> ClusterConfiguration {
    ClusterConfiguration(pools: [PoolConfiguration(name: "main", replicas: 1, replica: replica(scheduler))])
  }

  private func replica(_ scheduler: String) -> ReplicaConfiguration {
    let limits = RealTimePlan.limits
    return ReplicaConfiguration(
      costModel: deployment.costModel, kvBlocks: deployment.memory.kvBlocks, blockTokens: limits.blockTokens,
      maximumSequences: limits.maximumSequences, maximumBatchedTokens: limits.maximumBatchedTokens,
      maximumModelTokens: limits.maximumSequenceTokens, scheduler: scheduler, accelerators: 1, idleWatts: deployment.idleWatts,
      dollarsPerHour: deployment.dollarsPerHour)
  }

  /// What a stored run is said to be. The machine stands in no catalog, so that this is no scenario that could be read back; two of them
  /// tell in what they differ.
  private func provenance(_ name: String, _ scheduler: String, _ load: ReplayLoad, calibration: String) -> RunProvenance {
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
        name: \(scheduler)
      workload: "\(load.words)"

      """
    var hash = Digest()
    hash.mix(bytesOf: text)
    return RunProvenance(
      name: name, scenario: text, scenarioHash: hash.hexadecimal, traceDigest: load.digest.hexadecimal, calibration: calibration,
      revision: options.program.revision, version: options.program.version, seed: plan.seed, record: .all, created: options.program.created)
  }
}
