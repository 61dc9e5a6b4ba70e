import Hardware
import Kernel
import Workload

/// Images of prompts, which are encoded before the tokens that they come to are computed.
extension EngineState {
  /// Has the images encoded that a chunk touches first: those at the front of a prompt, one after the other, of which none is encoded twice
  /// for one admission. Those whose tokens all come out of the prefix cache are never touched.
  @inline(never) mutating func encodeImages(_ slot: Slot, tokens: Int, _ shared: inout SharedState) {
    let row = shared.requests.images[slot]
    guard row.count > 0, let draw = shared.images else { return }
    let (first, each) = (Int(shared.requests[slot].contextTokens), Int(row.tokens))
    let begin = max(Int(row.encoded), first / each)
    let end = min(Int(row.count), (first + tokens + each - 1) / each)
    if begin >= end { return }
    shared.requests.images[slot].encoded = Int32(end)
    var (index, encoded) = (0, 0)
    draw.withEachImage(ofRequest: shared.requests[history: slot].id, count: end) { image in
      if index >= begin && !encoder.value.use(image, tokens: row.tokens) { encoded += 1 }
      index += 1
    }
    batch.proposal.encodedImages += Int32(encoded)
    totals.encodedImages += encoded
    totals.imageHits += end - begin - encoded
  }

  /// Books how much longer the batch takes for the images that are encoded in it. Their energy is borne by prompts.
  @inline(never) mutating func noteEncoding(_ cost: StepLine, _ shape: BatchShape) {
    var plain = shape
    plain.encodedImages = 0
    var without = costModel.iterationCost(of: plain, chunks: batch.proposal.chunkCost)
    if run.slowdownPermille != 1000 { without = without.scaled(permille: run.slowdownPermille) }
    totals.encoderTime += cost.time(of: shape.decodeContext) - without.time(of: shape.decodeContext)
    batch.proposal.chunkCost.energyNanojoules += cost.nanojoules(of: shape.decodeContext) - without.nanojoules(of: shape.decodeContext)
  }
}
