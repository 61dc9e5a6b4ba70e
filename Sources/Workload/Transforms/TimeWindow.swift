import Kernel

/// The requests of a stretch of time, moved so that the stretch begins at the start.
public struct TimeWindow: ReportingSource {
  private var base: any ArrivalSource
  private let from: Instant
  private let to: Instant
  private var ended = false
  /// Whether a row was a turn: behind the window there may be turns of sessions that began within it.
  private var hasTurns = false

  /// The requests of `base` with `from <= time < to`, and the turns that come a delay after one of them. Where there are no
  /// turns, what comes at or after `to` is not even read.
  ///
  /// - Throws: ``InputError`` where the stretch is empty or begins before the start.
  public init(_ base: any ArrivalSource, from: Instant, to: Instant) throws {
    guard from >= .start, from < to else {
      throw InputError("a window from \(from.seconds) s to \(to.seconds) s", remedy: "it begins at 0 s or later and ends after it begins")
    }
    self.base = base
    self.from = from
    self.to = to
  }

  /// What the sources below did.
  public var report: TraceReport { base.reportSoFar }

  /// The next request within the window.
  public mutating func next() throws -> Arrival? {
    while !ended, var arrival = try base.next() {
      if let turn = arrival.turn {
        hasTurns = true
        if turn.delay != nil { return arrival }
      }
      if arrival.time < from { continue }
      if arrival.time >= to {
        if hasTurns { continue }
        break
      }
      arrival.time = Instant(arrival.time - from)
      return arrival
    }
    ended = true
    return nil
  }
}
