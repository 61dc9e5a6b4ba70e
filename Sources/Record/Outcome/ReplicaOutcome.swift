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
  /// The same of the attention groups with a cap, from the second group on; empty where the cost model knows of none.
  public var cappedReads: [CappedReads] = []
  /// Rows through the LM head.
  public var sampledRows: Int
  /// Tokens that decode steps drafted, beyond the one that each step gives a sequence anyway.
  public var draftedTokens = 0
  /// How many of these were right.
  public var acceptedTokens = 0
  /// Tokens that steps gave beyond the ends of outputs; they are among those that were right.
  public var wastedTokens = 0
  /// Adapters that came to its accelerators.
  public var adapterLoads = 0
  /// Bytes that these moved over its links.
  public var adapterLoadedBytes = 0
  /// Requests whose adapter came after they did.
  public var adapterWaits = 0
  /// How long these waited for it, together.
  public var adapterWait = Duration.zero
  /// Images that its accelerators encoded.
  public var encodedImages = 0
  /// Images whose result was found, and not encoded again.
  public var imageHits = 0
  /// How much longer iterations took because images were encoded in them; part of ``busy``.
  public var encoderTime = Duration.zero
  /// Requests sent here: by the router, or with their KV by hand-over.
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
  /// How many of those came from the memory of the replica's host.
  public var cacheHostTokens: Int
  /// How many of those came from the remote pool.
  public var cacheRemoteTokens: Int
  /// How much longer iterations took because prompt blocks were loaded from a lower tier.
  public var cacheLoading: Duration
  /// Blocks with cached prompt that were forgotten to make room.
  public var cacheEvictions: Int
  /// The most requests running at once.
  public var peakRunning: Int
  /// The most KV blocks in use at once.
  public var peakKVBlocks: Int
  /// Energy above idle, in nanojoules.
  public var dynamicNanojoules: Int128
  /// The part of it that prefill bears; decoding bears the rest.
  public var prefillNanojoules: Int128
  /// How long each pipeline stage worked, where several micro-batches are in flight at once; empty otherwise.
  public var stageBusy: [Duration]
  /// Energy in joules from the start of the run to its end, idle draw included.
  public var joules: Double
  /// How often it crashed.
  public var crashes = 0
  /// How long it was down.
  public var downTime = Duration.zero
  /// How long it was switched on, start-ups and crashes included: the time that it drew idle power and cost money.
  public var onTime = Duration.zero
  /// Requests that crashes took from it.
  public var lost = 0

  /// Sums as they stand.
  public init(
    pool: Int, iterations: Int, busy: Duration, prefillTokens: Int, prefillPairs: Int, decodeTokens: Int,
    decodeContextTokens: Int, sampledRows: Int, routed: Int, finished: Int, preemptions: Int, peakRunning: Int, peakKVBlocks: Int,
    dynamicNanojoules: Int128, joules: Double, cacheQueriedTokens: Int = 0, cacheHitTokens: Int = 0, cacheHostTokens: Int = 0,
    cacheRemoteTokens: Int = 0, cacheLoading: Duration = .zero, cacheEvictions: Int = 0,
    swaps: Int = 0, swappedBytes: Int = 0, swapTime: Duration = .zero, prefillNanojoules: Int128 = 0, stageBusy: [Duration] = []
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
    self.cacheHostTokens = cacheHostTokens
    self.cacheRemoteTokens = cacheRemoteTokens
    self.cacheLoading = cacheLoading
    self.cacheEvictions = cacheEvictions
    self.swaps = swaps
    self.swappedBytes = swappedBytes
    self.swapTime = swapTime
    self.prefillNanojoules = prefillNanojoules
    self.stageBusy = stageBusy
  }

  /// Energy above idle that decoding bears, in nanojoules.
  public var decodeNanojoules: Int128 { dynamicNanojoules - prefillNanojoules }

  /// Energy drawn with nothing to do, hosts included, in joules.
  public var idleJoules: Double { joules - Double(dynamicNanojoules) / 1e9 }

  /// Stage time that a pipeline lost while batches were on their way: stages that waited for a slower one, or that no
  /// micro-batch was there for.
  public var bubble: Duration {
    stageBusy.isEmpty ? .zero : busy * stageBusy.count - stageBusy.reduce(.zero) { $0 + $1 }
  }

  /// Adds what another lane of the same replica did; times of the shared stages are the same for both, and so is the peak of KV
  /// blocks, which is of all lanes together. The most requests running at once are added up, each at its own time.
  package mutating func add(lane: ReplicaOutcome) {
    iterations += lane.iterations
    prefillTokens += lane.prefillTokens
    prefillPairs += lane.prefillPairs
    decodeTokens += lane.decodeTokens
    decodeContextTokens += lane.decodeContextTokens
    for (index, reads) in lane.cappedReads.enumerated() where index < cappedReads.count {
      cappedReads[index].prefillPairs += reads.prefillPairs
      cappedReads[index].decodeContextTokens += reads.decodeContextTokens
    }
    sampledRows += lane.sampledRows
    draftedTokens += lane.draftedTokens
    acceptedTokens += lane.acceptedTokens
    wastedTokens += lane.wastedTokens
    adapterLoads += lane.adapterLoads
    adapterLoadedBytes += lane.adapterLoadedBytes
    adapterWaits += lane.adapterWaits
    adapterWait += lane.adapterWait
    encodedImages += lane.encodedImages
    imageHits += lane.imageHits
    encoderTime += lane.encoderTime
    routed += lane.routed
    finished += lane.finished
    preemptions += lane.preemptions
    lost += lane.lost
    cacheQueriedTokens += lane.cacheQueriedTokens
    cacheHitTokens += lane.cacheHitTokens
    cacheHostTokens += lane.cacheHostTokens
    cacheRemoteTokens += lane.cacheRemoteTokens
    cacheLoading += lane.cacheLoading
    cacheEvictions += lane.cacheEvictions
    swaps += lane.swaps
    swappedBytes += lane.swappedBytes
    swapTime += lane.swapTime
    peakRunning += lane.peakRunning
    dynamicNanojoules += lane.dynamicNanojoules
    prefillNanojoules += lane.prefillNanojoules
    joules += lane.joules
  }
}
