import Hardware
import Kernel
import Record

/// Requests that keep no more than a budget of their KV once their prompt is computed (``KVLayout/hasBudgets``).
extension EngineState {
  /// Lets a request whose prompt has just been computed keep its budget: what it holds beyond comes free. That has no identity, for
  /// prompts share blocks of the layers alone that keep everything.
  @inline(never) mutating func keepBudget(of slot: Slot, _ shared: inout SharedState) {
    let (held, kept) = (Int(shared.requests[slot].heldBlocks), blocksKept(by: slot, shared.requests))
    memory.free(held - kept)
    shared.requests[slot].heldBlocks = Int32(kept)
  }

  /// Blocks that the KV of a request takes whose prompt is computed, with the tokens that were computed anew behind it.
  func blocksKept(by slot: Slot, _ requests: borrowing RequestTable) -> Int {
    memory.keptBlocks(context: Int(requests[slot].prefillTarget), prompt: Int(requests[history: slot].promptTokens))
  }

  /// Blocks that a request takes for the token after those it holds.
  @inline(never) func budgetedBlocksForNextToken(of slot: Slot, _ requests: borrowing RequestTable) -> Int {
    let prompt = Int(requests[history: slot].promptTokens)
    let gained = requests[slot].place == .decoding ? decodes.gained(slot, requests) : 0
    let context = Int(requests[slot].contextTokens) + gained
    return decodes.blocks(context: context + 1, prompt: prompt) - decodes.blocks(context: context, prompt: prompt)
  }

  /// What moving the kept tokens of a request together costs, at the end of the chunk that completes its prompt or of every chunk.
  @inline(never) func cost(
    of compaction: KVCompaction, for slot: Slot, after context: Int, _ requests: borrowing RequestTable
  ) -> ChunkCost {
    if !compaction.isOfEveryChunk && context < Int(requests[slot].prefillTarget) { return .zero }
    return compaction.cost(context: context, prompt: Int(requests[history: slot].promptTokens))
  }
}

extension ReplicaConfiguration {
  /// Refuses budgets of requests under a policy that they have no rule with.
  ///
  /// - Throws: ``InputError`` naming the other setting.
  public func checkBudgets(under type: any Scheduler.Type) throws(InputError) {
    if !kvLayout.hasBudgets { return }
    guard let policy = policyEffects(of: type) else { return }
    try checkBudgets(reserves: policy.reserves || rules.reservesOutput, sharesReads: policy.sharesReads)
  }

  /// Refuses budgets of requests beside what they have no rule with.
  func checkBudgets(reserves: Bool, sharesReads: Bool) throws(InputError) {
    if !kvLayout.hasBudgets { return }
    func refuse(_ what: String, _ remedy: String) throws(InputError) {
      throw InputError("KV budgets of each request \(what): nothing says what they do together", remedy: remedy)
    }
    if reserves {
      try refuse("under a policy or an engine that sets KV aside by length", "another scheduler, and engine.reserve_output: false")
    }
    if microBatches > 1 { try refuse("with \(microBatches) micro-batches in a pipeline", "parallel.micro_batches: 1") }
    if sharesReads { try refuse("beside attention that reads shared prefixes once", "shared_prefix_attention: off, or another scheduler") }
  }
}
