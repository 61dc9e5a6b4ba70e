import Kernel

/// The same requests at times that follow a day's curve: where its factor is two they come twice as fast.
struct DailyArrivals: ReportingSource {
  private var base: any ArrivalSource
  private let curve: DailyCurve
  private var last = Instant.start

  init(_ base: any ArrivalSource, by curve: DailyCurve) {
    self.base = base
    self.curve = curve
  }

  var report: TraceReport { base.reportSoFar }

  mutating func next() throws -> Arrival? {
    guard var arrival = try base.next() else { return nil }
    guard let time = curve.time(of: arrival.time) else {
      throw InputError(
        "by the day's curve the load passes 106 days, where simulated time ends", remedy: "take a window or a limit of it first")
    }
    // Times are rounded, each for itself: two that lie a picosecond apart must not change places.
    last = max(last, time)
    arrival.time = last
    return arrival
  }
}
