import Kernel

/// Requests with the statistics of a profile. A session's turns follow its first, each of which waits for the one before.
struct ProfileSource: ArrivalSource {
  private var clock: ShapedClock
  private let lengths: JointLengths
  private let streams: RequestStreams
  private var prompts: PromptMaker?
  private let sessions: SessionShape?
  private let turnStreams: RequestStreams
  private let requests: Int
  private let end: Instant
  private var drawn = 0
  /// Requests that begin a session, or are alone.
  private var first = 0
  /// Turns of the session under way that are still to come, and the last of those that have come.
  private var turnsLeft = 0
  private var last: Arrival?

  init(_ profile: TraceProfile, seed: UInt64, requests: Int?, duration: Duration?, requestsPerSecond: Double?) throws {
    if let requests, requests < 1 { throw InputError("\(requests) requests to generate", remedy: "give at least 1") }
    if let duration, duration <= .zero { throw InputError("a duration of \(duration.seconds) s", remedy: "give one above 0") }
    if let rate = requestsPerSecond, !(1e-6...1e9 ~= rate) {
      throw InputError("a rate of \(rate) requests per second", remedy: "give one from 0.000001 to 1000000000")
    }
    clock = try ShapedClock(profile, seed: seed, requestsPerSecond: requestsPerSecond ?? profile.requestsPerSecond)
    lengths = profile.lengths
    sessions = profile.sessions
    streams = RequestStreams(seed: seed, name: "lengths")
    turnStreams = RequestStreams(seed: seed, name: "turns")
    prompts = profile.sharing.map { PromptMaker($0, seed: seed) }
    self.requests = requests ?? .max
    end = duration.map { Instant($0) } ?? .never
  }

  mutating func next() throws -> Arrival? {
    guard drawn < requests else { return nil }
    if turnsLeft > 0, let turn = try nextTurn() { return turn }
    let time = try clock.next()
    guard time < end else {
      drawn = requests
      return nil
    }
    var stream = streams.stream(first)
    let (promptTokens, outputTokens) = lengths.draw(&stream)
    let blocks = prompts?.blocks(request: first, promptTokens: promptTokens) ?? []
    var arrival = Arrival(time: time, promptTokens: promptTokens, outputTokens: outputTokens, blockHashes: blocks)
    if let sessions {
      var stream = turnStreams.stream(drawn)
      turnsLeft = sessions.turns.value(at: stream.uniform()) - 1
      arrival.turn = Turn(number: try number())
      last = arrival
    }
    drawn += 1
    first += 1
    return arrival
  }

  /// The next turn of the session under way: its prompt is the one before, what was answered to it, and more.
  private mutating func nextTurn() throws -> Arrival? {
    guard let sessions, let last, let previous = last.turn?.number else { return nil }
    turnsLeft -= 1
    var stream = turnStreams.stream(drawn)
    let delay = sessions.delayMicroseconds.value(at: stream.uniform())
    let (growth, outputTokens) = sessions.growth.draw(&stream)
    let promptTokens = min(last.promptTokens + growth, Arrival.maximumTokens)
    let blocks = prompts?.longer(last.blockHashes, promptTokens: promptTokens) ?? []
    let turn = Turn(number: try number(), previous: previous, delay: Duration(picoseconds: Int64(delay) * 1_000_000))
    let arrival = Arrival(time: last.time, promptTokens: promptTokens, outputTokens: outputTokens, blockHashes: blocks, turn: turn)
    drawn += 1
    self.last = arrival
    return arrival
  }

  private func number() throws -> Int32 {
    guard drawn < Int(Int32.max) else { throw InputError("more turns than can be numbered", remedy: "fewer requests") }
    return Int32(drawn)
  }
}
