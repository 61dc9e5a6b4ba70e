import Kernel

/// Requests from distributions: times from an arrival process, lengths from each request's own stream.
///
/// Request i's lengths depend on the seed and on i alone, whatever the process, the rate or the policy under test.
public struct SyntheticSource: ArrivalSource, Sendable {
  private var clock: ArrivalClock
  private let lengths: LengthModel
  private let streams: RequestStreams
  private let requests: Int
  private let end: Instant
  private var drawn = 0

  /// A source of so many requests, or of those before a duration has passed; with neither it never ends.
  ///
  /// - Throws: ``InputError`` for parameters out of range.
  public init(arrivals: ArrivalProcess, lengths: LengthModel, seed: UInt64, requests: Int? = nil, duration: Duration? = nil) throws {
    if let requests, requests < 1 { throw InputError("\(requests) requests to generate", remedy: "give at least 1") }
    if let duration, duration <= .zero { throw InputError("a duration of \(duration.seconds) s", remedy: "give one above 0") }
    try lengths.validate()
    clock = try ArrivalClock(arrivals, seed: seed)
    self.lengths = lengths
    self.requests = requests ?? .max
    end = duration.map { Instant($0) } ?? .never
    streams = RequestStreams(seed: seed, name: "lengths")
  }

  /// The next request, or nil at the end.
  ///
  /// - Throws: ``InputError`` where the times pass 106 days.
  public mutating func next() throws -> Arrival? {
    guard drawn < requests else { return nil }
    let time = try clock.next()
    guard time < end else {
      drawn = requests
      return nil
    }
    var stream = streams.stream(drawn)
    drawn += 1
    let (promptTokens, outputTokens) = lengths.draw(&stream)
    return Arrival(time: time, promptTokens: promptTokens, outputTokens: outputTokens)
  }
}
