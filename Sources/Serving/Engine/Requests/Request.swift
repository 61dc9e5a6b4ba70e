import Kernel
import Record

/// One request in flight, as the engine knows it.
///
/// A row of the ``RequestTable``. While the request decodes, its token and context counts are not kept here but follow
/// from the decode set's step counter, so that a step costs nothing per request.
struct Request: BitwiseCopyable {
  /// Position in the load.
  var id: Int
  var arrival: Instant
  var firstScheduled = Instant.never
  var firstToken = Instant.never
  /// When it came into its engine's queue: for the first time, or by its latest preemption.
  var queuedAt = Instant.never
  /// When its latest token was out, as of the time it joined the decode set or was left out of it.
  var lastToken = Instant.never
  /// The decode step after which it joined the decode set.
  var joinStep = 0
  /// The engine's planning round in which a chunk of it was last planned, so that none is planned twice.
  var plannedRound = -1
  /// Predicted nanoseconds of work that the router still counts for it: prefill and decode.
  var predictedPrefillWork: Int64 = 0
  var predictedDecodeWork: Int64 = 0
  var promptTokens: Int32
  var outputTokens: Int32
  /// Output tokens that a predictor promises; negative without one.
  var predictedOutputTokens: Int32
  /// Tokens to be computed before it decodes: the prompt, and after a preemption what it had produced as well.
  var prefillTarget: Int32
  /// KV tokens held: those prefilled so far, or those at the time it joined the decode set.
  var contextTokens: Int32 = 0
  /// Tokens produced by the time it joined the decode set.
  var generatedTokens: Int32 = 0
  /// Prompt tokens found in the cache when it was first admitted.
  var cachedTokens: Int32 = 0
  /// Tokens of its prompt that a look-up found in the cache last; while it waits only.
  var foundTokens: Int32 = 0
  /// How many blocks of those have to be loaded from the tiers below.
  var foundBelow = PrefixTiers.Found()
  /// Blocks it holds while it prefills, and to its end where its KV is reserved; of a swapped one, blocks in the host's memory.
  var heldBlocks: Int32 = 0
  /// Its number in the engine's ``PrefixCache``; negative for a prompt without identities.
  var prompt: Int32 = -1
  /// Its number in the engine's ``RequestGroups``, or ``RequestGroup/none`` or ``RequestGroup/alone``.
  var group: Int32 = RequestGroup.none
  var preemptions: Int32 = 0
  /// How often its replica crashed under it.
  var retries: Int32 = 0
  /// The engine it was sent to; negative before.
  var engine: Int32 = -1
  /// The engine that its KV is handed over to, as soon as one is chosen; negative before, and for those that stay.
  var decodeEngine: Int32 = -1
  /// The engine that computed its prompt, once its KV has been handed over.
  var prefillEngine: Int32 = -1
  /// Its hand-over, by number, from when the KV first asks for room until it has arrived.
  var handOver: Int32 = -1
  /// Where a cluster with a mixed pool counts its prompt and its tokens as work; negative where it does not.
  var promptCountedAt: Int32 = -1
  var decodeCountedAt: Int32 = -1
  /// Where it stands in a queue that its policy orders: the least first.
  var waitingKey: Int64 = 0
  /// Its neighbours among those that wait, or among those that run.
  var links = RequestLinks()
  /// Its place in the order of a queue that its policy orders, while it waits.
  var order = OrderLinks()
  /// Its neighbours among the running requests that still prefill.
  var prefillLinks = RequestLinks()
  /// Where it is; changed by ``move(to:)`` only.
  private(set) var place = RequestPlace.free
  /// Whether it holds the pinned blocks of its group.
  var holdsCommon = false
  /// Whether its KV leaves the replica that computes its prompt.
  var handsOver = false

  init(id: Int, arrival: Instant, promptTokens: Int, outputTokens: Int, predictedOutputTokens: Int32 = -1) {
    self.id = id
    self.arrival = arrival
    self.promptTokens = Int32(promptTokens)
    self.outputTokens = Int32(outputTokens)
    prefillTarget = Int32(promptTokens)
    self.predictedOutputTokens = predictedOutputTokens
  }

  /// What is told of it in the end, with the times at which its client saw its tokens.
  func record(replica: Int, classIndex: Int, firstToken: Instant, finish: Instant) -> RequestRecord {
    RequestRecord(
      request: id, replica: replica, promptTokens: Int(promptTokens), outputTokens: Int(outputTokens),
      cachedTokens: Int(cachedTokens), preemptions: Int(preemptions), arrival: arrival, firstScheduled: firstScheduled,
      firstToken: firstToken, finish: finish, classIndex: classIndex, retries: Int(retries))
  }

  /// Notes where the request is now.
  ///
  /// - Precondition: the place may follow the one where it was.
  @inline(__always) mutating func move(to next: RequestPlace) {
    precondition(place.mayBecome(next), "a request cannot go there from where it is")
    place = next
  }

  /// The decode step that brings its last token; while it decodes only.
  @inline(__always) var finishStep: Int { joinStep + Int(outputTokens - generatedTokens) }

  /// Tokens of the prompt (or of its recomputation) not yet computed and not found in the cache.
  var remainingPrefill: Int { Int(prefillTarget - contextTokens - foundTokens) }
}
