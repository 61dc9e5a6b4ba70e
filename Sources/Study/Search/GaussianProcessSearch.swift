import Kernel
import Metrics

/// A search for the best cell by a Gaussian process: it is fitted to what was seen, and the next cell is the one where the expected
/// improvement on the best is greatest (D. R. Jones, M. Schonlau and W. J. Welch, "Efficient global optimization of expensive black-box
/// functions", 1998), times the probability that the cell does not stand behind whatever its figure is (J. R. Gardner et al., "Bayesian
/// optimization with inequality constraints", 2014). It begins with cells of a Latin hypercube.
package struct GaussianProcessSearch {
  /// Cells that may be tried: a fit costs their number cubed.
  static let mostCells = 500

  /// Cells that are tried.
  private let cells: Int
  /// Decides which cells it begins with.
  private let seed: UInt64

  /// A search of so many cells.
  package init(cells: Int, seed: UInt64) { (self.cells, self.seed) = (cells, seed) }

  /// Tries cells of a space one after the other, all of them where they are no more than it may try, and returns how many it began with
  /// and what it expects of the best of the others, as a share of the spread of what was seen; nil where there are no others. `look` tries
  /// cells and says what all of them so far have come to.
  ///
  /// - Throws: what `look` throws.
  package func explore(_ space: SearchSpace, _ look: ([Int]) throws -> [SearchModel.Finding]) throws -> (first: Int, expected: Double?) {
    let most = min(cells, space.cells.count)
    let first = min(most, max(space.axes.count + 2, most / 4))
    var tried = space.start(first, seed: seed)
    var found = try look(tried)
    var model = SearchModel(space)
    while true {
      let free = space.cells.filter { !tried.contains($0) }
      guard let next = model.next(among: free, seen: found) else { return (first, nil) }
      if tried.count == most { return (first, next.expected) }
      tried.append(next.cell)
      found = try look([next.cell])
    }
  }

  /// Searches a sweep, and returns what is best by and how it went.
  ///
  /// - Throws: as ``SweepStudy/searched(by:seed:)``.
  func search(_ rounds: inout SearchRounds, by measure: Measure?) throws -> (Measure, SearchCourse.Steps) {
    var (tried, measure) = ([Int](), measure)
    let space = SearchSpace(rounds.sweep.sweep.grid, cells: rounds.candidates)
    let (first, expected) = try explore(space) { cells in
      tried += cells
      try rounds.run(cells, seeds: rounds.sweep.mostSeeds)
      let rows = rounds.rows(of: tried)
      // What the first cells were ranked by, all are.
      let chosen = try measure ?? SweepRanking(rows).measure
      measure = chosen
      return rows.map { SearchModel.Finding($0, by: chosen) }
    }
    return (measure ?? Measure(.goodput), .process(first: first, tried: tried.count, expected: expected))
  }
}
