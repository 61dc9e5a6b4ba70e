import Kernel
import Record
import Serving

/// A policy that picks request by request: whole prompts first, then a decode step of those whose coin, a hash of the
/// request and of the tokens it has, shows heads, and always of the one admitted first; the others are paused.
///
/// Of no use to anybody but the engine's proof: it pauses and resumes all the time, in a way a reference can follow.
struct PickingScheduler: Scheduler {
  static let name = "picking"
  static let summary = "decodes a subset of the running requests that changes every step"
  static let source = "made for the tests"
  static let parameters: [ParameterDoc] = []
  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { max(maximumModelTokens, 2048) }

  private let budget: Int

  init(_ parameters: Parameters, replica: ReplicaDescription) { budget = replica.maximumBatchedTokens }

  var longestPrefillTokens: Int { budget }

  /// Whether a request takes part in the next decode step.
  static func picks(request: Int, generated: Int) -> Bool {
    var digest = Digest()
    digest.mix(Int64(request))
    digest.mix(Int64(generated))
    return digest.value & 1 == 0
  }

  mutating func plan(_ iteration: inout Iteration) {
    while let request = iteration.firstWaiting, request.remainingPrefillTokens <= iteration.tokenBudget {
      if !iteration.admit(request, tokens: request.remainingPrefillTokens) { break }
    }
    if iteration.prefillTokens > 0 { return }
    var next = iteration.firstRunning
    var isFirst = true
    while let request = next {
      next = iteration.running(after: request)
      let takesPart = isFirst || Self.picks(request: request.id, generated: request.generatedTokens)
      if takesPart && iteration.isPaused(request) { iteration.resume(request) }
      if !takesPart && !iteration.isPaused(request) { iteration.pause(request) }
      isFirst = false
    }
    iteration.continueDecodes()
  }
}
