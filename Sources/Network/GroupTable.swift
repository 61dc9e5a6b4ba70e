import Kernel

/// The groups of flows by number, and their order by when they are due.
struct GroupTable: HeapElements {
  private(set) var rows: [FlowGroup] = []
  private var free: [Int32] = []

  /// Keeps a group and returns its number.
  mutating func insert(_ group: FlowGroup) -> Int32 {
    if let number = free.popLast() {
      rows[Int(number)] = group
      return number
    }
    rows.append(group)
    return Int32(rows.count - 1)
  }

  /// Frees a number.
  mutating func remove(_ number: Int32) { free.append(number) }

  subscript(number: Int32) -> FlowGroup {
    _read { yield rows[Int(number)] }
    _modify { yield &rows[Int(number)] }
  }

  // MARK: HeapElements

  func precedes(_ first: Int32, _ second: Int32) -> Bool { rows[Int(first)].due < rows[Int(second)].due }

  subscript(placeOf number: Int32) -> Int32 {
    get { rows[Int(number)].place }
    set { rows[Int(number)].place = newValue }
  }
}
