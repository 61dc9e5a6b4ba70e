/// A binary heap of numbered elements that know their places in it, so that any of them can leave, or change its rank, in
/// O(log n).
///
/// Elements are rows of a table that the caller owns and hands to every call (``HeapElements``). The heap allocates nothing
/// once it has grown.
public struct IndexedHeap: ~Copyable {
  @usableFromInline var elements = Column<Int32>()

  /// An empty heap.
  @inlinable public init() {}

  /// How many elements are in it.
  @inlinable public var count: Int { elements.count }

  /// Whether none is in it.
  @inlinable public var isEmpty: Bool { elements.isEmpty }

  /// The places of its elements.
  @inlinable public var indices: Range<Int> { elements.indices }

  /// The element that leaves next; nil where there is none.
  @inlinable public var first: Int32? { elements.isEmpty ? nil : elements[0] }

  /// The element at a place. Those at `2 * place + 1` and `2 * place + 2` leave no earlier than it.
  ///
  /// - Precondition: `place` is in `0 ..< count`.
  @inlinable public subscript(place: Int) -> Int32 { elements[place] }

  /// Puts an element in.
  ///
  /// - Precondition: it is in no heap.
  @inlinable public mutating func insert<Table: HeapElements & ~Copyable>(_ element: Int32, _ table: inout Table) {
    precondition(table[placeOf: element] < 0, "an element that is in a heap already")
    elements.append(element)
    rise(element, from: elements.count - 1, &table)
  }

  /// Takes an element out.
  ///
  /// - Precondition: it is in this heap.
  @inlinable public mutating func remove<Table: HeapElements & ~Copyable>(_ element: Int32, _ table: inout Table) {
    let place = checkedPlace(of: element, table)
    let last = elements.removeLast()
    table[placeOf: element] = -1
    if last != element { settle(last, at: place, &table) }
  }

  /// Takes all elements out.
  @inlinable public mutating func removeAll<Table: HeapElements & ~Copyable>(_ table: inout Table) {
    for place in elements.indices { table[placeOf: elements[place]] = -1 }
    elements.removeAll()
  }

  /// Moves an element whose rank has changed to where it belongs now.
  ///
  /// - Precondition: it is in this heap.
  @inlinable public mutating func update<Table: HeapElements & ~Copyable>(_ element: Int32, _ table: inout Table) {
    settle(element, at: checkedPlace(of: element, table), &table)
  }

  /// What is wrong with the heap, or nil: every element knows its place, and none leaves before the one above it.
  public func fault<Table: HeapElements & ~Copyable>(_ table: borrowing Table) -> String? {
    for place in elements.indices {
      let element = elements[place]
      if Int(table[placeOf: element]) != place {
        return "element \(element) at place \(place) of a heap believes that it is at \(table[placeOf: element])"
      }
      if place > 0 && table.precedes(element, elements[(place - 1) / 2]) {
        return "element \(element) of a heap is below \(elements[(place - 1) / 2]) and leaves before it"
      }
    }
    return nil
  }

  @inlinable func checkedPlace<Table: HeapElements & ~Copyable>(of element: Int32, _ table: borrowing Table) -> Int {
    let place = Int(table[placeOf: element])
    precondition(place >= 0 && place < elements.count && elements[place] == element, "an element that is not in the heap")
    return place
  }

  @inlinable mutating func settle<Table: HeapElements & ~Copyable>(_ element: Int32, at place: Int, _ table: inout Table) {
    if place > 0 && table.precedes(element, elements[(place - 1) / 2]) {
      rise(element, from: place, &table)
    } else {
      sink(element, from: place, &table)
    }
  }

  @inlinable mutating func rise<Table: HeapElements & ~Copyable>(_ element: Int32, from start: Int, _ table: inout Table) {
    var place = start
    while place > 0 {
      let parent = elements[(place - 1) / 2]
      if !table.precedes(element, parent) { break }
      put(parent, at: place, &table)
      place = (place - 1) / 2
    }
    put(element, at: place, &table)
  }

  @inlinable mutating func sink<Table: HeapElements & ~Copyable>(_ element: Int32, from start: Int, _ table: inout Table) {
    let count = elements.count
    var place = start
    while 2 * place + 1 < count {
      var child = 2 * place + 1
      if child + 1 < count && table.precedes(elements[child + 1], elements[child]) { child += 1 }
      if !table.precedes(elements[child], element) { break }
      put(elements[child], at: place, &table)
      place = child
    }
    put(element, at: place, &table)
  }

  @inlinable mutating func put<Table: HeapElements & ~Copyable>(_ element: Int32, at place: Int, _ table: inout Table) {
    elements[place] = element
    table[placeOf: element] = Int32(truncatingIfNeeded: place)
  }
}
