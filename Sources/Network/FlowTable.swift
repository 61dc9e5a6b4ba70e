import Kernel

/// The flows of a network by number, and their order within a group.
struct FlowTable: HeapElements {
  private(set) var rows: [Flow] = []
  private var free: [Int32] = []

  /// Keeps a flow and returns its number.
  mutating func insert(_ flow: Flow) -> Int32 {
    if let number = free.popLast() {
      rows[Int(number)] = flow
      return number
    }
    rows.append(flow)
    return Int32(rows.count - 1)
  }

  /// Frees a number.
  mutating func remove(_ number: Int32) { free.append(number) }

  subscript(number: Int32) -> Flow {
    _read { yield rows[Int(number)] }
    _modify { yield &rows[Int(number)] }
  }

  // MARK: HeapElements

  func precedes(_ first: Int32, _ second: Int32) -> Bool {
    let (one, other) = (rows[Int(first)].finish, rows[Int(second)].finish)
    return one < other || one == other && rows[Int(first)].order < rows[Int(second)].order
  }

  subscript(placeOf number: Int32) -> Int32 {
    get { rows[Int(number)].place }
    set { rows[Int(number)].place = newValue }
  }
}
