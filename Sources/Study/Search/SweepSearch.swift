import Kernel
import Scenario

/// What deals out the runs of a sweep, where not every cell is to have all of them.
public enum SweepSearch: Hashable, Sendable {
  /// Successive halving: all cells get a few seeds, the best of them more, until those that are left have all. One cell in `factor` goes
  /// on (K. Jamieson and A. Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", 2016; the schedule by a
  /// factor is that of L. Li et al., "Hyperband", 2018). What grows is seeds and not the load's length, for a short load has not filled the
  /// queue that a long one does.
  case halving(factor: Int)
  /// So many cells with all of their seeds, each chosen by what a Gaussian process makes of those before it.
  case gaussianProcess(cells: Int)

  /// Reads `halving`, `halving:4` or `gaussian-process:30`, for short `gp:30`.
  ///
  /// - Throws: ``InputError``.
  public init(_ text: String) throws(InputError) {
    let sides = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let number = sides.count == 2 ? Int(sides[1]) : nil
    if sides == ["halving"] {
      self = .halving(factor: 3)
    } else if sides[0] == "halving", let number, 2...100 ~= number {
      self = .halving(factor: number)
    } else if ["gaussian-process", "gp"].contains(sides[0]), let number, 2...GaussianProcessSearch.mostCells ~= number {
      self = .gaussianProcess(cells: number)
    } else {
      throw InputError(
        "'\(text.prefix(40))' is no search of a sweep",
        remedy:
          "halving (of which one cell in 3 goes on; halving:2 to halving:100 for another share), or gaussian-process:30 with the number "
          + "of cells, 2 to \(GaussianProcessSearch.mostCells)")
    }
  }

  /// The search as ``init(_:)`` reads it.
  public var text: String {
    switch self {
    case .halving(let factor): "halving:\(factor)"
    case .gaussianProcess(let cells): "gaussian-process:\(cells)"
    }
  }

  /// Refuses a sweep in which there is nothing to deal out; `seeds` are those of all cells, or nil for the scenario's own.
  ///
  /// - Throws: ``InputError``.
  public func check(_ sweep: PreparedSweep, seeds: [UInt64]? = nil) throws {
    guard case .halving(let factor) = self else { return }
    let own = sweep.leaders.enumerated().filter { $0 == $1 }.compactMap { sweep.cells[$0.offset].prepared }
    let most = own.map { $0.seeds(seeds).count }.max() ?? 0
    if HalvingRung.rungs(cells: own.count, seeds: most, factor: factor).count > 1 { return }
    if own.count < 2 { throw InputError("a search among one cell", remedy: "let more vary, or leave --search out") }
    throw InputError(
      "a halving by \(factor) deals out seeds, and a cell has \(most == 1 ? "one" : "\(most)")",
      remedy: own.contains { $0.usesSeed }
        ? "give it more, such as --seeds \(factor * factor)" : "nothing in this scenario draws: search with gaussian-process:30")
  }

  /// The most runs that it takes of a sweep.
  func mostRuns(of sweep: SweepStudy) -> Int {
    switch self {
    case .halving(let factor):
      let rungs = HalvingRung.rungs(cells: sweep.ownCells.count, seeds: sweep.mostSeeds, factor: factor)
      return rungs.enumerated().reduce(0) { $0 + $1.element.cells * ($1.element.seeds - ($1.offset == 0 ? 0 : rungs[$1.offset - 1].seeds)) }
    case .gaussianProcess(let cells): return min(cells, sweep.ownCells.count) * sweep.mostSeeds
    }
  }
}
