import Kernel

/// The flows or the groups of a network by number. The number of a row that was removed is given to a later one.
struct RowTable<Row: HeapRow>: ~Copyable {
  /// The rows, free ones among them: the table of the heaps that they wait in.
  var rows = Column<Row>()
  private var free = Column<Int32>()

  /// Keeps a row and returns its number.
  @inline(__always) mutating func insert(_ row: Row) -> Int32 {
    if free.isEmpty {
      rows.append(row)
      return Int32(rows.count - 1)
    }
    let number = free.removeLast()
    rows[Int(number)] = row
    return number
  }

  /// Frees a number.
  @inline(__always) mutating func remove(_ number: Int32) { free.append(number) }

  subscript(number: Int32) -> Row {
    @inline(__always) _read { yield rows[Int(number)] }
    @inline(__always) _modify { yield &rows[Int(number)] }
  }
}
