import Kernel

/// What happened to one request, told once, when it has ended.
public struct RequestRecord: Hashable, Sendable, BitwiseCopyable {
  /// Position in the load, from 0.
  public var request: Int
  /// Where it ran; the last replica, were there several.
  public var replica: Int
  /// Tokens of the prompt.
  public var promptTokens: Int
  /// Tokens produced.
  public var outputTokens: Int
  /// Prompt tokens taken from a cache instead of being prefilled.
  public var cachedTokens: Int
  /// How often it lost its place and was computed anew, or swapped out.
  public var preemptions: Int
  /// How often its replica crashed under it, and it was sent elsewhere.
  public var retries: Int
  /// When it reached the cluster.
  public var arrival: Instant
  /// When it first took part in an iteration.
  public var firstScheduled: Instant
  /// When its first token was out.
  public var firstToken: Instant
  /// When its last token was out.
  public var finish: Instant
  /// Its class, by position in ``SimulationOptions/classes``; 0 where the load has none.
  public var classIndex: Int
  /// The replica that computed its prompt, where another produced the tokens after the first.
  public var prefillReplica: Int?

  /// A request's history.
  public init(
    request: Int, replica: Int, promptTokens: Int, outputTokens: Int, cachedTokens: Int = 0, preemptions: Int = 0,
    arrival: Instant, firstScheduled: Instant, firstToken: Instant, finish: Instant, classIndex: Int = 0, prefillReplica: Int? = nil,
    retries: Int = 0
  ) {
    self.request = request
    self.replica = replica
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.cachedTokens = cachedTokens
    self.preemptions = preemptions
    self.arrival = arrival
    self.firstScheduled = firstScheduled
    self.firstToken = firstToken
    self.finish = finish
    self.classIndex = classIndex
    self.prefillReplica = prefillReplica
    self.retries = retries
  }
}

/// Why a request was turned away on arrival.
public enum RejectionReason: UInt8, Hashable, Sendable, CaseIterable {
  /// Prompt and output together are longer than the model's limit.
  case exceedsModelLength
  /// Its KV would not fit into the replica's memory even alone.
  case exceedsKVCapacity
  /// The policy prefills whole prompts and this one is larger than an iteration may be.
  case exceedsBatchTokens

  /// The reason as people and databases read it.
  public var name: String {
    switch self {
    case .exceedsModelLength: "exceeds model length"
    case .exceedsKVCapacity: "exceeds KV capacity"
    case .exceedsBatchTokens: "exceeds batch tokens"
    }
  }
}

/// Consecutive iterations of one replica with equal batches and evenly growing durations: one planned iteration, or
/// a leap over many. The i-th (from 0) lasts `firstDuration + growth x i`.
public struct IterationSpan: Hashable, Sendable, BitwiseCopyable {
  /// The replica.
  public var replica: Int
  /// When the first iteration began.
  public var start: Instant
  /// How many iterations.
  public var count: Int
  /// How long the first one took.
  public var firstDuration: Duration
  /// How much longer each takes than the one before it.
  public var growth: Duration
  /// Sequences that decoded in each.
  public var decodeSequences: Int
  /// Prompt tokens prefilled in each; only a single iteration prefills.
  public var prefillTokens: Int
  /// Chunks prefilled in each.
  public var prefillChunks: Int
  /// Which of the micro-batches in flight it was, from 0; 0 where there is one at a time.
  public var lane: Int

  /// Iterations as they ended.
  public init(
    replica: Int, start: Instant, count: Int, firstDuration: Duration, growth: Duration, decodeSequences: Int, prefillTokens: Int,
    prefillChunks: Int, lane: Int = 0
  ) {
    self.replica = replica
    self.start = start
    self.count = count
    self.firstDuration = firstDuration
    self.growth = growth
    self.decodeSequences = decodeSequences
    self.prefillTokens = prefillTokens
    self.prefillChunks = prefillChunks
    self.lane = lane
  }

