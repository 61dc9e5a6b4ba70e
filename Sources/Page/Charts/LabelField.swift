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
  /// Where lines are, which a text is laid over only where there is no other place for it.
  private var crossed: [Box] = []
  /// Where text may be.
  let room: Box

  init(room: Box) { self.room = room }

  /// Takes a place, free or not.
  mutating func take(_ box: Box) { taken.append(box) }

  /// Notes a straight line from one place to another.
  mutating func cross(from start: (x: Double, y: Double), to end: (x: Double, y: Double)) {
    // A slanting line is noted in pieces, so that the places beside it stay free.
    let isSlanting = abs(start.x - end.x) > 1 && abs(start.y - end.y) > 1
    let pieces = isSlanting ? max(1, min(200, Int(max(abs(start.x - end.x), abs(start.y - end.y)) / 6))) : 1
    func place(_ piece: Int) -> (x: Double, y: Double) {
      let share = Double(piece) / Double(pieces)
      return (start.x + share * (end.x - start.x), start.y + share * (end.y - start.y))
    }
    for piece in 0..<pieces {
      let (one, other) = (place(piece), place(piece + 1))
      crossed.append(
        Box(left: min(one.x, other.x) - 1, top: min(one.y, other.y) - 1, right: max(one.x, other.x) + 1, bottom: max(one.y, other.y) + 1))
    }
  }

  /// The first of these places that is free, which is then taken, rather one that no line runs through; nil where none is.
  mutating func first(_ candidates: [Box]) -> Int? {
    let free = candidates.indices.filter { index in candidates[index].isInside(room) && !taken.contains { $0.overlaps(candidates[index]) } }
    let index = free.first { index in !crossed.contains { $0.overlaps(candidates[index]) } } ?? free.first
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
