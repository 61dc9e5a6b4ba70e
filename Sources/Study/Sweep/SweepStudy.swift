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
  /// The runs that are to be made where every cell gets all of them.
  public let study: Study
  /// What it is called in the database.
  public let name: String
  /// The part of the sweep that is carried out here; nil for all of it.
  public let shard: SweepShard?
  /// What deals out the runs; nil where every cell gets all of its own.
  public let search: SweepSearch?
  /// All runs, those that the store holds and those of other parts among them; equal runs of several cells count once.
  public let runCount: Int
  /// For each cell its finished runs in the store; none for a cell whose runs are another one's.
  let known: [[ResultStore.KnownRun]]
  let leaders: [Int?]

  /// Looks up what the store of `options` holds already; `name` is the scenario's where it is nil. Of a sweep that is divided only the runs
  /// of `shard` are to be made, and none of those `elsewhere`, which another database holds.
  ///
  /// - Throws: ``InputError`` where the database cannot be read, and where `search` has nothing to deal out.
  public init(
    _ sweep: PreparedSweep, name: String? = nil, shard: SweepShard? = nil, elsewhere: Set<RunKey> = [], search: SweepSearch? = nil,
    options: StudyOptions, progress: StudyProgress = StudyProgress()
  ) throws {
    (self.sweep, self.shard, self.search) = (sweep, shard, search)
    self.name = name ?? sweep.grid.base.name
    try search?.check(sweep, seeds: options.seeds)
    let leaders = sweep.leaders
    let own = leaders.enumerated().filter { $0 == $1 }.map(\.offset)
    var known = Array(repeating: [ResultStore.KnownRun](), count: sweep.cells.count)
    if let store = options.store {
      // Before the look into the database: what others store after it is asked for run by run.
      store.claims.join()
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
    (options.leavesOut, options.keepsCourse) = (leavesOut, false)
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

  /// The cells that have runs of their own.
  var ownCells: [Int] { leaders.enumerated().filter { $0 == $1 }.map(\.offset) }

  /// The seeds of a cell's runs; none of one that cannot be.
  func seeds(of cell: Int) -> [UInt64] { sweep.cells[cell].prepared?.seeds(study.options.seeds) ?? [] }

  /// The most runs of a cell.
  var mostSeeds: Int { ownCells.map { seeds(of: $0).count }.max() ?? 0 }

  /// Carries out what is missing and returns a row for each cell, in the order of the grid; the runs of other parts that the store does
  /// not hold are missing in them. A cell whose load turns out faulty has that for its reason.
  ///
  /// - Throws: what ``Study/run()`` throws, but for the faults of loads; ``InputError`` where no cell can be; what has ended by then is
  ///   stored.
  public func run() throws -> [SweepRow] {
    let store = study.options.store
    let number = try store?.enter(stored())
    var runs = SweepRuns()
    try runs.make(study)
    if let store {
      let taken = known.enumerated().compactMap { index, known in
        sweep.cells[index].prepared.map { (experiment: $0.description.experiment, runs: known) }
      }
      try runs.take(taken, from: store)
    }
    let rows = sweep.cells.indices.map { runs.row(of: sweep.cells[$0], seeds: seeds(of: $0)) }
    if let store, let number, sweep.cells.contains(where: runs.isFaulty) { try store.settle(number, cells: storedCells(rows)) }
    try PreparedSweep.refuseNone(rows.map(\.fault))
    return rows
  }

  /// Searches for the best by `measure`, or where it is nil by what ``SweepRanking`` takes: the rows of the cells that were tried or
  /// cannot be, in the order of the grid, and how the search went.
  ///
  /// - Throws: as ``run()``; ``InputError`` as ``SweepRanking/init(_:by:)``.
  /// - Precondition: there is a search.
  public func searched(by measure: Measure?, seed: UInt64) throws -> (rows: [SweepRow], course: SearchCourse) {
    guard let search else { preconditionFailure("every cell gets all of its runs") }
    let store = study.options.store
    let number = try store?.enter(stored())
    var rounds = SearchRounds(self) { rows in
      if let store, let number { try store.settle(number, cells: storedCells(rows)) }
    }
    let (measure, course) =
      switch search {
      case .halving(let factor): try Halving(factor: factor).search(&rounds, by: measure)
      case .gaussianProcess(let cells): try GaussianProcessSearch(cells: cells, seed: seed).search(&rounds, by: measure)
      }
    let tried = try rounds.finished()
    return (tried, SearchCourse(search: search, measure: measure, steps: course, rounds: rounds))
  }

  /// The most runs that it takes.
  public var mostRuns: Int { search?.mostRuns(of: self) ?? runCount }

  /// The sweep as the database is to hold it before it is begun: every cell with all of its seeds, or where a search deals them out
  /// with none yet.
  private func stored() throws -> StoredSweep {
    let program = study.options.program
    let cells = plannedCells
    return StoredSweep(
      name: name, digest: Self.digest([name, program.revision, program.version] + (search.map { [$0.text] } ?? []), cells),
      revision: program.revision, version: program.version, created: program.created, search: search?.text,
      cells: search == nil ? cells : cells.map { $0.withoutSeeds })
  }

  /// Digest of the cells and seeds, whatever the sweep is called and by which program it is made.
  public var digest: String { Self.digest([], plannedCells) }

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

  private var plannedCells: [StoredSweep.Cell] {
    sweep.cells.indices.map { index in
      storedCell(index, experiment: sweep.cells[index].prepared?.description.experiment, seeds: seeds(of: index), sweep.cells[index].fault)
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

  /// What has come of the cells; one that has no row was not tried.
  private func storedCells(_ rows: [SweepRow]) -> [StoredSweep.Cell] {
    var cells = sweep.cells.indices.map { index in
      storedCell(index, experiment: sweep.cells[index].prepared?.description.experiment, seeds: [], sweep.cells[index].fault)
    }
    for row in rows {
      let seeds = search == nil ? seeds(of: row.cell.index) : row.results?.runs.map(\.seed) ?? []
      cells[row.cell.index] = storedCell(
        row.cell.index, experiment: row.prepared?.description.experiment, seeds: seeds, row.fault, leftOff: row.leftOff)
    }
    return cells
  }

  private func storedCell(
    _ index: Int, experiment: String?, seeds: [UInt64], _ fault: InputError?, leftOff: Int? = nil
  ) -> StoredSweep.Cell {
    StoredSweep.Cell(
      values: sweep.cells[index].cell.values.map { ($0.path, $0.text) }, experiment: fault == nil ? experiment : nil,
      seeds: fault == nil ? seeds : [], fault: fault?.message, leftOff: leftOff)
  }
}
