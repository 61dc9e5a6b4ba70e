import Kernel

/// What a trace is like, from one pass over it.
///
/// Memory is bounded but for the set of distinct prompt blocks: quantiles are exact up to
/// ``QuantileRecorder/defaultExactCapacity`` requests and come from a histogram with a stated error beyond.
public struct TraceSummary: Sendable {
  /// The levels of the quantile table.
  public static let levels = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]

  /// Requests.
  public private(set) var requests = 0
  /// From the start to the last request.
  public private(set) var span = Duration.zero
  /// Prompt lengths in tokens.
  public private(set) var prompt: QuantileRecorder
  /// Output lengths in tokens.
  public private(set) var output: QuantileRecorder
  /// Gaps between requests in picoseconds.
  public private(set) var gap: QuantileRecorder
  /// Turns of sessions that wait for the answer to another.
  public private(set) var laterTurns = 0
  /// How long after that answer they come, in picoseconds.
  public private(set) var delay: QuantileRecorder
  /// Prompt tokens of all requests.
  public private(set) var promptTokens = 0
  /// Output tokens of all requests.
  public private(set) var outputTokens = 0
  /// Full prompt blocks of all requests.
  public private(set) var blocks = 0
  /// Those among them that an earlier request's prompt began with: what a cache without limit would find.
  public private(set) var sharedBlocks = 0
  /// What reading left out or changed.
  public private(set) var report = TraceReport()
  /// Tokens in a block, where the trace tells of its prompts.
  public let blockTokens: Int?

  private(set) var course = TimeCourse()
  private var dispersions = [1, 10, 60].map { DispersionOfCounts(windowSeconds: $0) }
  private var seenBlocks: Set<UInt64> = []
  private var last = Instant.start
  private var timed = 0

  /// A summary of nothing, with exact quantiles up to so many requests.
  public init(blockTokens: Int? = nil, exactCapacity: Int = QuantileRecorder.defaultExactCapacity) {
    self.blockTokens = blockTokens
    prompt = QuantileRecorder(exactCapacity: exactCapacity)
    output = QuantileRecorder(exactCapacity: exactCapacity)
    gap = QuantileRecorder(exactCapacity: exactCapacity)
    delay = QuantileRecorder(exactCapacity: exactCapacity)
  }

  /// Reads a source to its end.
  ///
  /// - Throws: What the source throws.
  public init(
    of source: any ArrivalSource, blockTokens: Int? = nil, exactCapacity: Int = QuantileRecorder.defaultExactCapacity
  ) throws {
    self.init(blockTokens: blockTokens, exactCapacity: exactCapacity)
    var source = source
    while let arrival = try source.next() { record(arrival) }
    report = source.reportSoFar
  }

  /// Takes in one request. Times do not fall, but those of turns that wait for others, which are not counted among the times.
  public mutating func record(_ arrival: Arrival) {
    requests += 1
    if let turn = arrival.turn, turn.previous != nil {
      laterTurns += 1
      if let delay = turn.delay { self.delay.record(delay.picoseconds) }
    } else {
      recordTime(arrival.time)
    }
    prompt.record(Int64(arrival.promptTokens))
    output.record(Int64(arrival.outputTokens))
    promptTokens += arrival.promptTokens
    outputTokens += arrival.outputTokens
    if !arrival.blockHashes.isEmpty { record(blocks: arrival.blockHashes) }
  }

  private mutating func recordTime(_ instant: Instant) {
    let time = instant.picoseconds
    if timed > 0 { gap.record(time - last.picoseconds) }
    timed += 1
    last = instant
    span = Duration(picoseconds: time)
    course.record(time)
    for index in dispersions.indices { dispersions[index].record(time) }
  }

  private mutating func record(blocks hashes: [UInt64]) {
    blocks += hashes.count
    sharedBlocks += hashes.prefix { seenBlocks.contains($0) }.count
    for hash in hashes { seenBlocks.insert(hash) }
  }

  /// Distinct prompt blocks.
  public var distinctBlocks: Int { seenBlocks.count }
  /// The share of prompt blocks that a cache without limit would find; nil where there are none.
  public var sharedBlockShare: Double? { blocks > 0 ? Double(sharedBlocks) / Double(blocks) : nil }
  /// Requests per second over the span; nil where all come at once.
  public var requestsPerSecond: Double? { span > .zero ? Double(requests) / span.seconds : nil }

  /// The index of dispersion of counts at 1 s, 10 s and 60 s; nil at a width of which fewer than ten windows passed.
  public var dispersionOfCounts: [(windowSeconds: Int, index: Double?)] {
    zip([1, 10, 60], dispersions).map { ($0, $1.index) }
  }
}
