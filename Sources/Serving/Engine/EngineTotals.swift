import Kernel

/// The exact sums of one engine up to the last iteration that ended.
struct EngineTotals: BitwiseCopyable {
  var iterations = 0
  var busy = Duration.zero
  var prefillTokens = 0
  var prefillPairs = 0
  var decodeTokens = 0
  var decodeContextTokens = 0
  var sampledRows = 0
  /// Prompts that ended with a row of their own and nothing sampled.
  var pooledRows = 0
  var routed = 0
  var finished = 0
  var preemptions = 0
  /// Requests whose KV came here, and requests whose KV left, by hand-over.
  var handOversIn = 0
  var handOversOut = 0
  /// Requests that a crash took from it.
  var lost = 0
  /// How many of them went to the host's memory, blocks moved there and back, and how long iterations waited for that.
  var swaps = 0
  var swappedBlocks = 0
  var swapTime = Duration.zero
  /// Tokens of prompts admitted, and how many of them the prefix cache held; both zero without one.
  var cacheQueriedTokens = 0
  var cacheHitTokens = 0
  /// How many of these had to be loaded from a lower tier, and how much longer iterations took for that.
  var cacheHostTokens = 0
  var cacheRemoteTokens = 0
  var cacheLoading = Duration.zero
  var peakRunning = 0
  var dynamicNanojoules: Int128 = 0
  /// The part of it that prompts bear.
  var prefillNanojoules: Int128 = 0

  /// Tokens that steps have drafted for their members, how many of them were right, and how many tokens steps gave beyond the ends of
  /// outputs.
  var draftedTokens = 0
  /// Drafted tokens that no row of a step verified, where all that a step gives takes one KV slot.
  var unverifiedTokens = 0
  var acceptedTokens = 0
  var wastedTokens = 0

  /// Requests whose adapter came after them, and how long they waited for it.
  var adapterWaits = 0
  var adapterWait = Duration.zero

  /// Images that were encoded, those that chunks found encoded, and how much longer iterations took for the former.
  var encodedImages = 0
  var imageHits = 0
  var encoderTime = Duration.zero

  /// Tokens produced: one for each row sampled or pooled, but for drafts that were wrong or came too late.
  var outputTokens: Int { sampledRows + pooledRows - draftedTokens + unverifiedTokens + acceptedTokens - wastedTokens }
}
