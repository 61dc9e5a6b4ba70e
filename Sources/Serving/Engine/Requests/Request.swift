import Kernel

/// One request in flight, as the main loop needs it: a hot row of the ``RequestTable``, 64 bytes or a cache line.
///
/// What is written once or twice in a request's life is in its ``RequestHistory``. While the request decodes, its token and context
/// counts are not kept here but follow from the decode set's step counter, so that a step costs nothing per request.
package struct Request: BitwiseCopyable {
  /// When its latest token was out, as of the time it joined the decode set or was left out of it.
  var lastToken = Instant.never
  /// The decode step after which it joined the decode set.
  var joinStep = 0
  var outputTokens: Int32
  /// Tokens to be computed before it decodes: the prompt, and after a preemption what it had produced as well.
  var prefillTarget: Int32
  /// KV tokens held: those prefilled so far, or those at the time it joined the decode set. While it waits, those that a look-up
  /// found in the cache last, which it holds as soon as it is admitted.
  var contextTokens: Int32 = 0
  /// Tokens produced by the time it joined the decode set.
  var generatedTokens: Int32 = 0
  /// Blocks it holds while it prefills, and to its end where its KV is reserved; of a swapped one, blocks in the host's memory.
  var heldBlocks: Int32 = 0
  /// Its number in the engine's ``PrefixCache``; negative for a prompt without identities.
  var prompt: Int32 = -1
  /// The engine it was sent to; negative before.
  var engine: Int32 = -1
  /// Its neighbours among those that wait, or among those that run.
  var links = RequestLinks()
  /// Its neighbours among the running requests that still prefill.
  var prefillLinks = RequestLinks()
  /// Where it is; changed by ``move(to:)`` only.
  private(set) var place = RequestPlace.free
  /// Whether a chunk of it is in the batch that is planned or under way, so that none is planned twice.
  var isPlanned = false
  /// What is kept of it beside the others while it decodes.
  var marks: RequestMarks = []
  /// Whether its KV leaves the replica that computes its prompt.
  var handsOver = false

  init(promptTokens: Int32, outputTokens: Int32) {
    self.outputTokens = outputTokens
    prefillTarget = promptTokens
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
  var remainingPrefill: Int { Int(prefillTarget - contextTokens) }
}
