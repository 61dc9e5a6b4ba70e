import Kernel

/// What a feature keeps of requests beside their rows, by slot. It takes no memory before something is written, so that a feature
/// that is off costs nothing.
struct RequestColumn<Row: FeatureRow>: ~Copyable {
  private var rows = Column<Row>()

  /// What is kept of a request.
  @inline(__always) subscript(slot: Slot) -> Row {
    get { isWritten(slot) ? rows[Int(slot.number)] : Row() }
    _modify {
      if !isWritten(slot) { grow(toHold: slot) }
      yield &rows[Int(slot.number)]
    }
  }

  /// Forgets what was written of a request.
  @inline(__always) mutating func forget(_ slot: Slot) {
    if isWritten(slot) { rows[Int(slot.number)] = Row() }
  }

  /// Compared as unsigned numbers, as the column does it, so that it is done once.
  @inline(__always) private func isWritten(_ slot: Slot) -> Bool {
    UInt(bitPattern: Int(slot.number)) < UInt(bitPattern: rows.count)
  }

  @inline(never) private mutating func grow(toHold slot: Slot) {
    precondition(slot.exists, "no such request")
    rows.append(repeating: Row(), count: Int(slot.number) + 1 - rows.count)
  }
}
