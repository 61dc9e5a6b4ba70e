/// Short runs of elements in one block of memory: a run's place is an offset, and places given back are taken again.
///
/// Runs are rounded up to powers of two and kept in one list of free places for each, so that taking and giving back
/// cost O(1) and nothing is allocated once the arena has grown to what is in flight at once.
struct SliceArena<Element: BitwiseCopyable>: ~Copyable {
  private(set) var elements: UnsafeMutablePointer<Element>
  private var capacity: Int
  private var used = 0
  private var freePlaces = [[Int]](repeating: [], count: 64)

  init(minimumCapacity: Int = 64) {
    capacity = minimumCapacity
    elements = .allocate(capacity: capacity)
  }

  deinit { elements.deallocate() }

  /// Takes room for `count` elements, not initialised, and returns its offset.
  mutating func take(_ count: Int) -> Int {
    let size = Self.sizeClass(count)
    if let place = freePlaces[size].popLast() { return place }
    let place = used
    used += 1 << size
    if used > capacity { grow() }
    return place
  }

  /// Gives back the room at `place`, taken for `count` elements.
  mutating func giveBack(_ place: Int, _ count: Int) { freePlaces[Self.sizeClass(count)].append(place) }

  private static func sizeClass(_ count: Int) -> Int { count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount }

  private mutating func grow() {
    let wider = max(capacity * 2, used)
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: wider)
    larger.update(from: elements, count: capacity)
    elements.deallocate()
    elements = larger
    capacity = wider
  }
}
