import Hardware
import Kernel

/// An engine that is one of several in the pipeline of its replica: with a queue, a decode set and blocks of its own, and
/// stages that it shares with the others.
extension EngineState {
  /// Sends the batch just planned through the stages.
  @inline(never) mutating func enterStages(shape: BatchShape, now: Instant, _ shared: inout SharedState) {
    var nanojoules: Int64 = 0
    var prefill: Int64 = 0
    var isPriced = true
    var own = StageCost()
    for stage in stages.times.indices {
      if !shared.stageQueues[stages.queue].cost.repeatsLast[stage] { own = cost(ofStage: stage, shape, shared) }
      stages.times[stage] = own.time
      isPriced = isPriced && own.time.picoseconds > 0
      nanojoules += own.nanojoules
      prefill += own.prefillNanojoules
    }
    run.span.begin(at: now)
    run.span.firstNanojoules = nanojoules
    run.span.prefillNanojoules = prefill
    // A batch whose KV is still on its way from or to the host enters late, and so does the first.
    let swapTime = takeSwapTime()
    totals.swapTime += swapTime
    let coldStart = takeColdStart(&shared)
    let out = shared.stageQueues[stages.queue].enter(now: now + swapTime + coldStart, tokens: shape.tokens, times: stages.times)
    run.span.first = isPriced ? (out - now).picoseconds : 0
  }

  /// What the batch just planned costs in one stage.
  private struct StageCost: BitwiseCopyable {
    var time = Duration.zero
    var nanojoules: Int64 = 0
    var prefillNanojoules: Int64 = 0
  }

  @inline(__always) private func cost(ofStage stage: Int, _ shape: BatchShape, _ shared: borrowing SharedState) -> StageCost {
    let model = shared.stageQueues[stages.queue].cost.stages[stage]
    var attention = ChunkCost.zero
    for index in batch.chunks.indices {
      let chunk = batch.chunks[index]
      attention += model.chunkCost(tokens: Int(chunk.tokens), contextTokens: Int(shared.requests[chunk.slot].contextTokens))
    }
    var cost = model.iterationCost(of: shape, chunks: attention)
    if run.slowdownPermille != 1000 { cost = cost.scaled(permille: run.slowdownPermille) }
    return StageCost(
      time: cost.time(of: shape.decodeContext), nanojoules: cost.nanojoules(of: shape.decodeContext),
      prefillNanojoules: Self.prefillNanojoules(of: cost, chunks: attention, shape))
  }

  /// No fewer blocks than the next plan can take: a step of the decodes, and prompts as far as an iteration's tokens reach.
  func blocksWanted(_ requests: borrowing RequestTable) -> Int {
    if queues.swapped.count > 0 { return memory.poolBlocks }
    var blocks = decodes.blocksForNextStep + memory.watermarkBlocks
    var tokens = limits.maximumBatchedTokens
    var slot = queues.prefilling.first
    while slot.exists && tokens > 0 {
      blocks += memory.blocks(forTokens: Int(requests[slot].prefillTarget))
      tokens -= max(1, requests[slot].remainingPrefill)
      slot = requests[slot].prefillLinks.next
    }
    slot = queues.waiting.first
    while slot.exists && tokens > 0 {
      let (prompt, output) = (Int(requests[history: slot].promptTokens), Int(requests[slot].outputTokens))
      let reserved = reservation?.tokens(promptTokens: prompt, ownOutputTokens: output)
      blocks += memory.blocks(forTokens: reserved ?? Int(requests[slot].prefillTarget))
      tokens -= max(1, requests[slot].remainingPrefill)
      slot = requests[slot].links.next
    }
    return blocks
  }

  /// The part of an iteration's energy that its prompts bear: their attention, and of what does not depend on decode
  /// context their tokens' share. What decodes spare by reading shared prefixes once is theirs alone.
  @inline(__always) static func prefillNanojoules(of cost: StepLine, chunks: ChunkCost, _ shape: BatchShape) -> Int64 {
    if shape.prefillTokens == 0 { return 0 }
    if shape.decodeSequences == 0 { return cost.energy.base }
    let sharedReads =
      shape.sharedReads.energyNanojoules - cost.energy.slopes.whole * Int64(shape.sharedContextTokens)
    let common = cost.energy.base - chunks.energyNanojoules - sharedReads
    return chunks.energyNanojoules + Int64(Int128(common) * Int128(shape.prefillTokens) / Int128(shape.tokens))
  }
}
