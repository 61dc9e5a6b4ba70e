import Record

/// A measured figure of some of a run's requests that a fit goes by.
struct FitObservation {
  /// What it is, such as `TTFT mean`.
  let figure: String
  /// The requests, by their place in the run.
  let requests: [Int]
  /// As measured, in milliseconds.
  let measured: Double
  /// The load that it belongs to, which is left out as a whole.
  let load: Int

  /// The same of a simulation; nil where none of the requests came to an end.
  func simulated(_ records: [RequestRecord?]) -> Double? {
    RecordStatistics(requests.compactMap { $0 < records.count ? records[$0] : nil }).value(figure).flatMap { $0 > 0 ? $0 : nil }
  }
}
