import Kernel

/// The requests of a trace at new times, in the trace's order: lengths as measured, arrivals as modelled.
public struct ResampledArrivals: ReportingSource {
  private var base: any ArrivalSource
  private var clock: ArrivalClock

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
    arrival.time = try clock.next()
    return arrival
  }
}
