import Kernel
import Record
import Workload

/// One request as a benchmark's client measured it.
struct BenchmarkRequest: Hashable {
  let promptTokens: Int
  let outputTokens: Int
  /// When it was sent, in seconds since an origin that all requests of the run share; nil where the result does not tell.
  let start: Double?
  /// Seconds from sending to the first token; nil of a reply that came as a whole.
  let ttft: Double?
  /// Seconds from sending to the last token.
  let latency: Double

  /// A request; nil where a figure is missing or cannot be.
  init?(promptTokens: Double?, outputTokens: Double?, start: Double?, ttft: Double?, latency: Double?) {
    guard let promptTokens = Self.tokens(promptTokens), let outputTokens = Self.tokens(outputTokens), let latency,
      let length = Duration(exactlySeconds: latency), length > .zero, ttft.map({ $0 > 0 && $0 <= latency }) ?? true
    else { return nil }
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.start = start
    self.ttft = ttft
    self.latency = latency
  }

  private static func tokens(_ number: Double?) -> Int? {
    guard let number, number == number.rounded(), number >= 1, number <= Double(Arrival.maximumTokens) else { return nil }
    return Int(number)
  }

  /// The same as a simulation would have told it, arrived at the start of time; without a first token of its own, at its end.
  func record(_ index: Int) -> RequestRecord {
    RequestRecord(
      request: index, replica: 0, promptTokens: promptTokens, outputTokens: outputTokens, arrival: .start, firstScheduled: .start,
      firstToken: Instant(Duration(seconds: ttft ?? latency)), finish: Instant(Duration(seconds: latency)))
  }
}
