/// What an ``IndexedHeap`` asks of the table that its elements are rows of: their order, and a field to keep their place in.
///
/// Order and places live with the elements, so that a heap holds nothing but numbers, and one table may serve many heaps as
/// long as no element is in two of them.
public protocol HeapElements: ~Copyable {
  /// Whether `first` leaves the heap before `second`. Elements of which neither does leave in no certain order.
  func precedes(_ first: Int32, _ second: Int32) -> Bool

  /// The place of an element in its heap; negative for one in none.
  subscript(placeOf element: Int32) -> Int32 { get set }
}
