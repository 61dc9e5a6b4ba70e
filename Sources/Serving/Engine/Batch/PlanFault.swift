/// What a policy asked for that cannot be. Kept as plain numbers, so that a plan without fault costs nothing.
enum PlanFault: BitwiseCopyable {
  case decodesTwice
  case noBlocksForDecodes
  case decodesOverBudget(decodes: Int, budget: Int)
  case admittedWithoutWaiting(request: Int)
  case prefilledTwiceOrNotAdmitted(request: Int)
  case chunkOutOfRange(request: Int, tokens: Int, remaining: Int, budget: Int)
  case preemptedTooLate(request: Int)
  case pausedTooLate(request: Int)
  case resumedTooLate(request: Int)
  case movedWithoutOrder(request: Int)
  case outdatedFacts(request: Int)
  case groupedWithoutCommonText(request: Int)
  case groupedTwiceOrNotWaiting(request: Int)
  case movedOutOfOrder(request: Int)
  case draftsOutOfRange(tokens: Int, most: Int)
  case draftsTooLate

  /// The fault in words.
  var description: String {
    switch self {
    case .decodesTwice: "decodes were planned twice"
    case .noBlocksForDecodes: "decodes need blocks and nobody holds any"
    case .decodesOverBudget(let decodes, let budget): "\(decodes) decodes exceed the \(budget) tokens left"
    case .admittedWithoutWaiting(let request): "request \(request) is admitted but does not wait"
    case .prefilledTwiceOrNotAdmitted(let request): "request \(request) is prefilled twice or not admitted"
    case .chunkOutOfRange(let request, let tokens, let remaining, let budget):
      "\(tokens) tokens of request \(request): \(remaining) remain and the budget is \(budget)"
    case .preemptedTooLate(let request): "request \(request) is preempted after it was planned, or does not run"
    case .pausedTooLate(let request): "request \(request) is paused after decodes were planned, or does not decode"
    case .resumedTooLate(let request): "request \(request) is resumed after decodes were planned, or is not paused"
    case .groupedWithoutCommonText(let request): "request \(request) is grouped for a text that it does not begin with"
    case .groupedTwiceOrNotWaiting(let request): "request \(request) is grouped twice, or is grouped and does not wait"
    case .movedOutOfOrder(let request):
      "request \(request) is moved to the front and does not wait, or waits in an order of the policy's, which goes by keys"
    case .movedWithoutOrder(let request): "request \(request) is given a key but does not wait in an order of the policy's"
    case .draftsOutOfRange(let tokens, let most):
      "\(tokens) tokens are to be drafted for each sequence, where there may be 0 to \(most), of a tree all or none, and all where a step takes "
        + "one KV slot"
    case .draftsTooLate: "the length of drafts is set after decodes were planned"
    case .outdatedFacts(let request): "request \(request) is no longer here: facts are good for one plan only"
    }
  }
}
