import Kernel

/// The rounds of a search: each gives some cells some of their seeds, and what there is then is stored as the sweep's.
struct SearchRounds {
  /// What is searched.
  let sweep: SweepStudy
  /// Cells that have runs of their own, in the order of the grid.
  let candidates: [Int]
  private var runs = SweepRuns()
  /// Seeds that each cell has so far.
  private var seeds: [Int]
  private var rungs: [Int?]
  private let settle: ([SweepRow]) throws -> Void

  /// No round yet; `settle` stores what has come of the cells that were tried or cannot be.
  init(_ sweep: SweepStudy, settle: @escaping ([SweepRow]) throws -> Void) {
    self.sweep = sweep
    candidates = sweep.ownCells
    seeds = Array(repeating: 0, count: sweep.sweep.cells.count)
    rungs = Array(repeating: nil, count: sweep.sweep.cells.count)
    self.settle = settle
  }

  /// Runs that were taken from the store.
  var takenCount: Int { runs.takenCount }
  /// Runs that there are, taken or made.
  var runCount: Int { candidates.reduce(0) { $0 + seeds[$1] } }

  /// Sees to it that cells have the first so many of their seeds.
  ///
  /// - Throws: what ``SweepStudy/run()`` throws.
  mutating func run(_ cells: [Int], seeds count: Int) throws {
    // A round whose runs are all stored makes none that would look.
    if sweep.study.progress.isStopped { throw Interrupted() }
    var wanted: [String: Set<UInt64>] = [:]
    var missing: [PreparedScenario] = []
    for cell in cells where !runs.isFaulty(sweep.sweep.cells[cell]) {
      guard let prepared = sweep.sweep.cells[cell].prepared else { continue }
      let due = Array(sweep.seeds(of: cell).prefix(count).dropFirst(seeds[cell]))
      let known = sweep.known[cell].filter { due.contains($0.seed) }
      if let store = sweep.study.options.store { try runs.take(known, of: prepared.description.experiment, from: store) }
      let others = due.filter { seed in !known.contains { $0.seed == seed } }
      if !others.isEmpty { missing.append(prepared) }
      wanted[prepared.description.experiment] = Set(others)
      seeds[cell] = max(seeds[cell], min(count, sweep.seeds(of: cell).count))
    }
    if !missing.isEmpty {
      var options = sweep.study.options
      options.leavesOut = { [wanted] cell, seed in wanted[cell.description.experiment]?.contains(seed) != true }
      try runs.make(Study(missing, options: options, progress: sweep.study.progress))
    }
    try settle(tried)
  }

  /// A cell gets no more after this rung, from 1.
  mutating func leaveOff(_ cell: Int, at rung: Int) { rungs[cell] = rung }

  /// What cells have come to so far.
  func rows(of cells: [Int]) -> [SweepRow] { cells.map(row) }

  private func row(of cell: Int) -> SweepRow {
    runs.row(of: sweep.sweep.cells[cell], seeds: Array(sweep.seeds(of: cell).prefix(seeds[cell])), leftOff: rungs[cell])
  }

  /// The rows of all cells that were tried or cannot be; one that repeats another has the runs of that.
  private var tried: [SweepRow] {
    sweep.sweep.cells.indices.compactMap { index in
      guard let leader = sweep.leaders[index] else { return row(of: index) }
      guard seeds[leader] > 0 else { return nil }
      let own = sweep.sweep.cells[index]
      return runs.row(of: own, seeds: Array(sweep.seeds(of: index).prefix(seeds[leader])), leftOff: rungs[leader])
    }
  }

  /// The rows of all cells that were tried or cannot be, in the order of the grid, once the last round is stored.
  ///
  /// - Throws: ``InputError`` where no cell can be, and where the database cannot be written.
  func finished() throws -> [SweepRow] {
    try settle(tried)
    try PreparedSweep.refuseNone(tried.map(\.fault))
    return tried
  }
}
