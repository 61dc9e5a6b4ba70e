import Kernel
import Scenario

/// The cells of a sweep as places that a function can be fitted over.
package struct SearchSpace {
  /// The columns that vary among the cells.
  package let axes: [SearchAxis]
  /// The cells, in the order of the grid.
  package let cells: [Int]
  private let places: [Int: [Double]]

  /// The space of those cells of a grid.
  package init(_ grid: SweepGrid, cells: [Int]) {
    self.cells = cells
    let columns = grid.columns.filter { column in Set(cells.map { grid.cells[$0].value(of: column) }).count > 1 }
    let axes = columns.map { column in
      var values: [String] = []
      for cell in cells {
        if let value = grid.cells[cell].value(of: column), !values.contains(value) { values.append(value) }
      }
      return SearchAxis(values)
    }
    self.axes = axes
    var places: [Int: [Double]] = [:]
    for cell in cells {
      places[cell] = zip(columns, axes).map { column, axis in axis.coordinate(of: grid.cells[cell].value(of: column) ?? "") }
    }
    self.places = places
  }

  /// Where a cell is.
  ///
  /// - Precondition: it is one of the space.
  package func place(of cell: Int) -> [Double] {
    guard let place = places[cell] else { preconditionFailure("no cell of the space") }
    return place
  }

  /// So many cells that cover every axis evenly: those nearest to the points of a Latin hypercube, none twice, in rising order.
  ///
  /// - Precondition: there are that many.
  package func start(_ count: Int, seed: UInt64) -> [Int] {
    var stream = RandomStream(seed: seed, name: "sweep search")
    let points = axes.map { axis in
      stream.permutation(of: count).map { axis.coordinate(at: (Double($0) + stream.uniform()) / Double(count)) }
    }
    var chosen: [Int] = []
    for sample in 0..<count {
      let point = points.map { $0[sample] }
      func square(_ cell: Int) -> Double {
        zip(axes, zip(place(of: cell), point)).reduce(0) { sum, axis in
          let distance = axis.0.distance(axis.1.0, axis.1.1)
          return sum + distance * distance
        }
      }
      let free = cells.filter { !chosen.contains($0) }
      if let nearest = free.map({ (square($0), $0) }).min(by: <) { chosen.append(nearest.1) }
    }
    return chosen.sorted()
  }
}
