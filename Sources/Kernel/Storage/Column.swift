#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A growing column of elements that has one owner: the array of the hot state.
///
/// It is what `Array` is, less the reference count and the check for unique ownership at each write, which the main loop
/// feels. Every access is checked, in release as well: a slot that is none, or one behind the end, ends the program instead of
/// reading or writing what is not there.
///
/// The files of this folder are the only ones in which the simulator touches memory itself. The invariants: `base` is the start of
/// memory for `capacity` elements, of which the first `count` are initialised and no others; nobody else holds `base`.
@safe @frozen public struct Column<Element: ~Copyable>: ~Copyable {
  @usableFromInline var base: UnsafeMutablePointer<Element>
  @usableFromInline var capacity: Int
  @usableFromInline var storedCount: Int

  /// An empty column with room for `minimumCapacity` elements before it first grows.
  @inlinable public init(minimumCapacity: Int = 0) {
    capacity = minimumCapacity
    unsafe base = Self.allocate(minimumCapacity)
    storedCount = 0
  }

  /// Memory for so many elements. Those that fill whole cache lines begin with one: where an allocator puts them otherwise, each lies
  /// in one line more than it fills.
  @inlinable static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
    if MemoryLayout<Element>.stride % 64 != 0 { return .allocate(capacity: capacity) }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: capacity * MemoryLayout<Element>.stride, alignment: 64)
    return unsafe memory.bindMemory(to: Element.self, capacity: capacity)
  }

  @inlinable deinit {
    unsafe base.deinitialize(count: storedCount)
    unsafe base.deallocate()
  }

  /// How many elements there are.
  @inlinable public var count: Int { storedCount }

  /// Whether there is none.
  @inlinable public var isEmpty: Bool { storedCount == 0 }

  /// The positions of all elements.
  @inlinable public var indices: Range<Int> { 0..<storedCount }

  /// The element at `position`.
  ///
  /// - Precondition: `position` is in ``indices``.
  @inlinable public subscript(position: Int) -> Element {
    @inline(__always) unsafeAddress {
      precondition(UInt(bitPattern: position) < UInt(bitPattern: storedCount), "a position out of range")
      return unsafe UnsafePointer(base + position)
    }
    @inline(__always) unsafeMutableAddress {
      precondition(UInt(bitPattern: position) < UInt(bitPattern: storedCount), "a position out of range")
      return unsafe base + position
    }
  }

  /// Adds an element behind the last one: O(1), amortised.
  @inlinable @inline(__always) public mutating func append(_ element: consuming Element) {
    if storedCount == capacity { grow(to: storedCount + 1) }
    unsafe (base + storedCount).initialize(to: element)
    storedCount += 1
  }

  /// Removes the last element and returns it.
  ///
  /// - Precondition: there is one.
  @inlinable @inline(__always) public mutating func removeLast() -> Element {
    precondition(storedCount > 0, "nothing to remove")
    storedCount -= 1
    return unsafe (base + storedCount).move()
  }

  /// Removes all elements and keeps their memory for others.
  @inlinable @inline(__always) public mutating func removeAll() {
    unsafe base.deinitialize(count: storedCount)
    storedCount = 0
  }

  /// Makes room for `capacity` elements in all.
  @inlinable public mutating func reserve(_ capacity: Int) { if capacity > self.capacity { grow(to: capacity) } }

  @inlinable @inline(never) mutating func grow(to needed: Int) {
    let wider = Swift.max(needed, 2 * capacity, 8)
    let larger = unsafe Self.allocate(wider)
    unsafe larger.moveInitialize(from: base, count: storedCount)
    unsafe base.deallocate()
    unsafe base = larger
    capacity = wider
  }
}

// The memory belongs to the column alone, which cannot be copied, so that nobody else can reach it.
extension Column: @unchecked Sendable where Element: Sendable & ~Copyable {}

extension Column where Element: FixedWidthInteger & BitwiseCopyable {
  /// `count` zeros, which fill memory only as they are touched: the system gives out pages of zeros.
  ///
  /// - Precondition: `count` is not negative.
  public init(zeros count: Int) {
    precondition(count >= 0, "a negative number of zeros")
    // What `calloc` gives is freed like what `allocate` gives. Where there is no more memory, `allocate` ends the program.
    if let memory = unsafe calloc(count, MemoryLayout<Element>.stride) {
      unsafe base = memory.bindMemory(to: Element.self, capacity: count)
    } else {
      unsafe base = .allocate(capacity: count)
      unsafe base.initialize(repeating: 0, count: count)
    }
    capacity = count
    storedCount = count
  }
}

