/// A row that keeps its place in an ``IndexedHeap``, so that a ``Column`` of such rows is the heap's table.
public protocol HeapRow: BitwiseCopyable {
  /// Whether the row leaves the heap before `other`. Rows of which neither does leave in no certain order.
  func precedes(_ other: Self) -> Bool

  /// The place in the heap; negative for a row in none.
  var place: Int32 { get set }
}

extension Column: HeapElements where Element: HeapRow {
  /// Whether the row at `first` leaves the heap before the one at `second`.
  @inlinable @inline(__always) public func precedes(_ first: Int32, _ second: Int32) -> Bool {
    self[Int(first)].precedes(self[Int(second)])
  }

  /// The place of a row in its heap; negative for one in none.
  @inlinable public subscript(placeOf element: Int32) -> Int32 {
    @inline(__always) get { self[Int(element)].place }
    @inline(__always) set { self[Int(element)].place = newValue }
  }
}
