import Kernel
import Store

/// The runs that a sweep has come by, by what they are: those that the store held, and those that were made.
struct SweepRuns {
  /// How many were taken from the store.
  private(set) var takenCount = 0
  private var runsByExperiment: [String: [CompletedRun]] = [:]
  private var faults: [String: InputError] = [:]

  /// Carries out the runs of a study.
  ///
  /// - Throws: what ``Study/run()`` throws, but for the faults of loads, which become their cells' faults.
  mutating func make(_ study: Study) throws {
    let made = try study.outcomes()
    for (scenario, outcome) in zip(study.scenarios, made) {
      switch outcome {
      case .success(let results): runsByExperiment[scenario.description.experiment, default: []] += results.runs
      case .failure(let fault): faults[scenario.description.experiment] = fault
      }
    }
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
