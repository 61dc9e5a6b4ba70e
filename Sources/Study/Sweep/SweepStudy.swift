import Kernel
import Metrics
import Scenario
import Store

/// The runs of a sweep: those that the store holds are taken from there, the others are carried out, and none is made twice.
///
/// A run is known again by what it is: the experiment (``Scenario/experiment``), the seed, and the revision and version of the program.
/// What was left `running` by a kill is not taken. So the same command goes on where it was interrupted, and another sweep that shares cells
/// with it makes only the others.
public struct SweepStudy: Sendable {
  /// The cells.
  public let sweep: PreparedSweep
  /// The runs that are to be made.
  public let study: Study
  /// What it is called in the database.
  public let name: String
  /// The part of the sweep that is carried out here; nil for all of it.
  public let shard: SweepShard?
  /// All runs, those that the store holds and those of other parts among them; equal runs of several cells count once.
  public let runCount: Int
  /// For each cell its finished runs in the store; none for a cell whose runs are another one's.
  let known: [[ResultStore.KnownRun]]
  private let leaders: [Int?]

  /// Looks up what the store of `options` holds already; `name` is the scenario's where it is nil. Of a sweep that is divided only the runs
  /// of `shard` are to be made, and none of those `elsewhere`, which another database holds.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  public init(
    _ sweep: PreparedSweep, name: String? = nil, shard: SweepShard? = nil, elsewhere: Set<RunKey> = [], options: StudyOptions,
    progress: StudyProgress = StudyProgress()
  ) throws {
    (self.sweep, self.shard) = (sweep, shard)
    self.name = name ?? sweep.grid.base.name
    let leaders = sweep.leaders
    let own = leaders.enumerated().filter { $0 == $1 }.map(\.offset)
    var known = Array(repeating: [ResultStore.KnownRun](), count: sweep.cells.count)
    if let store = options.store {
      let experiments = own.compactMap { sweep.cells[$0].prepared?.description.experiment }
      let found = try store.finishedRuns(of: experiments, revision: options.program.revision, version: options.program.version)
      for (index, runs) in zip(own, found) {
        guard let seeds = sweep.cells[index].prepared?.seeds(options.seeds) else { continue }
        known[index] = runs.filter { seeds.contains($0.seed) }
      }
    }
    let cells = own.compactMap { sweep.cells[$0].prepared }
    runCount = cells.reduce(0) { $0 + $1.seeds(options.seeds).count }
    var atHand: [String: Set<UInt64>] = [:]
    for (index, cell) in zip(own, cells) { atHand[cell.description.experiment] = Set(known[index].map(\.seed)) }
    let leavesOut: @Sendable (PreparedScenario, UInt64) -> Bool = { [atHand] cell, seed in
      let experiment = cell.description.experiment
      return atHand[experiment]?.contains(seed) == true || shard?.contains(experiment: experiment, seed: seed) == false
        || elsewhere.contains(RunKey(experiment: experiment, seed: seed))
    }
    var options = options
    options.leavesOut = leavesOut
    let missing = cells.filter { cell in cell.seeds(options.seeds).contains { !leavesOut(cell, $0) } }
    (self.leaders, self.known) = (leaders, known)
    study = Study(missing, options: options, progress: progress)
  }

  /// Runs that the store holds already.
  public var storedCount: Int { known.reduce(0) { $0 + $1.count } }

  /// Cells that can be.
  public var possibleCount: Int { leaders.count { $0 != nil } }

  /// Cells whose runs are those of another cell, since what varies makes no difference to them.
  public var repeatedCount: Int { leaders.enumerated().count { $1 != nil && $1 != $0 } }

  /// Carries out what is missing and returns a row for each cell, in the order of the grid; the runs of other parts that the store does
  /// not hold are missing in them.
  ///
  /// - Throws: what ``Study/run()`` throws; what has ended by then is stored.
  public func run() throws -> [SweepRow] {
    let store = study.options.store
    if let store { _ = try store.enter(try stored()) }
    let made = try study.run()
    var byExperiment: [String: [CompletedRun]] = [:]
    for (scenario, results) in zip(study.scenarios, made) {
      byExperiment[scenario.description.experiment] = results.runs.map { $0.withoutCourse }
    }
    for (index, runs) in known.enumerated() {
      guard let store, let experiment = sweep.cells[index].prepared?.description.experiment else { continue }
      byExperiment[experiment, default: []] += try runs.map { try Self.read($0, from: store) }
    }
    return sweep.cells.map { cell in
      SweepRow(
        cell: cell.cell, prepared: cell.prepared,
        outcome: cell.outcome.map { prepared in
          let runs = byExperiment[prepared.description.experiment] ?? []
          let ordered = prepared.seeds(study.options.seeds).compactMap { seed in runs.first { $0.seed == seed } }
          return Replications(name: prepared.name, runs: ordered, usesSeed: prepared.usesSeed)
        })
    }
  }

  private static func read(_ run: ResultStore.KnownRun, from store: ResultStore) throws -> CompletedRun {
    guard let summary = try store.summary(ofRun: run.run) else {
      throw InputError("run \(run.run) has no summary", file: store.path, remedy: "delete that run, and it is made again")
    }
    return CompletedRun(seed: run.seed, summary: summary, storedRun: run.run, storedIn: store.path).withoutCourse
  }

  /// The sweep as the database is to hold it.
  private func stored() throws -> StoredSweep {
    let program = study.options.program
    let cells = storedCells
    return StoredSweep(
      name: name, digest: Self.digest([name, program.revision, program.version], cells), revision: program.revision,
      version: program.version, created: program.created, cells: cells)
  }

  /// Digest of the cells and seeds, whatever the sweep is called and by which program it is made.
  public var digest: String { Self.digest([], storedCells) }

  /// The runs that the store holds already.
  public var knownRuns: Set<RunKey> {
    Set(
      zip(sweep.cells, known).flatMap { cell, runs in
        runs.compactMap { run in cell.prepared.map { RunKey(experiment: $0.description.experiment, seed: run.seed) } }
      })
  }

  /// The runs that are to be made, in their order.
  public var missingRuns: [RunKey] {
    study.scenarios.flatMap { cell in
      cell.seeds(study.options.seeds).filter { study.options.leavesOut?(cell, $0) != true }.map {
        RunKey(experiment: cell.description.experiment, seed: $0)
      }
    }
  }

  private var storedCells: [StoredSweep.Cell] {
    sweep.cells.map { cell in
      StoredSweep.Cell(
        values: cell.cell.values.map { ($0.path, $0.text) }, experiment: cell.prepared?.description.experiment,
        seeds: cell.prepared?.seeds(study.options.seeds) ?? [], fault: cell.fault?.message)
    }
  }

  private static func digest(_ texts: [String], _ cells: [StoredSweep.Cell]) -> String {
    var digest = Digest()
    for text in texts { digest.mix(bytesOf: text) }
    for cell in cells {
      for (key, value) in cell.values { digest.mix(bytesOf: "\(key)=\(value)") }
      digest.mix(bytesOf: cell.experiment ?? cell.fault ?? "")
      for seed in cell.seeds { digest.mix(seed) }
    }
    return digest.hexadecimal
  }
}

extension CompletedRun {
  /// The run without what it did over time and replica by replica, which no table of a sweep shows: a thousand of them would fill memory.
  fileprivate var withoutCourse: CompletedRun {
    var summary = summary
    (summary.series, summary.replicas) = ([], [])
    return CompletedRun(
      seed: seed, summary: summary, storedRun: storedRun, storedIn: storedIn, workloadReport: workloadReport, records: records)
  }
}
