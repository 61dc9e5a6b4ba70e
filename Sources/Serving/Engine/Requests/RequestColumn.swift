import Kernel

/// What a feature keeps of requests beside their rows, by slot. It takes no memory before something is written, so that a feature
/// that is off costs nothing.
struct RequestColumn<Row: BitwiseCopyable>: ~Copyable {
  private var rows = Column<Row>()
  /// What is read of a request of which nothing was written.
  private let unwritten: Row

  init(_ unwritten: Row) { self.unwritten = unwritten }

  /// What is kept of a request.
  @inline(__always) subscript(slot: Slot) -> Row {
    get { Int(slot.number) < rows.count ? rows[Int(slot.number)] : unwritten }
    _modify {
      if Int(slot.number) >= rows.count { grow(toHold: slot) }
      yield &rows[Int(slot.number)]
    }
  }

  /// Forgets what was written of a request.
  @inline(__always) mutating func forget(_ slot: Slot) {
    if Int(slot.number) < rows.count { rows[Int(slot.number)] = unwritten }
  }

  @inline(never) private mutating func grow(toHold slot: Slot) {
    rows.append(repeating: unwritten, count: Int(slot.number) + 1 - rows.count)
  }
}
