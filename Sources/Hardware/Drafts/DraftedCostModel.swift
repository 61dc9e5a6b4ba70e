import Kernel
import Model

/// The cost of iterations that draft tokens and verify them: the model's own with a row for every draft, and the draft's passes before it.
///
/// Of the passes of a step the first reads all rows that were verified before it, and each further one a row of each sequence (vLLM:
/// `vllm/v1/spec_decode/eagle.py`, `propose`). The draft also prefills every prompt. Both are lines over the same contexts, so that the
/// sum is one too.
public final class DraftedCostModel: ExplainingCostModel {
  /// The most tokens that each attention group of the model reads of a sequence.
  public let readCaps: GroupValues<Int>

  private let target: any ExplainingCostModel
  private let draft: (any ExplainingCostModel)?
  private let options: DraftOptions
  /// What a draft that reads a part of the contexts reads of each, in tokens.
  private let most: Int?
  private let host: DraftHostTime
  private let hops: (empty: Duration, perToken: Duration)

  init(target: any ExplainingCostModel, draft: (any ExplainingCostModel)?, options: DraftOptions, deployment: DeploymentOptions) {
    (self.target, self.draft, self.options) = (target, draft, options)
    (readCaps, most) = (target.readCaps, options.contextTokens)
    host = DraftHostTime(options, options: deployment)
    hops = options.placement?.hops(efficiency: deployment.roofline.linkEfficiency) ?? (.zero, .zero)
  }

  /// Whether the model reads it.
  public var readsContextLead: Bool { target.readsContextLead }

  /// The model's attention to a chunk, and the draft's. A draft that is the model itself finds its KV there.
  public func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost {
    var cost = target.chunkCost(tokens: tokens, contextTokens: contextTokens)
    if let draft, options.tokens > 0, options.source != .itself { cost += draft.chunkCost(tokens: tokens, contextTokens: contextTokens) }
    return cost
  }

  /// The model's step and the draft's passes.
  public func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine {
    var line = target.iterationCost(of: shape, chunks: chunks)
    let drafted = options.drafted(shape)
    let passes = options.passes(drafting: drafted)
    if drafted > 0 { line.time.base += host.time(sequences: shape.decodeSequences, passes: draft == nil ? 0 : passes).picoseconds }
    guard let draft, options.tokens > 0 else { return line }
    var drafting = StepLine(time: ContextLine())
    if let first = firstPass(shape, decodes: passes > 0) { drafting = capped(draft, first) }
    if passes > 1 { drafting = drafting + furtherPasses(shape, count: passes - 1, draft) }
    guard let placement = options.placement else { return line + drafting }
    let sum = line + drafting
    if !placement.overlaps { return StepLine(time: sum.time.later(by: hopTime(shape, drafted: drafted)), energy: sum.energy) }
    return StepLine(
      time: line.time.longer(drafting.time, at: shape.decodeContext).later(by: hopTime(shape, drafted: drafted)), energy: sum.energy)
  }

  /// What verified tokens take to a draft on other accelerators, and drafted ones back.
  private func hopTime(_ shape: BatchShape, drafted: Int) -> Duration {
    drafted == 0 ? .zero : hops.empty + hops.perToken * (shape.decodeSequences * (2 * drafted + 1))
  }

  /// A pass of the draft, over what it reads of the contexts. Where that is a part of them, those of a batch are taken as equally long.
  private func capped(_ draft: any ExplainingCostModel, _ pass: BatchShape) -> StepLine {
    guard let most, pass.decodeSequences > 0 else { return draft.iterationCost(of: pass, chunks: .zero) }
    let limit = most * pass.decodeSequences
    var pass = pass
    if pass.decodeContext.whole <= limit {
      var line = draft.iterationCost(of: pass, chunks: .zero)
      line.time.limit = min(line.time.limit, limit)
      return line
    }
    pass.decodeContext.whole = limit
    let cost = draft.iterationCost(of: pass, chunks: .zero).cost(of: pass.decodeContext)
    return StepLine(
      time: ContextLine(base: cost.time.picoseconds), energy: ContextLine(base: cost.energyNanojoules))
  }

  /// What the draft's first pass works on: prompts, and all rows of the decodes where these are drafted for. Nil where there is neither.
  private func firstPass(_ shape: BatchShape, decodes: Bool) -> BatchShape? {
    let prefills = shape.prefillTokens > 0 && options.source != .itself
    if !decodes && !prefills { return nil }
    var first = shape
    (first.sharedContextTokens, first.sharedReads, first.decodeContextLead) = (0, .zero, 0)
    first.sampledRows = decodes ? shape.decodeSequences : 0
    if prefills { first.sampledRows += shape.sampledRows - shape.decodeRows } else { (first.prefillTokens, first.prefillChunks) = (0, 0) }
    if !decodes { (first.decodeSequences, first.decodeRows, first.decodeContext) = (0, 0, .zero) }
    return first
  }

  /// The passes behind the first: a row of each sequence, whose contexts grow by one in each.
  private func furtherPasses(_ shape: BatchShape, count: Int, _ draft: any ExplainingCostModel) -> StepLine {
    var pass = BatchShape()
    (pass.decodeSequences, pass.decodeRows, pass.sampledRows) = (shape.decodeSequences, shape.decodeSequences, shape.decodeSequences)
    pass.decodeContext = GroupValues(whole: shape.decodeContext.whole)
    let line = capped(draft, pass)
    let growth = shape.decodeSequences * (count * (count + 1) / 2)
    return StepLine(
      time: Self.repeated(line.time, count, growth: growth, last: shape.decodeSequences * count),
      energy: Self.repeated(line.energy, count, growth: growth, last: shape.decodeSequences * count))
  }

  /// So many times a line, over contexts that are `growth` tokens longer together and `last` tokens longer in the last.
  private static func repeated(_ line: ContextLine, _ count: Int, growth: Int, last: Int) -> ContextLine {
    ContextLine(
      base: line.base * Int64(count) + line.slopes.whole * Int64(growth), slopes: line.slopes.map { $0 * Int64(count) },
      limit: line.limit == .max ? .max : line.limit - last)
  }

  /// What the model's operators rest on, with those of the draft that rest on less.
  public var coverage: [OperatorCoverage] { target.coverage }

  /// The model's parts, and the draft as one.
  public func breakdown(of shape: BatchShape, chunks: ChunkCost = .zero) -> [BreakdownPart] {
    var parts = BreakdownList()
    for part in target.breakdown(of: shape, chunks: chunks) {
      parts.add(part.part, ChunkCost(time: part.time, energyNanojoules: part.energyNanojoules), part.limit)
    }
    let (own, all) = (target.iterationCost(of: shape, chunks: chunks), iterationCost(of: shape, chunks: chunks))
    let (before, after) = (own.cost(of: shape.decodeContext), all.cost(of: shape.decodeContext))
    parts.add(
      .draft, ChunkCost(time: after.time - before.time, energyNanojoules: after.energyNanojoules - before.energyNanojoules),
      draft == nil ? .host : .memory)
    return parts.ordered
  }
}
