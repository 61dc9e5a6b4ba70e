import Kernel
import Record

/// Decode-maximal batching: exactly one prompt chunk of a fixed size an iteration, and decodes on all other places.
///
/// Agrawal et al., "SARATHI: efficient LLM inference by piggybacking decodes with chunked prefills", 2023, section 4. With B
/// places, up to B - 1 decodes ride along. By the paper's rule against tile quantisation the chunk shrinks by the decodes, so
/// that the two together stay a whole number of tiles.
struct SarathiFixedScheduler: Scheduler {
  static let name = "sarathi_fixed"
  static let summary = "one prompt chunk of a fixed size an iteration, with decodes piggybacked on it"
  static let source = "Agrawal et al., SARATHI, 2023"
  static let parameters = [
    ParameterDoc("chunk_tokens", .tokens(256), range: 1...1e9, meaning: "tokens of the one chunk"),
    ParameterDoc(
      "chunk_holds_decodes", .flag(true), meaning: "whether the decodes count towards chunk_tokens, so that iterations are of one size"),
  ]

  private let chunkTokens: Int
  private let holdsDecodes: Bool

  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { 2048 }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws {
    chunkTokens = parameters.integer("chunk_tokens")
    holdsDecodes = parameters.flag("chunk_holds_decodes")
    if holdsDecodes && chunkTokens < replica.maximumSequences {
      throw InputError(
        "chunk_tokens (\(chunkTokens)) is below max_sequences (\(replica.maximumSequences))",
        remedy: "a larger chunk, fewer sequences, or chunk_holds_decodes: false")
    }
  }

  var longestPrefillTokens: Int { .max }

  mutating func plan(_ iteration: inout Iteration) {
    let budget = iteration.tokenBudget
    iteration.continueDecodes()
    let room = min(max(0, chunkTokens - (holdsDecodes ? budget - iteration.tokenBudget : 0)), iteration.tokenBudget)
    if let request = iteration.firstPrefilling {
      iteration.prefill(request, tokens: min(request.remainingPrefillTokens, room))
      return
    }
    if iteration.hasPreempted { return }
    if let request = iteration.firstWaiting { _ = iteration.admit(request, tokens: min(request.remainingPrefillTokens, room)) }
    iteration.repeatUntilChange(arrivalsMatter: iteration.newcomerMayEnter)
  }
}
