import Kernel
import Model

/// Costs out of a calibration profile: every operator that it holds takes its measured time, every other one its roofline,
/// and an engine's own rules (padding, overlapping host) go on top.
///
/// Linear layers stand in a table by tokens, head and sampler by rows, prefill attention on a grid over chunk and context,
/// decode attention on lines over context that meet at fixed corners (Law 2). All are whole picoseconds, rounded once when
/// the model is made. Energy is the roofline's: it comes from the work done, and from the time that is measured.
public final class FittedCostModel: ExplainingCostModel {
  /// The most tokens that each attention group reads of a sequence.
  public let readCaps: GroupValues<Int>
  /// Whether unequal contexts were measured, so that the longest counts.
  public let readsContextLead: Bool
  /// What the time of each operator rests on.
  public let coverage: [OperatorCoverage]

  let tokenOperators: [FittedOperator]
  let rowOperators: [FittedOperator]
  let rates: RooflineRates
  let overlap: CommunicationOverlap?
  let roofline: RooflineAttention
  let measured: MeasuredAttention?
  let engine: EngineCostRules
  let samplerTime: Duration
  private let tokenTable: [ChunkCost]
  private let rowTable: [ChunkCost]
  /// Time of sorting the logits of a sampled row.
  let sortTime: Duration
  private let hostTime: Duration
  private let hostTimePerSequence: Duration
  private let exposedTime: Duration

  /// What a cost model is made for.
  public typealias Setting = DeploymentSetting

  /// The cost model of a setting; checked by ``Deployment``, which is the usual way to one. `stage` says which layers are
  /// run here; nil for all of them, one batch at a time through all stages. Another stage of the same setting whose layers are equal has
  /// the same attention, whose tables are then shared.
  public init(_ setting: Setting, stage: PipelineStage? = nil, sharing other: FittedCostModel? = nil) {
    let options = setting.options
    let model = stage?.shape(of: setting.model) ?? setting.model
    let engine = (options.engine ?? EngineCostRules()).ofStage(stage)
    let rates = setting.rates
    let list = setting.operators(of: stage)
    let cache = options.keyValueFormat ?? .bf16
    let tokens = min(16_384, max(1, options.maximumBatchedTokens) + max(1, options.maximumSequences))
    var fitted = FittedOperatorList(
      model: model, layout: options.layout, profile: options.profile, elementwiseShare: engine.elementwiseShare,
      collectiveWaitSeconds: engine.collectiveWaitSeconds, measuresLink: options.tensorLink == nil, maximumTokens: tokens,
      maximumRows: min(1024, max(1, options.maximumSequences)),
      largestBatch: options.maximumBatchedTokens)
    overlap = CommunicationOverlap(options.roofline)
    tokenOperators = fitted.fitted(list.perToken)
    rowOperators = fitted.fitted(list.perRow(samplerBytesPerLogit: options.roofline.samplerBytesPerLogit))
    let roofline = RooflineAttention(
      model: model, layout: options.layout, keyValueFormat: cache, weightFormat: list.weightFormat,
      launchSeconds: options.roofline.attentionLaunchSeconds, rates: rates)
    self.roofline = roofline
    readCaps = roofline.readCaps
    // What was measured is one group's attention; how several groups divide a batch is the roofline's.
    let seconds =
      options.layout.data > 1
      ? nil
      : options.profile.flatMap {
        AttentionSeconds(
          model: model, layout: options.layout, keyValueFormat: cache, profile: $0,
          graphSaving: engine.captureSizes.isEmpty ? 0 : engine.graphedAttentionSavingSeconds)
      }
    measured = seconds.map { seconds in
      other?.measured
        ?? MeasuredAttention(
          seconds, roofline: roofline,
          options: .init(
            tokens: min(131_072, max(1, options.maximumBatchedTokens)), sequences: max(1, options.maximumSequences),
            positions: min(1 << 21, max(1024, model.maximumPositions))))
    }
    fitted.note(
      seconds?.coverage ?? [.prefillAttention, .decodeAttention].map { .init(part: $0, operation: $0.rawValue, basis: .roofline) })
    coverage = fitted.coverage
    readsContextLead = measured?.readsLead ?? false
    // The sampler's start is in its measurement.
    let samplerIsMeasured = coverage.contains { $0.part == .sampler && $0.basis != .roofline }
    let samples = stage?.isLast ?? true
    samplerTime = RooflineRates.duration(samplerIsMeasured || !samples ? 0 : options.roofline.samplerSeconds)
    sortTime = RooflineRates.duration(model.sortsLogits && samples ? engine.sortSecondsPerLogit * Double(model.vocabularySize) : 0)
    hostTime = RooflineRates.duration(engine.hostSecondsPerIteration)
    hostTimePerSequence = RooflineRates.duration(engine.hostSecondsPerSequence)
    exposedTime = RooflineRates.duration(engine.overlapsHost ? engine.exposedSecondsPerIteration : 0)
    tokenTable = Self.table(tokenOperators, (0...tokens).map(engine.paddedTokens), rates, overlap)
    rowTable = Self.table(rowOperators, Array(0...1024), rates, nil)
    self.rates = rates
    self.engine = engine
  }

  /// The summed costs of all operators for each number of rows, equal neighbours made once.
  private static func table(
    _ operators: [FittedOperator], _ rows: [Int], _ rates: RooflineRates, _ overlap: CommunicationOverlap?
  ) -> [ChunkCost] {
    var table: [ChunkCost] = []
    table.reserveCapacity(rows.count)
    for (index, count) in rows.enumerated() {
      let repeats = index > 0 && rows[index - 1] == count
      table.append(repeats ? table[index - 1] : total(operators, rows: count, rates: rates, overlap))
    }
    return table
  }