extension Column where Element == Int64 {
  /// Adds so many times `count` elements of another column to those of this one, many at once. Sums are to stay far inside 64 bits: they
  /// wrap.
  ///
  /// - Precondition: both stretches are within their columns.
  @inlinable public mutating func add(_ other: borrowing Column, from source: Int, to destination: Int, count: Int, times factor: Int64) {
    precondition(count >= 0 && source >= 0 && source <= other.storedCount - count, "a stretch out of range")
    precondition(destination >= 0 && destination <= storedCount - count, "a stretch out of range")
    let (sum, added) = unsafe (base + destination, other.base + source)
    for index in 0..<count { unsafe sum[index] &+= factor &* added[index] }
  }
}

extension Column where Element: BitwiseCopyable {
  /// `count` equal elements.
  @inlinable public init(repeating element: Element, count: Int) {
    self.init(minimumCapacity: count)
    unsafe base.initialize(repeating: element, count: count)
    storedCount = count
  }

  /// The elements of a collection.
  @inlinable public init(_ elements: some Collection<Element>) {
    self.init(minimumCapacity: elements.count)
    for element in elements { append(element) }
  }

  /// Adds `count` equal elements behind the last one.
  @inlinable public mutating func append(repeating element: Element, count: Int) {
    reserve(storedCount + count)
    unsafe (base + storedCount).initialize(repeating: element, count: count)
    storedCount += count
  }

  /// Removes all but the first `count` elements.
  ///
  /// - Precondition: there are so many.
  @inlinable public mutating func removeAll(behind count: Int) {
    precondition(count >= 0 && count <= storedCount, "more elements are kept than there are")
    storedCount = count
  }

  /// Copies `count` elements of this column from one place to another; the two may overlap.
  ///
  /// - Precondition: both stretches are in ``indices``.
  @inlinable public mutating func copy(_ count: Int, from source: Int, to destination: Int) {
    precondition(count >= 0 && source >= 0 && source <= storedCount - count, "a stretch out of range")
    precondition(destination >= 0 && destination <= storedCount - count, "a stretch out of range")
    unsafe (base + destination).update(from: base + source, count: count)
  }

  /// Calls `body` with the elements in `range` and returns what it returns.
  ///
  /// - Precondition: `range` is within ``indices``.
  @inlinable @inline(__always) public func withSpan<Result>(
    _ range: Range<Int>, _ body: (Span<Element>) throws -> Result
  ) rethrows -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= storedCount, "a stretch out of range")
    return try unsafe body(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count).span)
  }
}

/// A column whose first element comes before all others is a binary heap: no element comes before the one above it, which is at
/// `(position - 1) / 2`. Both ways through it look at positions that they have compared with the count already, so they read
/// memory without a second check.
extension Column where Element: BitwiseCopyable {
  /// Lets an element sink from `start`, whose content is overwritten, to where none below comes before it.
  ///
  /// - Precondition: `start` is in ``indices``.
  @inlinable @inline(__always) public mutating func siftDown(
    _ element: Element, from start: Int, precedes: (Element, Element) -> Bool
  ) {
    precondition(UInt(bitPattern: start) < UInt(bitPattern: storedCount), "a position out of range")
    let (base, count) = unsafe (base, storedCount)
    // No column is so long that twice a position overflows.
    var (hole, child) = (start, 2 &* start &+ 1)
    while child < count {
      if child &+ 1 < count, unsafe precedes(base[child &+ 1], base[child]) { child &+= 1 }
      if unsafe !precedes(base[child], element) { break }
      // Moved as memory: field by field a wide element takes twice as many instructions.
      unsafe (base + hole).initialize(from: base + child, count: 1)
      hole = child
      child = 2 &* hole &+ 1
    }
    unsafe base[hole] = element
  }

  /// Lets an element rise from `start`, whose content is overwritten, to where the one above it does not come after it.
  ///
  /// - Precondition: `start` is in ``indices``.
  @inlinable @inline(__always) public mutating func siftUp(
    _ element: Element, from start: Int, precedes: (Element, Element) -> Bool
  ) {
    precondition(UInt(bitPattern: start) < UInt(bitPattern: storedCount), "a position out of range")
    let base = unsafe base
    var hole = start
    while hole > 0 {
      let parent = (hole &- 1) >> 1
      if unsafe !precedes(element, base[parent]) { break }
      unsafe (base + hole).initialize(from: base + parent, count: 1)
      hole = parent
    }
    unsafe base[hole] = element
  }
}
