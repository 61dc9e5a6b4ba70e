import Kernel

/// Requests as ServeGen makes them from its clients: each client's gaps from its family, stretched so that a window holds as many
/// requests as its rate says, and one draw a request for prompt and output, which are long together.
///
/// ServeGen rounds a window's requests up and loses the last one at its end; here the count is rounded up or down by chance, so that
/// clients who ask less than once a window are there. A window of all clients is held in memory.
struct ServeGenSource: ReportingSource {
  private let pool: ServeGenPool
  private let factor: Double
  private let seed: UInt64
  private let requests: Int
  private let end: Instant
  /// Whether so many requests are to come however long that takes.
  private let isCounted: Bool
  private var lengths: [Int: ServeGenLengths] = [:]
  private var window = 0
  private var made: [Arrival] = []
  private var handedOut = 0
  private var drawn = 0

  /// So many requests, or those of a duration, or with neither those of all windows of the pool, at its own mean rate or another.
  ///
  /// - Throws: ``InputError`` for counts, durations or rates out of range.
  init(_ pool: ServeGenPool, seed: UInt64, requests: Int?, duration: Duration?, requestsPerSecond: Double?) throws {
    if let requests, requests < 1 { throw InputError("\(requests) requests to generate", remedy: "give at least 1") }
    if let duration, duration <= .zero { throw InputError("a duration of \(duration.seconds) s", remedy: "give one above 0") }
    if let rate = requestsPerSecond, !(1e-6...1e6 ~= rate) {
      throw InputError("a rate of \(rate) requests per second", remedy: "give one from 0.000001 to 1000000")
    }
    self.pool = pool
    self.seed = seed
    factor = (requestsPerSecond ?? pool.requestsPerSecond) / pool.requestsPerSecond
    self.requests = requests ?? .max
    isCounted = requests != nil && duration == nil
    let whole = Duration(picoseconds: Int64(pool.starts.count * pool.windowSeconds) * 1_000_000_000_000)
    // Longer than the pool, its course begins again.
    end = Instant(duration ?? (requests == nil ? whole : .longest))
  }

  /// What the requests are made from.
  var report: TraceReport {
    var report = TraceReport()
    report.rows = drawn
    report.remarks = [
      "made from \(pool.clients.count) clients of ServeGen in windows of \(pool.windowSeconds) s: \(DecimalText.short(pool.requestsPerSecond)) "
        + "requests/s in the mean of its \(pool.starts.count) windows" + (factor == 1 ? "" : ", times \(DecimalText.short(factor))")
    ]
    return report
  }

  mutating func next() throws -> Arrival? {
    guard drawn < requests else { return nil }
    while handedOut == made.count {
      guard Self.start(of: window, pool) < end else {
        if isCounted { throw ArrivalClock.beyondTime() }
        return nil
      }
      try makeWindow()
      window += 1
    }
    let arrival = made[handedOut]
    handedOut += 1
    guard arrival.time < end else { return nil }
    drawn += 1
    return arrival
  }

  private static func start(of window: Int, _ pool: ServeGenPool) -> Instant {
    let (time, overflow) = Int64(window).multipliedReportingOverflow(by: Int64(pool.windowSeconds) * 1_000_000_000_000)
    return overflow ? .never : Instant(picoseconds: time)
  }

  private mutating func makeWindow() throws {
    made.removeAll(keepingCapacity: true)
    handedOut = 0
    let start = pool.starts[window % pool.starts.count]
    for client in pool.clients {
      guard let active = client.windows.first(where: { $0.start == start }) else { continue }
      try make(client, active)
    }
    // Clients stand in order, and the standard library's sort is stable.
    made.sort { $0.time < $1.time }
  }

  private mutating func make(_ client: ServeGenClient, _ active: ServeGenClient.Window) throws {
    var stream = RandomStream(seed: seed, name: "client \(client.number)", substream: UInt64(window))
    let expected = active.requestsPerSecond * factor * Double(pool.windowSeconds)
    guard expected < 1e8 else { throw InputError("\(expected) requests of one client in a window", remedy: "give a lower rate") }
    let count = Int((expected + stream.uniform()).rounded(.down))
    if count == 0 { return }
    var gaps = (0...count).map { _ in active.gaps.draw(&stream) }
    let total = gaps.reduce(0, +)
    // Gaps of a very uneven family may all be too small to tell from 0, or too large to add up.
    let canBeTold = total > 0 && total.isFinite
    if !canBeTold { gaps = Array(repeating: 1, count: count + 1) }
    let scale = Double(pool.windowSeconds) * 1e12 / (canBeTold ? total : Double(count + 1))
    let lengths = try lengths(of: client).window(at: active.start)
    let begin = Self.start(of: window, pool)
    var at = 0.0
    for gap in gaps.dropLast() {
      at += gap * scale
      let (time, overflow) = begin.picoseconds.addingReportingOverflow(Int64(at))
      guard !overflow else { throw ArrivalClock.beyondTime() }
      made.append(draw(lengths, at: Instant(picoseconds: time), &stream))
    }
  }

  private func draw(_ lengths: ServeGenLengths.Window, at time: Instant, _ stream: inout RandomStream) -> Arrival {
    let level = stream.uniform()
    var promptTokens = lengths.prompt.value(at: level)
    for media in lengths.media {
      var left = media.count.value(at: level)
      while left > 0 && promptTokens < Arrival.maximumTokens {
        promptTokens += media.tokens.value(at: stream.uniform())
        left -= 1
      }
    }
    let outputTokens = lengths.output.value(at: level)
    return Arrival(
      time: time, promptTokens: min(max(promptTokens, 1), Arrival.maximumTokens), outputTokens: max(outputTokens, 1))
  }

  private mutating func lengths(of client: ServeGenClient) throws -> ServeGenLengths {
    if let known = lengths[client.number] { return known }
    let read = try ServeGenLengths(path: "\(pool.path)/chunk-\(client.number)-dataset.json")
    lengths[client.number] = read
    return read
  }
}
