/// A heap of free extents, the one whose content is worth least at its top: O(log n) in and out.
///
/// Of equal worth the one that is free longer goes first, and of what was given back as one its end.
struct EvictionOrder: ~Copyable {
  private var places: UnsafeMutablePointer<Int32>
  private var capacity = 64
  private(set) var count = 0

  init() { places = .allocate(capacity: capacity) }

  deinit { places.deallocate() }

  /// The extent to be forgotten next; negative where there is none.
  var first: Int32 { count == 0 ? -1 : places[0] }

  subscript(place: Int) -> Int32 { places[place] }

  mutating func insert(_ extent: Int32, _ extents: UnsafeMutablePointer<CachedExtent>) {
    if count == capacity {
      let larger = UnsafeMutablePointer<Int32>.allocate(capacity: capacity * 2)
      larger.moveInitialize(from: places, count: count)
      places.deallocate()
      places = larger
      capacity *= 2
    }
    count += 1
    rise(extent, from: count - 1, extents)
  }

  mutating func remove(_ extent: Int32, _ extents: UnsafeMutablePointer<CachedExtent>) {
    let place = Int(extents[Int(extent)].next)
    count -= 1
    if place == count { return }
    let last = places[count]
    if place > 0 && Self.goesBefore(last, places[(place - 1) / 2], extents) {
      rise(last, from: place, extents)
    } else {
      sink(last, from: place, extents)
    }
  }

  /// Whether `left` is forgotten before `right`.
  static func goesBefore(_ left: Int32, _ right: Int32, _ extents: UnsafePointer<CachedExtent>) -> Bool {
    let (one, other) = (extents + Int(left), extents + Int(right))
    if one.pointee.worth != other.pointee.worth { return one.pointee.worth < other.pointee.worth }
    if one.pointee.freedAt != other.pointee.freedAt { return one.pointee.freedAt < other.pointee.freedAt }
    return one.pointee.first > other.pointee.first
  }

  private mutating func rise(_ extent: Int32, from start: Int, _ extents: UnsafeMutablePointer<CachedExtent>) {
    var place = start
    while place > 0 && Self.goesBefore(extent, places[(place - 1) / 2], extents) {
      put(places[(place - 1) / 2], at: place, extents)
      place = (place - 1) / 2
    }
    put(extent, at: place, extents)
  }

  private mutating func sink(_ extent: Int32, from start: Int, _ extents: UnsafeMutablePointer<CachedExtent>) {
    var place = start
    while 2 * place + 1 < count {
      var child = 2 * place + 1
      if child + 1 < count && Self.goesBefore(places[child + 1], places[child], extents) { child += 1 }
      if !Self.goesBefore(places[child], extent, extents) { break }
      put(places[child], at: place, extents)
      place = child
    }
    put(extent, at: place, extents)
  }

  private mutating func put(_ extent: Int32, at place: Int, _ extents: UnsafeMutablePointer<CachedExtent>) {
    places[place] = extent
    extents[Int(extent)].next = Int32(place)
  }
}
