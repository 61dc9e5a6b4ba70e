import Kernel

/// The requests of a trace at new times, in the trace's order: lengths as measured, arrivals as modelled.
///
/// Of sessions the first turns get new times; later ones keep their distance to the turn before.
public struct ResampledArrivals: ReportingSource {
  private var base: any ArrivalSource
  private var clock: ArrivalClock
  private var latest = Instant.start
  /// The old and the new time of each turn, for those that follow it.
  private var moved: [Int32: (from: Instant, to: Instant)] = [:]

  /// `base` with times from a process.
  ///
  /// - Throws: ``InputError`` for parameters out of range.
  public init(_ base: any ArrivalSource, arrivals: ArrivalProcess, seed: UInt64) throws {
    self.base = base
    clock = try ArrivalClock(arrivals, seed: seed)
  }

  /// What the sources below did.
  public var report: TraceReport { base.reportSoFar }

  /// The next request at its new time.
  ///
  /// - Throws: ``InputError`` where the times pass 106 days, and what `base` throws.
  public mutating func next() throws -> Arrival? {
    guard var arrival = try base.next() else { return nil }
    guard let turn = arrival.turn else {
      arrival.time = try clock.next()
      return arrival
    }
    let old = arrival.time
    if let previous = turn.previous, let before = moved[previous] {
      let (time, overflow) = before.to.picoseconds.addingReportingOverflow((old - before.from).picoseconds)
      guard !overflow else { throw ArrivalClock.beyondTime() }
      arrival.time = turn.delay == nil ? Instant(picoseconds: time) : latest
    } else {
      latest = try clock.next()
      arrival.time = latest
    }
    moved[turn.number] = (old, arrival.time)
    return arrival
  }
}
