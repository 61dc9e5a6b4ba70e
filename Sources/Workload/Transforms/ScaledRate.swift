import Kernel

/// The same requests at a multiple of the rate: every time divided by the factor from the original, so errors never add.
public struct ScaledRate: ReportingSource {
  private var base: any ArrivalSource
  private let factor: RateFactor

  /// `base` at `factor` times its rate.
  public init(_ base: any ArrivalSource, by factor: RateFactor) {
    self.base = base
    self.factor = factor
  }

  /// What the sources below did.
  public var report: TraceReport { base.reportSoFar }

  /// The next request, its time divided.
  ///
  /// - Throws: ``InputError`` where a slowed trace passes 106 days.
  public mutating func next() throws -> Arrival? {
    guard var arrival = try base.next() else { return nil }
    guard let time = factor.divide(arrival.time.picoseconds) else {
      throw InputError(
        "at \(factor) times its rate the trace passes 106 days, where simulated time ends", remedy: "take a window or a limit of it first")
    }
    arrival.time = Instant(picoseconds: time)
    return arrival
  }
}
