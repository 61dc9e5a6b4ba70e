import Kernel

/// The links of a network by number, and their order in a round of filling.
struct LinkTable: HeapElements {
  private(set) var rows: [LinkState]

  /// Links of these capacities in bytes a second.
  init(capacities: [Int64]) { rows = capacities.map { LinkState(capacity: $0) } }

  subscript(number: Int32) -> LinkState {
    _read { yield rows[Int(number)] }
    _modify { yield &rows[Int(number)] }
  }

  /// What a link assures each of its flows.
  func assured(_ link: Int32) -> LinkShare { LinkShare(rows[Int(link)].assured, of: link) }

  /// Those of some links that are contended, each at its hop; negative at the others.
  func contended(_ path: SIMD4<Int32>) -> SIMD4<Int32> {
    var links = path
    for hop in 0..<4 where links[hop] >= 0 && !rows[Int(links[hop])].isContended { links[hop] = -1 }
    return links
  }

  // MARK: HeapElements

  func precedes(_ first: Int32, _ second: Int32) -> Bool { rows[Int(first)].share < rows[Int(second)].share }

  subscript(placeOf link: Int32) -> Int32 {
    get { rows[Int(link)].place }
    set { rows[Int(link)].place = newValue }
  }
}
