/// What an ``IdentityTable`` can find.
protocol Identified: BitwiseCopyable {
  var identity: UInt64 { get }
}

/// Finds a place by its identity: open addressing with linear probing, removal by shifting back (Knuth, "The Art of
/// Computer Programming", volume 3, section 6.4, algorithm R), at most half full. An identity stands here once.
struct IdentityTable<Element: Identified>: ~Copyable {
  private var places: UnsafeMutablePointer<Int32>
  private var mask: Int
  private(set) var count = 0

  init() {
    mask = 127
    places = .allocate(capacity: mask + 1)
    places.initialize(repeating: -1, count: mask + 1)
  }

  deinit { places.deallocate() }

  /// The place of `identity`; negative where there is none.
  @inline(__always) func find(_ identity: UInt64, in elements: UnsafePointer<Element>) -> Int32 {
    var place = home(of: identity)
    while places[place] >= 0 && elements[Int(places[place])].identity != identity { place = (place + 1) & mask }
    return places[place]
  }

  /// Enters an element whose identity is not here.
  mutating func insert(_ element: Int32, in elements: UnsafePointer<Element>) {
    if 2 * (count + 1) > mask { grow(elements) }
    count += 1
    place(element, elements)
  }

  /// Lets `new` stand where `old`, of the same identity, stood.
  mutating func replace(_ old: Int32, by new: Int32, identity: UInt64) {
    var place = home(of: identity)
    while places[place] != old { place = (place + 1) & mask }
    places[place] = new
  }

  /// Takes an element out.
  ///
  /// - Precondition: it is here.
  mutating func remove(_ element: Int32, in elements: UnsafePointer<Element>) {
    count -= 1
    var hole = home(of: elements[Int(element)].identity)
    while places[hole] != element { hole = (hole + 1) & mask }
    var next = hole
    while true {
      next = (next + 1) & mask
      if places[next] < 0 { break }
      // Whoever's home lies between the hole and its place must stay; the first other one moves up.
      let distance = (next - home(of: elements[Int(places[next])].identity)) & mask
      if distance < (next - hole) & mask { continue }
      places[hole] = places[next]
      hole = next
    }
    places[hole] = -1
  }

  private func home(of identity: UInt64) -> Int { Int(truncatingIfNeeded: identity) & mask }

  private func place(_ element: Int32, _ elements: UnsafePointer<Element>) {
    var place = home(of: elements[Int(element)].identity)
    while places[place] >= 0 { place = (place + 1) & mask }
    places[place] = element
  }

  private mutating func grow(_ elements: UnsafePointer<Element>) {
    let (old, oldMask) = (places, mask)
    mask = 2 * mask + 1
    places = .allocate(capacity: mask + 1)
    places.initialize(repeating: -1, count: mask + 1)
    for index in 0...oldMask where old[index] >= 0 { place(old[index], elements) }
    old.deallocate()
  }
}
