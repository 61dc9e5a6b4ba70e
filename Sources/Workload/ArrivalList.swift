/// A source over requests already in memory, for tests and small generated traces.
public struct ArrivalList: ArrivalSource, Sendable {
  private let arrivals: [Arrival]
  private var position = 0

  /// The given requests, which must stand in order of time.
  public init(_ arrivals: [Arrival]) { self.arrivals = arrivals }

  /// The next request, or nil at the end.
  public mutating func next() -> Arrival? {
    guard position < arrivals.count else { return nil }
    defer { position += 1 }
    return arrivals[position]
  }
}
