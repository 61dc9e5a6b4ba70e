/// The places in a drawing that are taken, so that no text is laid over another.
struct LabelField {
  /// A rectangle.
  struct Box: Hashable {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double

    func overlaps(_ other: Box) -> Bool { left < other.right && other.left < right && top < other.bottom && other.top < bottom }
    func isInside(_ other: Box) -> Bool {
      left >= other.left && right <= other.right && top >= other.top && bottom <= other.bottom
    }
  }

  private var taken: [Box] = []
  /// Where text may be.
  let room: Box

  init(room: Box) { self.room = room }

  /// Takes a place, free or not.
  mutating func take(_ box: Box) { taken.append(box) }

  /// The first of these places that is free, which is then taken; nil where none is.
  mutating func first(_ candidates: [Box]) -> Int? {
    let index = candidates.firstIndex { box in box.isInside(room) && !taken.contains { $0.overlaps(box) } }
    if let index { taken.append(candidates[index]) }
    return index
  }

  /// Vertical places as near to those wanted as can be with so much distance, between two ends; the order stays.
  static func spread(_ wanted: [Double], distance: Double, from top: Double, to bottom: Double) -> [Double] {
    let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    var places = wanted
    var previous = top - distance
    for index in order {
      places[index] = max(wanted[index], previous + distance)
      previous = places[index]
    }
    var next = bottom + distance
    for index in order.reversed() {
      places[index] = min(places[index], next - distance)
      next = places[index]
    }
    return places
  }
}
