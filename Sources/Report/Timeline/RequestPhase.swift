import Kernel
import Record

/// A stretch of a request's life, as it is drawn.
struct RequestPhase {
  let name: String
  let start: Instant
  let end: Instant

  /// The phases of a request that take any time. For a request that lost its place, prefill and decode include the time until
  /// it was computed anew.
  static func phases(of record: RequestRecord) -> [RequestPhase] {
    [
      RequestPhase(name: "queued", start: record.arrival, end: record.firstScheduled),
      RequestPhase(name: "prefill", start: record.firstScheduled, end: record.firstToken),
      RequestPhase(name: "decode", start: record.firstToken, end: record.finish),
    ].filter { $0.start < $0.end }
  }
}
