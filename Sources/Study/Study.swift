import Dispatch
import Kernel
import Metrics
import Record
import Scenario
import Serving
import Store
import Synchronization
import Workload

/// Many runs: every seed of every scenario, side by side on the machine's cores, with results that do not depend on how many.
///
/// A simulation stays on one thread. Runs are numbered scenario by scenario and seed by seed; they are taken up, stored and
/// returned in that order.
public struct Study: Sendable {
  /// The scenarios, in the order in which they are reported.
  public let scenarios: [PreparedScenario]
  /// How runs are carried out.
  public let options: StudyOptions
  /// How far the study has come.
  public let progress: StudyProgress

  private struct Job: Sendable {
    let scenario: Int
    let seed: UInt64
  }

  /// A study of the given scenarios. Studies that are parts of one piece of work share a `progress`.
  public init(_ scenarios: [PreparedScenario], options: StudyOptions, progress: StudyProgress = StudyProgress()) {
    self.progress = progress
    self.scenarios = scenarios
    self.options = options
  }

  /// The seeds of a scenario's runs that are to be carried out.
  public func seeds(of scenario: PreparedScenario) -> [UInt64] {
    let seeds = scenario.seeds(options.seeds)
    guard let leavesOut = options.leavesOut else { return seeds }
    return seeds.filter { !leavesOut(scenario, $0) }
  }

  private var jobs: [Job] {
    scenarios.enumerated().flatMap { index, scenario in seeds(of: scenario).map { Job(scenario: index, seed: $0) } }
  }

  /// How many runs there are.
  public var runCount: Int { jobs.count }

  /// How many requests there are in all runs, where every workload says so.
  public var expectedRequests: Int? {
    var total = 0
    for scenario in scenarios {
      guard let requests = scenario.expectedRequests else { return nil }
      let (product, overflow) = requests.multipliedReportingOverflow(by: seeds(of: scenario).count)
      if overflow { return nil }
      total = total.addingReportingOverflow(product).overflow ? .max : total + product
    }
    return total
  }

  /// Runs a thread that stand ready to be stored before simulations wait for the disk, where they fill a transaction: what is stored after
  /// the last of them is stored on one core.
  private static let mostReady = 12

  /// A fault that is the load's, met while a run read it.
  private struct LoadFault: Error {
    let error: InputError
  }

  /// A run that another process makes, or has made.
  private struct MadeElsewhere: Error {}

  /// A run that has been simulated: what it weighs until it is stored, how it can be stored together with others, and what stores it when
  /// it is its turn, or does the rest where that has been done.
  private struct Simulated {
    let weight: Int
    let ending: RunEnding?
    let store: (_ isWritten: Bool) throws -> CompletedRun
  }

  /// Carries out all runs and returns those of each scenario.
  ///
  /// - Throws: ``InputError`` from a workload or the database, ``FailedRun`` for a broken invariant, ``Interrupted`` after
  ///   ``StudyProgress/stop()``; of several faults the one of the lowest run that met one.
  public func run() throws -> [Replications] { try outcomes(keepingFaults: false).map { try $0.get() } }

  /// Carries out all runs, and returns for each scenario its runs or, where its load turns out faulty on the way, the fault: such a
  /// scenario ends for itself, and its faulty runs are taken out of the database. Runs that another process has claimed are left out.
  ///
  /// - Throws: as ``run()``, but for the faults of loads.
  func outcomes() throws -> [Result<Replications, InputError>] { try outcomes(keepingFaults: true) }

