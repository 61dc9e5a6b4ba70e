import Kernel

/// What one replica did over a run, in exact sums.
public struct ReplicaOutcome: Hashable, Sendable {
  /// The pool it belongs to, by position.
  public var pool: Int
  /// Iterations run.
  public var iterations: Int
  /// Time with an iteration in progress.
  public var busy: Duration
  /// Prompt tokens prefilled, recomputation included.
  public var prefillTokens: Int
  /// Query-key pairs of all prefill chunks: a chunk of t tokens after c adds t x c + t x (t + 1) / 2.
  public var prefillPairs: Int
  /// Tokens decoded (the first token of a request comes from its prefill and is not among them).
  public var decodeTokens: Int
  /// KV tokens read by decoding, summed over iterations.
  public var decodeContextTokens: Int
  /// Rows through the LM head.
  public var sampledRows: Int
  /// Requests sent here.
  public var routed: Int
  /// Requests finished here.
  public var finished: Int
  /// Requests whose KV came here by hand-over.
  public var handOversIn = 0
  /// Requests whose KV left by hand-over.
  public var handOversOut = 0
  /// Preemptions, by recomputation or by swapping.
  public var preemptions: Int
  /// How many of them were swapped to the host's memory.
  public var swaps: Int
  /// Bytes of KV moved to the host's memory and back.
  public var swappedBytes: Int
  /// How long iterations waited for these transfers; part of ``busy``.
  public var swapTime: Duration
  /// Tokens to be prefilled when requests were admitted, readmissions included, where prefixes are cached.
  public var cacheQueriedTokens: Int
  /// How many of them the prefix cache held.
  public var cacheHitTokens: Int
  /// Blocks with cached prompt that were forgotten to make room.
  public var cacheEvictions: Int
  /// The most requests running at once.
  public var peakRunning: Int
  /// The most KV blocks in use at once.
  public var peakKVBlocks: Int
  /// Energy above idle, in nanojoules.
  public var dynamicNanojoules: Int128
  /// Energy in joules from the start of the run to its end, idle draw included.
  public var joules: Double

  /// Sums as they stand.
  public init(
    pool: Int, iterations: Int, busy: Duration, prefillTokens: Int, prefillPairs: Int, decodeTokens: Int,
    decodeContextTokens: Int, sampledRows: Int, routed: Int, finished: Int, preemptions: Int, peakRunning: Int, peakKVBlocks: Int,
    dynamicNanojoules: Int128, joules: Double, cacheQueriedTokens: Int = 0, cacheHitTokens: Int = 0, cacheEvictions: Int = 0,
    swaps: Int = 0, swappedBytes: Int = 0, swapTime: Duration = .zero
  ) {
    self.pool = pool
    self.iterations = iterations
    self.busy = busy
    self.prefillTokens = prefillTokens
    self.prefillPairs = prefillPairs
    self.decodeTokens = decodeTokens
    self.decodeContextTokens = decodeContextTokens
    self.sampledRows = sampledRows
    self.routed = routed
    self.finished = finished
    self.preemptions = preemptions
    self.peakRunning = peakRunning
    self.peakKVBlocks = peakKVBlocks
    self.dynamicNanojoules = dynamicNanojoules
    self.joules = joules
    self.cacheQueriedTokens = cacheQueriedTokens
    self.cacheHitTokens = cacheHitTokens
    self.cacheEvictions = cacheEvictions
    self.swaps = swaps
    self.swappedBytes = swappedBytes
    self.swapTime = swapTime
  }
}

/// What a run came to, apart from its statistics.
public struct RunOutcome: Hashable, Sendable {
  /// When the last thing happened.
  public var end: Instant
  /// Requests that arrived.
  public var arrived: Int
  /// Requests that finished.
  public var finished: Int
  /// Requests turned away, by reason in the order of ``RejectionReason``.
  public var rejected: [Int]
  /// Requests still waiting or running at the horizon.
  public var unfinished: Int
  /// Tokens of prompts that arrived, rejected ones included.
  public var promptTokens: Int
  /// Tokens produced, those of unfinished requests included.
  public var outputTokens: Int
  /// Events handled: arrivals and wake-ups of replicas.
  public var events: Int
  /// The digest of all that happened to requests, equal for equal runs.
  public var digest: UInt64
  /// Each replica's sums.
  public var replicas: [ReplicaOutcome]
  /// KV handed over between replicas.
  public var handOvers: HandOverTotals

  /// An outcome as it stands.
  public init(
    end: Instant, arrived: Int, finished: Int, rejected: [Int], unfinished: Int, promptTokens: Int, outputTokens: Int,
    events: Int, digest: UInt64, replicas: [ReplicaOutcome], handOvers: HandOverTotals = HandOverTotals()
  ) {
    self.end = end
    self.arrived = arrived
    self.finished = finished
    self.rejected = rejected
    self.unfinished = unfinished
    self.promptTokens = promptTokens
    self.outputTokens = outputTokens
    self.events = events
    self.digest = digest
    self.replicas = replicas
    self.handOvers = handOvers
  }
}
