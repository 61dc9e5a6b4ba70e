import Kernel
import Record
import Serving

/// A policy that proposes what cannot be: one named crime, or anything at random.
struct HostileScheduler: Scheduler {
  static let name = "hostile"
  static let summary = "proposes what cannot be"
  static let source = "made for the tests"
  static let crimes = [
    "random", "idle", "admit_twice", "admit_over_budget", "decode_twice", "preempt_after_plan", "pause_waiting", "resume_running",
    "prefill_decoding", "keep_facts", "decode_after_prompts", "draft_too_much", "draft_too_late",
  ]
  static let parameters = [
    ParameterDoc("crime", .choice("random"), choices: crimes, meaning: "what is done wrong"),
    ParameterDoc("seed", .count(0), meaning: "seed of the random crimes"),
  ]
  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { 2048 }

  private let crime: String
  private var kept: RequestFacts?
  private var stream: RandomStream

  init(_ parameters: Parameters, replica: ReplicaDescription) {
    crime = parameters.choice("crime")
    stream = RandomStream(seed: UInt64(parameters.integer("seed")), name: "hostile")
  }

  var longestPrefillTokens: Int { .max }

  mutating func plan(_ iteration: inout Iteration) {
    if crime == "random" { return planAtRandom(&iteration) }
    if crime == "idle" { return }
    if crime == "keep_facts" {
      if let kept { iteration.preempt(kept) }
      kept = iteration.firstWaiting
    }
    if let request = iteration.firstWaiting {
      switch crime {
      case "admit_over_budget":
        _ = iteration.admit(request, tokens: iteration.tokenBudget + 1)
        return
      case "pause_waiting":
        iteration.pause(request)
      default:
        _ = iteration.admit(request, tokens: min(request.remainingPrefillTokens, iteration.tokenBudget))
        if crime == "admit_twice" { _ = iteration.admit(request, tokens: 1) }
        if crime == "preempt_after_plan" { iteration.preempt(request) }
      }
    } else if let request = iteration.firstRunning {
      if crime == "prefill_decoding" { iteration.prefill(request, tokens: 1) }
      if crime == "resume_running" { iteration.resume(request) }
    }
    if crime == "draft_too_much" { iteration.speculate(iteration.mostDraftTokens + 1) }
    iteration.continueDecodes()
    if crime == "decode_twice" { iteration.continueDecodes() }
    if crime == "draft_too_late" { iteration.speculate(0) }
  }

  /// A dozen acts, each perhaps impossible, on requests at hand; one in eight plans is proper and so gets something done.
  private mutating func planAtRandom(_ iteration: inout Iteration) {
    // Blocks run out before decodes are planned, or not at all: a prompt planned earlier cannot be preempted.
    if stream.integer(below: 2) == 0 { iteration.continueDecodes() }
    for _ in 0..<stream.integer(below: 12) {
      let lists = [iteration.firstWaiting, iteration.firstRunning, iteration.lastRunning, iteration.firstPrefilling]
      guard let request = lists[stream.integer(below: 4)] else { continue }
      let tokens = stream.integer(below: 50) == 0 ? 1000 : stream.integer(below: max(1, request.remainingPrefillTokens) + 1)
      switch stream.integer(below: 30) {
      case 0: iteration.preempt(request)
      case 1: iteration.pause(request)
      case 2: iteration.resume(request)
      case 3: iteration.repeatUntilChange(arrivalsMatter: stream.integer(below: 2) == 0)
      case 4: iteration.prefill(request, tokens: tokens)
      case 5: _ = iteration.admit(request, tokens: tokens)
      default:
        if let waiting = iteration.firstWaiting {
          _ = iteration.admit(waiting, tokens: min(waiting.remainingPrefillTokens, iteration.tokenBudget))
        }
      }
    }
  }
}
