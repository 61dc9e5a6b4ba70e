import Hardware
import Kernel

/// A replica that is one of the lanes of a pipeline: with a queue, a decode set and blocks of its own (a virtual engine of
/// vLLM), and stages that it shares with the other lanes.
extension Replica {
  /// Sends the batch just planned through the stages.
  @inline(never) mutating func enterStages(
    _ stages: UnsafeMutablePointer<StageQueue>, shape: BatchShape, now: Instant, _ rows: UnsafePointer<Request>
  ) {
    var nanojoules: Int64 = 0
    var prefill: Int64 = 0
    var isPriced = true
    for stage in 0..<stages.pointee.count {
      let model = stages.pointee.cost.stages[stage]
      var attention = ChunkCost.zero
      for index in 0..<chunkCount {
        let context = Int(rows[Int(chunks[index].slot)].contextTokens)
        attention += model.chunkCost(tokens: Int(chunks[index].tokens), contextTokens: context)
      }
      var cost = model.iterationCost(of: shape, chunks: attention)
      if slowdownPermille != 1000 { cost = cost.scaled(permille: slowdownPermille) }
      let time = cost.time(of: shape.decodeContext)
      stageTimes[stage] = time
      isPriced = isPriced && time.picoseconds > 0
      nanojoules += cost.nanojoules(of: shape.decodeContext)
      prefill += Self.prefillNanojoules(of: cost, chunks: attention, shape)
    }
    span = IterationRun()
    span.start = now
    span.count = 1
    span.firstNanojoules = nanojoules
    span.prefillNanojoules = prefill
    // A batch whose KV is still on its way from or to the host enters late.
    let swapTime = takeSwapTime()
    totals.swapTime += swapTime
    let out = stages.pointee.enter(now: now + swapTime, tokens: shape.tokens, times: stageTimes)
    span.first = isPriced ? (out - now).picoseconds : 0
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
