import Kernel

/// Short runs of elements in one column: a run's place is an offset, and places given back are taken again.
///
/// Runs are rounded up to powers of two and kept in one list of free places for each, so that taking and giving back
/// cost O(1) and nothing is allocated once the arena has grown to what is in flight at once.
struct SliceArena<Element: BitwiseCopyable>: ~Copyable {
  private var elements: Column<Element>
  /// What is found in room that nothing was written to yet.
  private let filler: Element
  private var freePlaces = [[Int]](repeating: [], count: 64)

  init(filler: Element, minimumCapacity: Int = 64) {
    self.filler = filler
    elements = Column(minimumCapacity: minimumCapacity)
  }

  /// The element at an offset that is taken.
  subscript(offset: Int) -> Element {
    @inline(__always) get { elements[offset] }
    @inline(__always) set { elements[offset] = newValue }
  }

  /// Takes room for `count` elements, which hold something or other, and returns its offset.
  ///
  /// - Precondition: `count` is not negative.
  mutating func take(_ count: Int) -> Int {
    let size = Self.sizeClass(count)
    if let place = freePlaces[size].popLast() { return place }
    let place = elements.count
    elements.append(repeating: filler, count: 1 << size)
    return place
  }

  /// Gives back the room at `place`, taken for `count` elements.
  mutating func giveBack(_ place: Int, _ count: Int) { freePlaces[Self.sizeClass(count)].append(place) }

  /// Copies `count` elements from one place to another.
  mutating func copy(_ count: Int, from source: Int, to destination: Int) { elements.copy(count, from: source, to: destination) }

  /// Calls `body` with `count` elements from `place` on and returns what it returns.
  @inline(__always) func withSpan<Result>(_ place: Int, count: Int, _ body: (Swift.Span<Element>) throws -> Result) rethrows -> Result {
    try elements.withSpan(place..<(place + count), body)
  }

  private static func sizeClass(_ count: Int) -> Int {
    precondition(count >= 0, "room for less than nothing")
    return count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
  }
}
