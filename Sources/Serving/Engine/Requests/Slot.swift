/// The place of a request in the ``RequestTable``, or of a neighbour that may not be there.
struct Slot: Hashable, BitwiseCopyable {
  let number: Int32

  @inline(__always) init(_ number: Int32) { self.number = number }

  @inline(__always) init(_ number: Int) { self.number = Int32(truncatingIfNeeded: number) }

  /// No request.
  static let none = Slot(Int32(-1))

  /// Whether it names a place at all.
  @inline(__always) var exists: Bool { number >= 0 }
}
