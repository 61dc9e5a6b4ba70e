import Kernel
import Store

/// The runs that a sweep has come by, by what they are: those that the store held, and those that were made.
struct SweepRuns {
  /// How many were taken from the store.
  private(set) var takenCount = 0
  private var runsByExperiment: [String: [CompletedRun]] = [:]
  private var faults: [String: InputError] = [:]

  /// Carries out the runs of a study, but for those that another process makes meanwhile, which are taken from the database when they are
  /// there. What such a process leaves undone, killed for instance, is made here.
  ///
  /// - Throws: what ``Study/run()`` throws, but for the faults of loads, which become their cells' faults.
  mutating func make(_ study: Study) throws {
    guard let store = study.options.store else { return keep(try study.outcomes(), of: study.scenarios) }
    var options = study.options
    let claims = RunClaims(in: store, program: options.program)
    options.claims = claims
    let study = Study(study.scenarios, options: options, progress: study.progress)
    var due = study
    defer { study.progress.wait(forRuns: 0) }
    while true {
      do {
        // Others may wait for a run that was not made after all: they can have it then.
        defer { store.claims.releaseSettled() }
        keep(try due.outcomes(), of: due.scenarios)
      }
      guard let next = try remainder(of: study, claims) else { return }
      due = next
    }
  }

  private mutating func keep(_ made: [Result<Replications, InputError>], of scenarios: [PreparedScenario]) {
    for (scenario, outcome) in zip(scenarios, made) {
      switch outcome {
      case .success(let results): runsByExperiment[scenario.description.experiment, default: []] += results.runs
      case .failure(let fault): faults[scenario.description.experiment] = fault
      }
    }
  }

  /// A study of those runs that are left to this process by now; nil where none is left. Until one is free what others are at is waited
  /// for.
  private mutating func remainder(of study: Study, _ claims: RunClaims) throws -> Study? {
    while true {
      var (left, free): (Int, Set<RunKey>) = (0, [])
      for scenario in study.scenarios {
        for run in try runsLeft(of: scenario, study, claims) {
          left += 1
          if try claims.take(run) { free.insert(run) }
        }
      }
      if left == 0 { return nil }
      if !free.isEmpty {
        var options = study.options
        options.leavesOut = { [free] cell, seed in !free.contains(RunKey(experiment: cell.description.experiment, seed: seed)) }
        let remainder = Study(study.scenarios, options: options, progress: study.progress)
        // Each is claimed anew when it is begun.
        for scenario in study.scenarios {
          for seed in remainder.seeds(of: scenario) { claims.release(RunKey(experiment: scenario.description.experiment, seed: seed)) }
        }
        return remainder
      }
      if study.progress.isStopped { throw Interrupted() }
      study.progress.wait(forRuns: left)
      claims.store.claims.pause()
    }
  }

  /// The runs of a cell that are neither made nor stored; those that others have stored meanwhile are taken.
  private mutating func runsLeft(of scenario: PreparedScenario, _ study: Study, _ claims: RunClaims) throws -> [RunKey] {
    let experiment = scenario.description.experiment
    if faults[experiment] != nil { return [] }
    let here = Set((runsByExperiment[experiment] ?? []).map(\.seed))
    let seeds = study.seeds(of: scenario).filter { !here.contains($0) }
    if seeds.isEmpty { return [] }
    let stored = try claims.stored(of: experiment).filter { seeds.contains($0.seed) }
    try take(stored, of: experiment, from: claims.store)
    study.progress.take(runs: stored.count)
    return seeds.filter { seed in !stored.contains { $0.seed == seed } }.map { RunKey(experiment: experiment, seed: $0) }
  }

  /// Stored runs that are read at once.
  private static let readAtOnce = 512

  /// Reads stored runs of an experiment.
  ///
  /// - Throws: ``InputError`` where the database cannot be read, or a run in it has no summary.
  mutating func take(_ known: [ResultStore.KnownRun], of experiment: String, from store: ResultStore) throws {
    try take([(experiment, known)], from: store)
  }

  /// Reads stored runs of experiments.
  ///
  /// - Throws: ``InputError`` where the database cannot be read, or a run in it has no summary.
  mutating func take(_ known: [(experiment: String, runs: [ResultStore.KnownRun])], from store: ResultStore) throws {
    let all = known.flatMap { entry in entry.runs.map { (experiment: entry.experiment, run: $0) } }
    for first in stride(from: 0, to: all.count, by: Self.readAtOnce) {
      let some = all[first..<min(first + Self.readAtOnce, all.count)]
      for (one, summary) in zip(some, try store.findings(ofRuns: some.map(\.run.run))) {
        let taken = CompletedRun(seed: one.run.seed, summary: summary, storedRun: one.run.run, storedIn: store.path)
        runsByExperiment[one.experiment, default: []].append(taken.packed)
      }
    }
    takenCount += all.count
  }

  /// Whether a cell's load has turned out faulty.
  func isFaulty(_ cell: PreparedSweep.Cell) -> Bool { cell.prepared.map { faults[$0.description.experiment] != nil } ?? false }

  /// What a cell has come to with those of the seeds that there are runs of.
  func row(of cell: PreparedSweep.Cell, seeds: [UInt64], leftOff: Int? = nil) -> SweepRow {
    let outcome = cell.outcome.flatMap { prepared -> Result<Replications, InputError> in
      let experiment = prepared.description.experiment
      if let fault = faults[experiment] { return .failure(fault) }
      let runs = runsByExperiment[experiment] ?? []
      let ordered = seeds.compactMap { seed in runs.first { $0.seed == seed } }
      return .success(Replications(name: prepared.name, runs: ordered, usesSeed: prepared.usesSeed))
    }
    return SweepRow(cell: cell.cell, prepared: cell.prepared, outcome: outcome, leftOff: leftOff)
  }
}
