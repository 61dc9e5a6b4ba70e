import Workload

/// How a benchmark sent its requests, as far as its result tells.
enum BenchmarkLoad: Hashable {
  /// At the times that it recorded for each.
  case recorded
  /// At times of a process of which the rate is known.
  case drawn(ArrivalProcess)
  /// So many at a time, each followed by the next.
  case inFlight(Int)
  /// The result does not tell.
  case unsaid

  /// The load of a benchmark with this rate or none at all, this cap on requests in flight, and recorded times.
  ///
  /// A cap without a rate is a closed loop, whatever the times: they follow from how fast the server was.
  static func of(rate: ArrivalProcess?, cap: Int?, hasTimes: Bool) -> BenchmarkLoad {
    if let cap, rate == nil || rate == .atOnce { return .inFlight(cap) }
    if hasTimes { return .recorded }
    return rate.map { .drawn($0) } ?? .unsaid
  }

  /// Its kind in a word or two, by which checks are told apart.
  var kind: String {
    switch self {
    case .recorded: "recorded requests"
    case .drawn: "a rate"
    case .inFlight: "in flight"
    case .unsaid: "unknown"
    }
  }

  /// In words, for facts and provenance.
  var words: String {
    switch self {
    case .recorded: "at their recorded times"
    case .drawn(let process): process.description
    case .inFlight(let count): "\(count) in flight"
    case .unsaid: "at unknown times"
    }
  }
}
