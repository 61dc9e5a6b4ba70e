import Kernel

/// A heap of free extents, the one whose content is worth least at its top: O(log n) in and out.
///
/// Of equal worth the one that is free longer goes first, and of what was given back as one its end.
struct EvictionOrder: ~Copyable {
  private var places = Column<Int32>(minimumCapacity: 64)

  /// Extents that are free.
  var count: Int { places.count }

  /// The extent to be evicted next; negative where there is none.
  var first: Int32 { places.isEmpty ? -1 : places[0] }

  subscript(place: Int) -> Int32 { places[place] }

  /// Takes in an extent that is free now. ``CachedExtent/next`` is its place in the heap from then on.
  mutating func insert(_ extent: Int32, _ extents: inout Column<CachedExtent>) {
    places.append(extent)
    rise(extent, from: count - 1, &extents)
  }

  /// Takes an extent out.
  ///
  /// - Precondition: it is here.
  mutating func remove(_ extent: Int32, _ extents: inout Column<CachedExtent>) {
    let place = Int(extents[Int(extent)].next)
    precondition(places[place] == extent, "an extent is not in the order of eviction")
    let last = places.removeLast()
    if place == count { return }
    if place > 0 && Self.goesBefore(last, places[(place - 1) / 2], extents) {
      rise(last, from: place, &extents)
    } else {
      sink(last, from: place, &extents)
    }
  }

  /// Whether `left` is evicted before `right`.
  static func goesBefore(_ left: Int32, _ right: Int32, _ extents: borrowing Column<CachedExtent>) -> Bool {
    let (one, other) = (Int(left), Int(right))
    if extents[one].worth != extents[other].worth { return extents[one].worth < extents[other].worth }
    if extents[one].freedAt != extents[other].freedAt { return extents[one].freedAt < extents[other].freedAt }
    return extents[one].first > extents[other].first
  }

  private mutating func rise(_ extent: Int32, from start: Int, _ extents: inout Column<CachedExtent>) {
    var place = start
    while place > 0 && Self.goesBefore(extent, places[(place - 1) / 2], extents) {
      put(places[(place - 1) / 2], at: place, &extents)
      place = (place - 1) / 2
    }
    put(extent, at: place, &extents)
  }

  private mutating func sink(_ extent: Int32, from start: Int, _ extents: inout Column<CachedExtent>) {
    var place = start
    while 2 * place + 1 < count {
      var child = 2 * place + 1
      if child + 1 < count && Self.goesBefore(places[child + 1], places[child], extents) { child += 1 }
      if !Self.goesBefore(places[child], extent, extents) { break }
      put(places[child], at: place, &extents)
      place = child
    }
    put(extent, at: place, &extents)
  }

  private mutating func put(_ extent: Int32, at place: Int, _ extents: inout Column<CachedExtent>) {
    places[place] = extent
    extents[Int(extent)].next = Int32(place)
  }
}