  private func outcomes(keepingFaults: Bool) throws -> [Result<Replications, InputError>] {
    let jobs = jobs
    // Numbers that follow one another, whatever other processes store meanwhile.
    let firstNumber = try options.store?.reserveRuns(jobs.count)
    let threads = max(1, min(options.threads, jobs.count))
    let turnstile = Turnstile<RunLoad>(
      mostLeft: RecordLane.mostWaiting, mostReady: threads > 1 ? Self.mostReady * threads : nil, mostTogether: RecordLane.mostTogether,
      carry: { [store = options.store] in Self.end($0, in: store) })
    let next = Atomic<Int>(0)
    let faults = LockedValue<[Int: InputError]>([:])
    let outcomes = LockedValue<[Result<CompletedRun, any Error>?]>(Array(repeating: nil, count: jobs.count))
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      while true {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if number >= jobs.count { return }
        let (job, stored) = (jobs[number], firstNumber.map { $0 + Int64(number) })
        let known = faults.withLock { $0[job.scenario] }
        let outcome = Result {
          if let known { throw LoadFault(error: known) }
          if try options.claims?.take(key(of: job)) == false { throw MadeElsewhere() }
          return try simulate(job, number: number, stored: stored, turnstile, isAlone: jobs.count == 1, abandonsFaulty: keepingFaults)
        }
        if keepingFaults, case .failure(let error) = outcome, error is LoadFault || error is MadeElsewhere {
          if let fault = error as? LoadFault { faults.withLock { $0[job.scenario] = $0[job.scenario] ?? fault.error } }
          outcomes.withLock { $0[number] = .failure(error) }
          let passing = RunLoad { _ in turnstile.isTurn(of: number) ? turnstile.pass(number) : () }
          if !turnstile.leave(number, weight: 0, passing) { passing.end(false) }
          continue
        }
        let simulated = outcome.mapError { named($0, scenarios[job.scenario]) }
        let load = RunLoad(ending: (try? simulated.get())?.ending) { isWritten in
          let outcome = simulated.flatMap { run in Result { try run.store(isWritten) } }
          if case .success = outcome { options.claims?.settle(key(of: job)) }
          outcomes.withLock { $0[number] = outcome }
          if case .failure(let error) = outcome { fail(error, number, turnstile) }
        }
        switch simulated {
        case .success(let run): if !turnstile.leave(number, weight: run.weight, load) { load.end(false) }
        case .failure(let error):
          // A fault is told at once; a stop waits for the runs before it to be stored.
          if !(error is Interrupted && turnstile.leave(number, weight: 0, load)) { load.end(false) }
          return
        }
      }
    }
    turnstile.settle()
    return try collect(jobs, outcomes.withLock { $0 })
  }

  private func key(of job: Job) -> RunKey { RunKey(experiment: scenarios[job.scenario].description.experiment, seed: job.seed) }

  /// Stores runs that are ready one behind the other: those that are whole in one transaction, and where it fails each in its own, which
  /// says what is wrong.
  private static func end(_ loads: [RunLoad], in store: ResultStore?) {
    var first = 0
    while first < loads.count {
      let whole = loads[first...].prefix { $0.ending != nil }
      let areWritten = whole.count > 1 && store?.finish(together: whole.compactMap(\.ending)) == true
      for load in whole { load.end(areWritten) }
      if whole.endIndex < loads.count { loads[whole.endIndex].end(false) }
      first = whole.endIndex + 1
    }
  }

  /// A fault of the load that a run met, with the scenario that it is of where there are several.
  private func named(_ error: any Error, _ prepared: PreparedScenario) -> any Error {
    guard var fault = (error as? LoadFault)?.error ?? error as? InputError else { return error }
    guard scenarios.count > 1 else { return fault }
    fault.message = "\(prepared.name): \(fault.message)"
    return fault
  }

  /// Ends the study. After a stop those runs are still stored that have been simulated; after a fault no more.
  private func fail(_ error: any Error, _ number: Int, _ turnstile: Turnstile<RunLoad>) {
    progress.stop()
    if error is Interrupted && turnstile.isTurn(of: number) { turnstile.pass(number) } else { turnstile.breakDown() }
  }

  private func collect(_ jobs: [Job], _ outcomes: [Result<CompletedRun, any Error>?]) throws -> [Result<Replications, InputError>] {
    let failures = outcomes.compactMap { outcome -> (any Error)? in
      if case .failure(let error) = outcome, !(error is LoadFault || error is MadeElsewhere) { error } else { nil }
    }
    if let failure = failures.first(where: { !($0 is Interrupted) }) ?? failures.first { throw failure }
    if outcomes.contains(where: { $0 == nil }) { throw Interrupted() }
    var runs = scenarios.map { _ in [CompletedRun]() }
    var faults: [InputError?] = scenarios.map { _ in nil }
    for (job, outcome) in zip(jobs, outcomes) {
      switch outcome {
      case .success(let run): runs[job.scenario].append(run)
      case .failure(let error): faults[job.scenario] = faults[job.scenario] ?? (error as? LoadFault)?.error
      case nil: break
      }
    }
    return zip(zip(scenarios, runs), faults).map { scenario, fault in
      fault.map { .failure($0) } ?? .success(Replications(name: scenario.0.name, runs: scenario.1, usesSeed: scenario.0.usesSeed))
    }
  }

  private func simulate(
    _ job: Job, number: Int, stored: Int64?, _ turnstile: Turnstile<RunLoad>, isAlone: Bool, abandonsFaulty: Bool
  ) throws -> Simulated {
    let prepared = scenarios[job.scenario]
    let level = options.record ?? prepared.scenario.run.record.level
    let begun = options.clock?()
    let provenance = prepared.provenance(seed: job.seed, record: level, program: options.program)
    let store = options.store
    let lane = RecordLane(
      number: number, turnstile: turnstile, progress: progress, keepsRecords: options.keepsRecords, storesEvents: level != .summaries,
      begin: store.map { store in { try prepared.begin(provenance, in: store, number: stored, isDeferred: $0) } })
    // Of many runs each that is short is written at once when it is over, and one alone from its beginning on.
    if isAlone { try lane.open() }
    let metrics = RunMetrics(
      MetricsOptions(
        warmUp: prepared.scenario.run.warmUp, objective: prepared.scenario.objective, keepsSamples: level == .all,
        classes: prepared.scenario.options(seed: job.seed).classes, seed: job.seed, expertShares: prepared.expertShares), sink: lane)
    let listener = try options.listener?(prepared, job.seed)
    let source: WatchedSource
    let outcome: RunOutcome
    do {
      source = WatchedSource(
        try prepared.scenario.workload.makeSource(seed: job.seed), prepared, lane: lane, metrics: metrics, progress: progress)
      var observer: any Observer = metrics
      if prepared.scenario.run.recordsIterations && store != nil { observer = ObserverPair(observer, IterationListener(lane)) }
      if let listener { observer = ObserverPair(observer, listener.observer) }
      outcome = try simulate(prepared, job.seed, source, observer: observer)
      if let failure = metrics.failure { throw prepared.scenario.sizeLimit?.error ?? failure }
    } catch let error as InputError where lane.failure == nil {
      if abandonsFaulty { try lane.abandon() }
      throw LoadFault(error: error)
    }
    let summary = metrics.summary(
      of: outcome, cluster: ClusterDescription(prepared.cluster), figures: prepared.utilizationFigures)
    let effort = begun.flatMap { start in options.clock?().since(start) }
    let report = source.report
    let gaps = prepared.scenario.run.recordsTokenGaps ? metrics.tokenGapHistogram.bins() : []
    let ending = lane.gather(summary, gaps: gaps, effort: effort)
    return Simulated(weight: lane.weight, ending: ending) { isWritten in
      try lane.finish(summary, gaps: gaps, effort: effort, isWritten: isWritten)
      // What listens may fail to write its file; the run is stored by then.
      try listener?.finish(outcome)
      let run = CompletedRun(
        seed: job.seed, summary: summary, storedRun: lane.storedRun, storedIn: lane.storedIn, workloadReport: report,
        records: lane.records.sorted { $0.request < $1.request })
      return options.keepsCourse ? run : run.packed
    }
  }

  private func simulate(
    _ prepared: PreparedScenario, _ seed: UInt64, _ source: WatchedSource, observer: any Observer
  ) throws -> RunOutcome {
    var options = prepared.scenario.options(seed: seed)
    options.promptBlockTokens = prepared.workload.blockTokens
    var simulation = try Simulation(cluster: prepared.cluster, source: source, options: options, observer: observer)
    do { return try simulation.run() } catch let broken as BrokenInvariant {
      throw FailedRun(file: prepared.scenario.file, assignments: prepared.assignments, seed: seed, invariant: broken)
    }
  }
}

extension RunSettings.Record {
  /// The same in the words of the database.
  public var level: RecordLevel {
    switch self {
    case .all: .all
    case .summaries: .summaries
    case .sample(let share): .sample(fraction: share)
    }
  }
}
