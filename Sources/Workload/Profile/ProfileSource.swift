import Kernel

/// Requests with the statistics of a profile.
struct ProfileSource: ArrivalSource {
  private var clock: ShapedClock
  private let lengths: JointLengths
  private let streams: RequestStreams
  private var prompts: PromptMaker?
  private let requests: Int
  private let end: Instant
  private var drawn = 0

  init(_ profile: TraceProfile, seed: UInt64, requests: Int?, duration: Duration?, requestsPerSecond: Double?) throws {
    if let requests, requests < 1 { throw InputError("\(requests) requests to generate", remedy: "give at least 1") }
    if let duration, duration <= .zero { throw InputError("a duration of \(duration.seconds) s", remedy: "give one above 0") }
    if let rate = requestsPerSecond, !(1e-6...1e9 ~= rate) {
      throw InputError("a rate of \(rate) requests per second", remedy: "give one from 0.000001 to 1000000000")
    }
    clock = try ShapedClock(profile, seed: seed, requestsPerSecond: requestsPerSecond ?? profile.requestsPerSecond)
    lengths = profile.lengths
    streams = RequestStreams(seed: seed, name: "lengths")
    prompts = profile.sharing.map { PromptMaker($0, seed: seed) }
    self.requests = requests ?? .max
    end = duration.map { Instant($0) } ?? .never
  }

  mutating func next() throws -> Arrival? {
    guard drawn < requests else { return nil }
    let time = try clock.next()
    guard time < end else {
      drawn = requests
      return nil
    }
    var stream = streams.stream(drawn)
    let (promptTokens, outputTokens) = lengths.draw(&stream)
    let blocks = prompts?.blocks(request: drawn, promptTokens: promptTokens) ?? []
    drawn += 1
    return Arrival(time: time, promptTokens: promptTokens, outputTokens: outputTokens, blockHashes: blocks)
  }
}
