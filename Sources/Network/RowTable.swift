import Kernel

/// The flows or the groups of a network by number. The number of a row that was removed is given to a later one.
struct RowTable<Row: HeapRow>: HeapElements {
  private(set) var rows: [Row] = []
  private var free: [Int32] = []

  /// Keeps a row and returns its number.
  mutating func insert(_ row: Row) -> Int32 {
    if let number = free.popLast() {
      rows[Int(number)] = row
      return number
    }
    rows.append(row)
    return Int32(rows.count - 1)
  }

  /// Frees a number.
  mutating func remove(_ number: Int32) { free.append(number) }

  subscript(number: Int32) -> Row {
    _read { yield rows[Int(number)] }
    _modify { yield &rows[Int(number)] }
  }

  // MARK: HeapElements

  func precedes(_ first: Int32, _ second: Int32) -> Bool { rows[Int(first)].precedes(rows[Int(second)]) }

  subscript(placeOf number: Int32) -> Int32 {
    get { rows[Int(number)].place }
    set { rows[Int(number)].place = newValue }
  }
}
