import Kernel
import Model

/// The buffers that a step works in, sized for the largest batch at the start.
struct StepWorkspace {
  let hidden: FloatBuffer
  let normalized: FloatBuffer
  let projected: FloatBuffer
  /// Cosines and sines of every row's position.
  let rotation: FloatBuffer
  let attended: FloatBuffer
  let gateUp: FloatBuffer
  let gated: FloatBuffer
  let sampledRows: FloatBuffer
  let logits: FloatBuffer
  /// A scratch area for each thread, one after the other.
  let scratch: FloatBuffer
  let scratchStride: Int
  let decode: DecodeAttention
  let prefill: PrefillAttention
  let team: ThreadTeam

  init(model: ModelShape, limits: EngineLimits, cache: PagedCache, threads: Int) throws(InputError) {
    let rows = limits.maximumBatchedTokens
    let queries = model.heads * model.headSize
    let projectedWidth = queries + 2 * model.keyValueHeads * model.headSize
    hidden = try FloatBuffer(count: rows * model.hiddenSize)
    normalized = try FloatBuffer(count: rows * model.hiddenSize)
    projected = try FloatBuffer(count: rows * projectedWidth)
    rotation = try FloatBuffer(count: rows * model.headSize)
    attended = try FloatBuffer(count: rows * queries)
    gateUp = try FloatBuffer(count: rows * 2 * model.intermediateSize)
    gated = try FloatBuffer(count: rows * model.intermediateSize)
    sampledRows = try FloatBuffer(count: limits.maximumSequences * model.hiddenSize)
    logits = try FloatBuffer(count: limits.maximumSequences * model.vocabularySize)
    let groupSize = model.heads / model.keyValueHeads
    decode = DecodeAttention(cache: cache, groupSize: groupSize)
    prefill = PrefillAttention(
      cache: cache, groupSize: groupSize, queryStride: projectedWidth, outputStride: queries,
      scale: 1 / Float(model.headSize).squareRoot())
    let tokens = limits.maximumSequenceTokens
    let needed = max(decode.scratchCount(tokens: tokens), prefill.scratchCount(tokens: tokens))
    scratchStride = (needed + Vector.width - 1) / Vector.width * Vector.width
    scratch = try FloatBuffer(count: scratchStride * threads)
    team = ThreadTeam(threads: threads)
  }
}