  /// When the last iteration ended.
  public var end: Instant {
    start
      + Duration(
        picoseconds: firstDuration.picoseconds * Int64(count) + growth.picoseconds * (Int64(count) * Int64(count - 1) / 2))
  }
}

/// The state of the cluster at the edge of a time-series bin, as a monitoring scrape would see it; counters are totals
/// since the start of the run.
public struct SeriesSample: Hashable, Sendable {
  /// The edge.
  public var time: Instant
  /// Requests waiting, not yet admitted or preempted.
  public var waiting: Int
  /// Requests admitted to a replica.
  public var running: Int
  /// Requests on their way between client and replica, where the engine's rules give that a length.
  public var inTransit: Int
  /// KV blocks in use.
  public var kvBlocksUsed: Int
  /// Requests that arrived so far.
  public var arrived: Int
  /// Requests that finished so far.
  public var finished: Int
  /// Prompt tokens prefilled so far, recomputation included.
  public var prefillTokens: Int
  /// Tokens produced so far.
  public var outputTokens: Int
  /// Joules drawn so far, idle draw included.
  public var joules: Double
  /// The same of each pool alone, in the order of the cluster.
  public var poolJoules: [Double]

  /// A state as it stood.
  public init(
    time: Instant, waiting: Int, running: Int, kvBlocksUsed: Int, arrived: Int, finished: Int, prefillTokens: Int,
    outputTokens: Int, joules: Double, inTransit: Int = 0, poolJoules: [Double] = []
  ) {
    self.time = time
    self.waiting = waiting
    self.running = running
    self.kvBlocksUsed = kvBlocksUsed
    self.arrived = arrived
    self.finished = finished
    self.prefillTokens = prefillTokens
    self.outputTokens = outputTokens
    self.joules = joules
    self.inTransit = inTransit
    self.poolJoules = poolJoules
  }
}

/// Who listens to a run. Methods are called in the order of simulated time, never once a token.
public protocol Observer: AnyObject {
  /// A request has its last token.
  func requestFinished(_ record: RequestRecord)

  /// A request was turned away; it is told nothing else of.
  func requestRejected(request: Int, arrival: Instant, promptTokens: Int, outputTokens: Int, reason: RejectionReason)

  /// A request lost its place on a replica and will be computed anew, or swapped in again.
  func requestPreempted(request: Int, replica: Int, time: Instant)

  /// The KV of a request has arrived at the replica that is to decode it.
  func handedOver(_ record: HandOverRecord)

  /// A request's replica crashed under it; it is sent elsewhere, or waits until there is one.
  func requestRetried(request: Int, replica: Int, time: Instant)

  /// `count` requests waited `gap` for their next token; equal gaps of an iteration are told in one call.
  func tokenGaps(_ gap: Duration, count: Int)

  /// `steps` consecutive iterations gave `count` requests each a token after `first`, `first + growth`, … .
  func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int)

  /// Iterations have ended. It follows the gaps of the tokens that came with them, and precedes the requests that ended.
  func iterationsEnded(_ span: IterationSpan)

  /// The edge of a time-series bin.
  func sampled(_ sample: SeriesSample)
}

extension Observer {
  /// Ignored unless a listener cares.
  public func requestRejected(request: Int, arrival: Instant, promptTokens: Int, outputTokens: Int, reason: RejectionReason) {}
  /// Ignored unless a listener cares.
  public func requestPreempted(request: Int, replica: Int, time: Instant) {}
  /// Ignored unless a listener cares.
  public func handedOver(_ record: HandOverRecord) {}
  /// Ignored unless a listener cares.
  public func requestRetried(request: Int, replica: Int, time: Instant) {}
  /// Ignored unless a listener cares.
  public func tokenGaps(_ gap: Duration, count: Int) {}
  /// Ignored unless a listener cares.
  public func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {}
  /// Ignored unless a listener cares.
  public func iterationsEnded(_ span: IterationSpan) {}
  /// Ignored unless a listener cares.
  public func sampled(_ sample: SeriesSample) {}
}
