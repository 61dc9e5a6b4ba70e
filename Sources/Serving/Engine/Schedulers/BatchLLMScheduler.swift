/// Requests with a common prefix together, those with most to decode first, as many at once as memory holds.
///
/// Zheng et al., "BatchLLM: optimizing large batched LLM inference with global prefix sharing and throughput-oriented token
/// batching", 2024; its release on vLLM 0.6.4 (`prefix_clustering.py`, `csgroup_manager.py`, `scheduler.py`). For loads whose
/// requests are known in advance. All that wait when the one before is used up are a window, grouped once: a group's first
/// member computes the prefix, the others follow and share it, and it stays until the last of them has ended. What comes
/// meanwhile is the next window. Decodes go first in every iteration, and prompts are cut to the budget.
struct BatchLLMScheduler: Scheduler {
  static let name = "batchllm"
  static let summary =
    "requests with a common prefix together, most decoding for their prefill first, as many as memory holds"
  static let source = "Zheng et al., BatchLLM, 2024"
  static let groupsRequests = true
  static let parameters = [
    ParameterDoc(
      "group", .flag(true), meaning: "whether requests with a common prefix run one after another, its KV kept for all of them"),
    ParameterDoc(
      "order", .flag(true), meaning: "whether groups with more expected output for each token to prefill go first"),
    ParameterDoc(
      "expected_output_tokens", .tokens(256), range: 1...1e8,
      meaning: "output expected of a request for which the run has no predictor: the task's mean, or its limit"),
    ParameterDoc(
      "memory_centric", .flag(true),
      meaning: "whether KV memory limits admission, and not the engine's count of sequences alone"),
    ParameterDoc(
      "token_batching_degree", .count(100), range: 0...1e6,
      meaning: "with memory_centric, sequences that may run beyond the engine's limit"),
    ParameterDoc(
      "max_kv_usage", .number(1), range: 0.01...1,
      meaning: "with memory_centric, the share of KV blocks in use from which on nobody is admitted"),
    ParameterDoc(
      "shared_attention", .flag(true),
      meaning: "whether decodes read their group's prefix once, where engine.shared_prefix_attention says nothing"),
  ]

  /// A group of the window: which of its requests, how many tokens they begin with alike, and what is expected of them.
  private struct Candidate {
    var members: [Int32]
    var commonTokens: Int
    var ratio: Double
  }

  private let groups: Bool
  private let orders: Bool
  private let expectedOutputTokens: Int
  private let mostBlocks: Int
  let engineChanges: EngineChanges
  private let tree: TreeBox

  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { 2048 }

  init(_ parameters: Parameters, replica: ReplicaDescription) throws {
    groups = parameters.flag("group")
    orders = parameters.flag("order")
    expectedOutputTokens = parameters.integer("expected_output_tokens")
    let memoryCentric = parameters.flag("memory_centric")
    mostBlocks = memoryCentric ? Int((Double(replica.kvBlocks) * parameters.number("max_kv_usage")).rounded(.down)) : .max
    engineChanges = EngineChanges(
      extraSequences: memoryCentric ? parameters.integer("token_batching_degree") : 0,
      sharedPrefixAttention: parameters.flag("shared_attention") ? .fused : .off)
    tree = TreeBox()
  }

  var longestPrefillTokens: Int { .max }

  mutating func plan(_ iteration: inout Iteration) {
    if let head = iteration.firstWaiting, !head.isGrouped { arrangeWindow(&iteration) }
    iteration.continueDecodes()
    var partial = iteration.firstPrefilling
    while let request = partial {
      iteration.prefill(request, tokens: min(request.remainingPrefillTokens, iteration.tokenBudget))
      partial = iteration.prefilling(after: request)
    }
    if iteration.hasPreempted { return }
    while let request = iteration.firstWaiting, iteration.runningCount == 0 || iteration.usedBlocks < mostBlocks {
      if !request.isGrouped {
        arrangeWindow(&iteration)
        continue
      }
      // Members find the prefix as soon as it is planned, and while it is not, its first one leaves them no budget.
      if !iteration.admit(request, tokens: min(request.remainingPrefillTokens, iteration.tokenBudget)) { break }
    }
    // Who comes when nobody waits makes a window of its own, even where it cannot be admitted yet.
    iteration.repeatUntilChange(arrivalsMatter: iteration.firstWaiting == nil)
  }

  // MARK: The window

  /// Groups all that wait and puts them in order. Those grouped before have been admitted by now, or are in front.
  private mutating func arrangeWindow(_ iteration: inout Iteration) {
    if let only = iteration.firstWaiting, iteration.waiting(after: only) == nil {
      return iteration.group(CollectionOfOne(only), commonTokens: 0)
    }
    var window: [RequestFacts] = []
    var next = iteration.firstWaiting
    while let request = next {
      if !request.isGrouped { window.append(request) }
      next = iteration.waiting(after: request)
    }
    var candidates =
      groups && iteration.identityTokens > 0
      ? grouped(window, iteration) : window.indices.map { Candidate(members: [Int32($0)], commonTokens: 0, ratio: 0) }
    if orders {
      for index in candidates.indices { candidates[index].ratio = ratio(of: candidates[index], window) }
      // By the first member where ratios are equal.
      candidates.sort { $0.ratio != $1.ratio ? $0.ratio > $1.ratio : $0.members[0] < $1.members[0] }
    }
    for candidate in candidates.reversed() {
      let members = candidate.members.map { window[Int($0)] }
      iteration.group(members, commonTokens: candidate.commonTokens)
      for member in members.reversed() { iteration.moveToFront(member) }
    }
  }

  private func grouped(_ window: [RequestFacts], _ iteration: borrowing Iteration) -> [Candidate] {
    tree.value.removeAll()
    for request in window { iteration.withPromptIdentities(of: request) { tree.value.insert($0) } }
    let found = tree.value.maximiseReuse()
    return (0..<found.count).map { group in
      Candidate(members: Array(found.members(of: group)), commonTokens: found.commonIdentities[group] * iteration.identityTokens, ratio: 0)
    }
  }

  /// Expected tokens to decode for each token to prefill, the common ones counted once.
  private func ratio(of candidate: Candidate, _ window: [RequestFacts]) -> Double {
    var (decode, prefill) = (0, candidate.commonTokens)
    for member in candidate.members {
      let request = window[Int(member)]
      decode += request.predictedOutputTokens ?? expectedOutputTokens
      prefill += request.promptTokens - candidate.commonTokens
    }
    return Double(decode) / Double(max(prefill, 1))
  }
}

extension BatchLLMScheduler {
  /// Keeps the tree's memory from one window to the next; a policy itself is copied, and the tree cannot be.
  private final class TreeBox {
    var value = PromptTree()
  }
}