  private static func total(
    _ operators: [FittedOperator], rows: Int, rates: RooflineRates, _ overlap: CommunicationOverlap?
  ) -> ChunkCost {
    guard rows > 0 else { return .zero }
    if let overlap, overlap.splits(rows) { return parts(of: operators, rows: rows, rates, overlap).total(overlap) }
    var sum = ChunkCost.zero
    for one in operators { sum += one.cost(rows: rows, rates: rates).cost }
    return sum
  }

  /// What computes and what communicates in a batch that is split in two.
  static func parts(
    of operators: [FittedOperator], rows: Int, _ rates: RooflineRates, _ overlap: CommunicationOverlap
  ) -> CommunicationOverlap.Parts {
    var parts = CommunicationOverlap.Parts()
    for one in operators {
      let cost = overlap.halves(rows) { one.cost(rows: $0, rates: rates, fused: true).cost }
      if one.work.isCommunication { parts.communicating += cost } else { parts.computing += cost }
    }
    return parts
  }

  @inline(__always) private func tokenCost(_ tokens: Int) -> ChunkCost {
    tokens < tokenTable.count
      ? tokenTable[tokens] : Self.total(tokenOperators, rows: engine.paddedTokens(tokens), rates: rates, overlap)
  }

  @inline(__always) private func rowCost(_ rows: Int) -> ChunkCost {
    rows < rowTable.count ? rowTable[rows] : Self.total(rowOperators, rows: rows, rates: rates, nil)
  }

  /// What the attention of a chunk costs beside one launch of the kernel, which the iteration counts: see
  /// ``CostModel/chunkCost(tokens:contextTokens:)``.
  public func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost {
    guard tokens > 0 else { return .zero }
    guard let measured else { return roofline.chunk(tokens: tokens, context: contextTokens) }
    return measured.chunk(tokens: tokens, context: contextTokens)
  }

  /// A prefix read once for all sequences that share it: see ``CostModel/sharedPrefixCost(tokens:sequences:launches:)``.
  /// What reading takes is measured: as much for each token as for a token of the sequences' contexts.
  public func sharedPrefixCost(tokens: Int, sequences: Int, launches: Int) -> ChunkCost? {
    guard let measured else { return roofline.sharedPrefix(tokens: tokens, sequences: sequences, launches: launches) }
    let apart = measured.reading(tokens: tokens, sequences: sequences)
    let once = Duration(picoseconds: apart.picoseconds / Int64(max(sequences, 1)))
    return roofline.sharedPrefix(tokens: tokens, sequences: sequences, launches: launches, readTime: once, apart: apart)
  }

  /// What the iteration costs: see ``CostModel/iterationCost(of:chunks:)``.
  public func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine {
    var fixed = tokenCost(shape.tokens)
    fixed += rowCost(shape.sampledRows)
    fixed += chunks
    fixed.time += samplerTime + sortTime * shape.sampledRows
    let attention = attention(of: shape, chunks: chunks)
    fixed.time += attention.launch.time
    fixed.energyNanojoules += attention.launch.energyNanojoules + attention.energyNanojoules
    var line = attention.line
    line.base += fixed.time.picoseconds
    return StepLine(
      time: withHost(line, shape: shape), energy: ContextLine(base: fixed.energyNanojoules, slopes: roofline.line.energy.slopes))
  }

  /// Attention of the decodes, and the launch where it is not in them.
  func attention(
    of shape: BatchShape, chunks: ChunkCost
  ) -> (line: ContextLine, launch: ChunkCost, energyNanojoules: Int64) {
    let shared = roofline.sharedReads(of: shape)
    let energy = roofline.perDecodeSequence.energyNanojoules * Int64(shape.decodeRows) + shared.energyNanojoules
    guard let measured else {
      let line = ContextLine(
        base: roofline.perDecodeSequence.time.picoseconds * Int64(shape.decodeRows) + shared.time.picoseconds,
        slopes: roofline.line.time.slopes)
      return (line, roofline.launch, energy)
    }
    // Decodes alone were measured with their launch; beside a chunk they share the chunk's.
    let launchTime = shape.prefillChunks > 0 ? measured.launch : .zero
    let launch = ChunkCost(time: launchTime, energyNanojoules: roofline.launch.energyNanojoules)
    return (measured.line(of: shape, chunks: chunks.time), launch, energy)
  }

  /// Host time of a batch: what is not hidden behind the accelerator at all, and what is where they overlap.
  func hostTime(of shape: BatchShape) -> Duration {
    hostTime + hostTimePerSequence * (shape.decodeSequences + shape.prefillChunks)
  }

  /// The accelerator's line with the host's time: their sum, or where they overlap the longer of the two. There the line
  /// is flat until the accelerator takes longer, which makes a corner.
  private func withHost(_ line: ContextLine, shape: BatchShape) -> ContextLine {
    let host = hostTime(of: shape).picoseconds
    var result = line
    if engine.overlapsHost { result = line.floor(at: host, context: shape.decodeContext) } else { result.base += host }
    result.base += exposedTime.picoseconds
    return result
  }

  /// Time in which the accelerator waits for the host, when it works for `busy`.
  func waiting(for shape: BatchShape, busy: Duration) -> Duration {
    let host = hostTime(of: shape)
    guard engine.overlapsHost else { return host }
    return max(.zero, host - busy) + exposedTime
  }
}
