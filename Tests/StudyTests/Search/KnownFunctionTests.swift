import Foundation
import Kernel
import Scenario
import Study
import Testing

@Suite("A search of functions whose best is known")
struct KnownFunctionTests {
  private static let scenario = """
    model: llama-3.1-8b
    accelerator: a100-80gb
    workload:
      prompt: 100
      output: 10
      arrivals: {process: poisson, rate: 1 req/s}
      requests: 10
    """

  /// A grid of 400 cells: two axes of numbers, and one of names on which the function depends as well.
  private static func grid() throws -> SweepGrid {
    try SweepGrid.read(
      scenario, file: "s.yaml", varying: ["replicas=1..10", "engine.max_sequences=10..200/10", "scheduler=fcfs,sarathi"])
  }

  /// A bowl whose lowest cell is one of the first scheduler's, with a ripple across; the other scheduler's lies higher.
  private static func value(of cell: SweepCell) -> Double {
    let (replicas, sequences) = (Double(cell.values[0].text) ?? 0, Double(cell.values[1].text) ?? 0)
    let (x, y) = ((replicas - 7) / 9, (sequences - 60) / 190)
    return 3 * x * x + 2 * y * y + 0.05 * sin(9 * x) + (cell.values[2].text == "fcfs" ? 0 : 0.3)
  }

  /// The least value among the cells that a search of so many has tried.
  private static func searched(_ grid: SweepGrid, cells: Int, seed: UInt64) throws -> Double {
    var seen: [SearchModel.Finding] = []
    let space = SearchSpace(grid, cells: Array(grid.cells.indices))
    var least = Double.infinity
    _ = try GaussianProcessSearch(cells: cells, seed: seed).explore(space) { tried in
      for cell in tried {
        let value = value(of: grid.cells[cell])
        least = min(least, value)
        seen.append(SearchModel.Finding(cell: cell, figure: value))
      }
      return seen
    }
    #expect(seen.count == cells)
    return least
  }

  private static func random(_ grid: SweepGrid, cells: Int, seed: UInt64) -> Double {
    var stream = RandomStream(seed: seed, name: "random search")
    return stream.permutation(of: grid.cells.count).prefix(cells).map { value(of: grid.cells[$0]) }.min() ?? .infinity
  }

  @Test("in the mean over ten seeds it comes nearer to the best with 25 cells than chance with 100 of the 400")
  func beatsChance() throws {
    let grid = try Self.grid()
    let best = grid.cells.map(Self.value).min() ?? 0
    let seeds: ClosedRange<UInt64> = 1...10
    let regrets = try seeds.map { try Self.searched(grid, cells: 25, seed: $0) - best }
    let chance = seeds.map { Self.random(grid, cells: 100, seed: $0) - best }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    #expect(mean(regrets) < mean(chance), "\(mean(regrets)) against \(mean(chance))")
    #expect(mean(regrets) < 0.02)
  }

  @Test("the same seed tries the same cells")
  func deterministic() throws {
    let grid = try Self.grid()
    #expect(try Self.searched(grid, cells: 12, seed: 3) == Self.searched(grid, cells: 12, seed: 3))
  }

  @Test("among cells of which most stand behind whatever their figure is, it finds one that does not")
  func limited() throws {
    let grid = try Self.grid()
    let space = SearchSpace(grid, cells: Array(grid.cells.indices))
    var (seen, leastShort) = ([SearchModel.Finding](), Double.infinity)
    // The cheaper the better, and only 10 of 400 are sound: the dearest of one scheduler.
    _ = try GaussianProcessSearch(cells: 40, seed: 1).explore(space) { tried in
      for cell in tried {
        let (replicas, sequences) = (Double(grid.cells[cell].values[0].text) ?? 0, Double(grid.cells[cell].values[1].text) ?? 0)
        let (x, y) = ((replicas - 1) / 9, (sequences - 10) / 190)
        leastShort = min(leastShort, 1.7 - x - y)
        seen.append(SearchModel.Finding(cell: cell, figure: 1 + x + y, shortfall: 1.7 - x - y))
      }
      return seen
    }
    #expect(leastShort <= 0)
  }
}
