import Kernel

/// The links of a network by number.
struct LinkTable: ~Copyable {
  private(set) var rows: Column<LinkState>

  /// Links of these capacities in bytes a second.
  init(capacities: [Int64]) { rows = Column(capacities.map { LinkState(capacity: $0) }) }

  subscript(number: Int32) -> LinkState {
    @inline(__always) _read { yield rows[Int(number)] }
    @inline(__always) _modify { yield &rows[Int(number)] }
  }

  /// What a link assures each of its flows.
  @inline(__always) func assured(_ link: Int32) -> LinkShare { LinkShare(rows[Int(link)].assured, of: link) }

  /// Those of some links that are contended, each at its hop; negative at the others.
  func contended(_ path: SIMD4<Int32>) -> SIMD4<Int32> {
    var links = path
    for hop in 0..<4 where links[hop] >= 0 && !rows[Int(links[hop])].isContended { links[hop] = -1 }
    return links
  }
}
