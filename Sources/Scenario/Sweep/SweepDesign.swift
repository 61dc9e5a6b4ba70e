import Kernel

/// Which cells of a grid a sweep tries: all of them, or as many as there is time for.
public enum SweepDesign: Hashable, Sendable {
  /// Every combination.
  case full
  /// So many combinations drawn from all, none twice.
  case random(Int)
  /// So many combinations of which each axis alone is covered evenly: its values are cut into as many parts, and every part is drawn once
  /// (M. D. McKay, R. J. Beckman and W. J. Conover, "A comparison of three methods for selecting values of input variables", 1979).
  /// Combinations that come out twice are tried once.
  case latinHypercube(Int)

  /// Reads `full`, `random:50` or `latin-hypercube:50`.
  ///
  /// - Throws: ``InputError``.
  public init(_ text: String) throws(InputError) {
    let sides = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    if sides == ["full"] {
      self = .full
      return
    }
    guard ["random", "latin-hypercube"].contains(sides[0]), sides.count == 2, let cells = Int(sides[1]), 1...SweepGrid.mostCells ~= cells
    else {
      throw InputError(
        "'\(text.shortened)' is no design of a sweep",
        remedy: "full, random:50 or latin-hypercube:50, with the number of cells, at most \(SweepGrid.mostCells)")
    }
    self = sides[0] == "random" ? .random(cells) : .latinHypercube(cells)
  }

  /// The places on axes of these sizes that are tried, in the order of the grid; none twice.
  ///
  /// - Throws: ``InputError`` where they would be too many.
  func places(on sizes: [Int], seed: UInt64) throws(InputError) -> [[Int]] {
    let product = sizes.reduce(1) { product, size in
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      return overflow ? .max : next
    }
    var stream = RandomStream(seed: seed, name: "sweep design")
    switch self {
    case .full:
      if product > SweepGrid.mostCells {
        throw InputError(
          "the sweep has more than \(SweepGrid.mostCells) cells: \(sizes.map { "\($0)" }.joined(separator: " x "))",
          remedy: "vary fewer values at once, or draw some of them with --design latin-hypercube:500")
      }
      return (0..<product).map { Self.places(of: $0, on: sizes) }
    case .random(let count):
      // Of a grid that is not much larger all cells are shuffled; of a larger one few draws come twice.
      if product <= 2 * count {
        return stream.permutation(of: product).prefix(count).sorted().map { Self.places(of: $0, on: sizes) }
      }
      var drawn: Set<[Int]> = []
      while drawn.count < count { drawn.insert(sizes.map { stream.integer(below: $0) }) }
      return drawn.sorted { $0.lexicographicallyPrecedes($1) }
    case .latinHypercube(let count):
      let axes = sizes.map { size in
        stream.permutation(of: count).map { part in Int((Double(part) + stream.uniform()) * Double(size) / Double(count)) }
      }
      return Set((0..<count).map { sample in axes.map { $0[sample] } }).sorted { $0.lexicographicallyPrecedes($1) }
    }
  }

  /// The places of the cell that is the `index`th of the grid, the last axis running fastest.
  private static func places(of index: Int, on sizes: [Int]) -> [Int] {
    var (rest, places) = (index, [Int]())
    for size in sizes.reversed() {
      places.append(rest % size)
      rest /= size
    }
    return places.reversed()
  }
}
