import Kernel

/// A trace in a few thousand bytes: what it takes to generate another like it, and no row of it.
///
/// It holds the rate over time and the burstiness of arrivals, the joint distribution of prompt and output lengths, the sharing of
/// prompt prefixes, and how sessions go on. What it does not hold: dependence of lengths on time, or on the request before unless
/// that is an earlier turn. Where there are sessions, arrivals, lengths and sharing are those of first turns.
public struct TraceProfile: Hashable, Sendable {
  /// The version of the file format that this program writes and reads.
  public static let version = 1

  /// What the trace is called.
  public var name: String
  /// Where it came from and under which licence, for people; may be empty.
  public var attribution: String
  /// Requests in the trace.
  public var requests: Int
  /// From the first request to the last.
  public var span: Duration
  /// When they come.
  public var arrivals: ArrivalShape
  /// How long they are.
  public var lengths: JointLengths
  /// What their prompts share; nil where the trace tells nothing of its prompts.
  public var sharing: PrefixSharing?
  /// How sessions go on; nil where no turn waits for another.
  public var sessions: SessionShape?

  /// Tokens in a prompt block, where the trace tells of its prompts.
  public var blockTokens: Int? { sharing?.blockTokens }
  /// Requests per second over the whole span.
  public var requestsPerSecond: Double { Double(requests) / max(span.seconds, 1e-12) }

  /// Measures a source to its end. It holds 24 bytes a request, and what the distinct prompt blocks take.
  ///
  /// - Parameters:
  ///   - source: The trace.
  ///   - name: What to call it.
  ///   - attribution: Where it came from, for people.
  ///   - blockTokens: Tokens in a block of ``Arrival/blockHashes``.
  /// - Throws: ``InputError`` where the source is empty or has no times, and what the source throws.
  public static func fit(
    _ source: any ArrivalSource, name: String, attribution: String = "", blockTokens: Int? = nil
  ) throws -> TraceProfile {
    var source = source
    var times: [Int64] = []
    var lengths: [(prompt: Int, output: Int)] = []
    var sharing = PrefixSharingFit()
    var (sessions, requests) = (SessionFit(), 0)
    while let arrival = try source.next() {
      requests += 1
      if !(try sessions.add(arrival)) { continue }
      times.append(arrival.time.picoseconds)
      lengths.append((arrival.promptTokens, arrival.outputTokens))
      sharing.add(arrival.blockHashes)
    }
    guard let last = times.last, last > 0 else {
      throw InputError("a profile needs requests that do not all come at once", remedy: "give the trace an arrival process first")
    }
    return TraceProfile(
      name: name, attribution: attribution, requests: requests, span: Duration(picoseconds: last), arrivals: try .fit(times: times),
      lengths: try .fit(lengths), sharing: try blockTokens.flatMap { try sharing.result(blockTokens: $0) }, sessions: try sessions.result())
  }

  /// A synthetic trace with the profile's statistics: so many requests, or those of a duration; with neither as many as
  /// the trace had. Longer than the span, the rate's course over time begins again.
  ///
  /// - Throws: ``InputError`` for counts, durations or rates out of range.
  public func makeSource(
    seed: UInt64, requests: Int? = nil, duration: Duration? = nil, requestsPerSecond: Double? = nil
  ) throws -> any ArrivalSource {
    let count = requests ?? (duration == nil ? self.requests : nil)
    return try ProfileSource(self, seed: seed, requests: count, duration: duration, requestsPerSecond: requestsPerSecond)
  }
}

extension JointLengths {
  /// The joint distribution of a sample, which is not empty.
  static func fit(_ lengths: [(prompt: Int, output: Int)]) throws -> JointLengths {
    let byPrompt = lengths.sorted { $0.prompt != $1.prompt ? $0.prompt < $1.prompt : $0.output < $1.output }
    let wanted = min(max(byPrompt.count / 100, 1), 12)
    var cells: [Cell] = []
    var start = 0
    for index in 1...wanted {
      var end = max(byPrompt.count * index / wanted, start)
      // Equal prompts stay in one range, or their outputs would be parted by size.
      while end > start, end < byPrompt.count, byPrompt[end].prompt == byPrompt[end - 1].prompt { end += 1 }
      guard end > start else { continue }
      let level = end == byPrompt.count ? 1 : (Double(end) / Double(byPrompt.count) * 100_000).rounded() / 100_000
      cells.append(
        Cell(endLevel: level, output: try CurveFit.curve(sorted: byPrompt[start..<end].map(\.output).sorted(), points: 32)))
      start = end
    }
    return try JointLengths(prompt: CurveFit.curve(sorted: byPrompt.map(\.prompt), points: 96), cells: cells)
  }
}
