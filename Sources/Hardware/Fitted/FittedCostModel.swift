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
  /// What every iteration asks of the roofline, beside it: asked of the structure, all of its tables would be copied.
  private let plainLine: StepLine
  private let perDecodeSequence: ChunkCost
  private let attentionLaunch: ChunkCost
  /// Whether decodes have another line than `plainLine` for some batches.
  private let hasSeveralLines: Bool
  let measured: MeasuredAttention?
  let linear: MeasuredLinear?
  private let hasLinear: Bool
  let ranks: DataParallelRanks
  let engine: EngineCostRules
  /// The sampler beside what is measured of it.
  let sampling: ChunkCost
  /// The active draw of all accelerators that work at once.
  private let nanojoulesPerPicosecond: Double
  private let tokenTable: [ChunkCost]
  private let rowTable: [ChunkCost]
  let host: HostTimes

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
    let samples = stage?.isLast ?? true
    var fitted = FittedOperatorList(setting, model: model, engine: engine, maximumTokens: tokens)
    overlap = CommunicationOverlap(options.roofline)
    tokenOperators = fitted.fitted(list.perToken)
    let sampled = fitted.fitted(list.perRow(samplerBytesPerLogit: options.roofline.samplerBytesPerLogit))
    rowOperators = samples ? sampled + [fitted.samplerBeyondGreedy()].compactMap(\.self) : sampled
    let roofline = RooflineAttention(
      model: model, layout: options.layout, keyValueFormat: cache, weightFormat: list.weightFormat,
      launchSeconds: options.roofline.attentionLaunchSeconds, rates: rates, measuresStates: fitted.linear != nil,
      mostQueries: (options.draft?.tokens ?? 0) + 1, wholeKernel: options.kv?.wholeKernel ?? false)
    self.roofline = roofline
    (plainLine, perDecodeSequence, attentionLaunch) = (roofline.line, roofline.perDecodeSequence, roofline.launch)
    hasSeveralLines = roofline.hasSeveralLines
    hasLinear = fitted.linear != nil
    linear = fitted.linear
    readCaps = roofline.readCaps
    let ranks = DataParallelRanks(count: options.layout.data)
    self.ranks = ranks
    // No table has kernels that leave processors idle.
    let table = options.kv?.wholeKernel == true ? nil : options.profile
    let seconds = table.flatMap {
      AttentionSeconds(
        model: model, layout: options.layout, keyValueFormat: cache, weightFormat: list.weightFormat, profile: $0,
        graphSaving: engine.captureSizes.isEmpty ? 0 : engine.graphedAttentionSavingSeconds)
    }
    measured = seconds.map { seconds in
      other?.measured
        ?? MeasuredAttention(
          seconds, roofline: roofline, ranks: ranks,
          options: .init(
            tokens: min(131_072, max(1, options.maximumBatchedTokens)), sequences: max(1, options.maximumSequences),
            positions: min(1 << 21, max(1024, model.maximumPositions))))
    }
    fitted.note(
      seconds?.coverage ?? [.prefillAttention, .decodeAttention].map { .init(part: $0, operation: $0.rawValue, basis: .roofline) })
    coverage = fitted.coverage
    readsContextLead = measured?.readsLead ?? false
    // The sampler's start is in its measurement.
    let samplerIsMeasured = !coverage.contains { $0.part == .sampler && $0.basis == .roofline }
    sampling = rates.sampling(seconds: samplerIsMeasured || !samples ? 0 : options.roofline.samplerSeconds)
    host = HostTimes(engine, layers: stage?.layers.count ?? model.layers)
    let evenly = (0...tokens).map { Self.evenRows(of: $0, ranks, engine) }
    tokenTable = Self.table(tokenOperators, evenly, rates, overlap)
    rowTable = Self.table(rowOperators, Array(0...RooflineCostModel.tabulatedRows(options)), rates, nil)
    nanojoulesPerPicosecond = rates.activeWatts * 1e-3
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
    _ operators: [FittedOperator], rows: Int, slowest: Int? = nil, rates: RooflineRates, _ overlap: CommunicationOverlap?
  ) -> ChunkCost {
    guard rows > 0 else { return .zero }
    if let overlap, overlap.splits(rows) {
      return parts(of: operators, rows: rows, slowest: slowest, rates, overlap).total(overlap)
    }
    var sum = ChunkCost.zero
    for one in operators { sum += one.cost(rows: one.rows(of: rows, slowest: slowest), rates: rates).cost }
    return sum
  }

  /// What computes and what communicates in a batch that is split in two.
  static func parts(
    of operators: [FittedOperator], rows: Int, slowest: Int? = nil, _ rates: RooflineRates, _ overlap: CommunicationOverlap
  ) -> CommunicationOverlap.Parts {
    var parts = overlap.parts(rows)
    for one in operators {
      let rows = one.rows(of: rows, slowest: slowest)
      let cost = overlap.halves(rows) { one.cost(rows: $0, rates: rates, fused: overlap.fusesNorms).cost }
      if one.work.isCommunication { parts.communicating += cost } else { parts.computing += cost }
    }
    return parts
  }

  /// What the layers cost but for attention. Where ranks hold unlike numbers of tokens the slowest sets the pace, and energy is spent on
  /// what there is.
  @inline(__always) private func tokenCost(of shape: BatchShape) -> ChunkCost {
    let tokens = shape.tokens
    let evenly =
      tokens < tokenTable.count
      ? tokenTable[tokens] : Self.total(tokenOperators, rows: Self.evenRows(of: tokens, ranks, engine), rates: rates, overlap)
    guard ranks.count > 1, let (rows, slowest) = unevenRows(of: shape) else { return evenly }
    let uneven = Self.total(tokenOperators, rows: rows, slowest: slowest, rates: rates, overlap)
    return ChunkCost(time: uneven.time, energyNanojoules: evenly.energyNanojoules)
  }

  /// Rows that a batch is computed as where all ranks hold as many; those of a captured graph are padded on each.
  static func evenRows(of tokens: Int, _ ranks: DataParallelRanks, _ engine: EngineCostRules) -> Int {
    if ranks.count == 1 { return engine.paddedTokens(tokens) }
    let most = ranks.most(tokens)
    return most <= engine.captureSizes.last ?? 0 ? engine.paddedTokens(most) * ranks.count : tokens
  }

  /// Rows that a batch is computed as, and those of its slowest rank, where some rank has more than the mean. While a captured graph
  /// runs, all pad to the largest (vLLM: `coordinate_batch_across_ranks`, `vllm/v1/worker/dp_utils.py`).
  func unevenRows(of shape: BatchShape) -> (rows: Int, slowest: Int)? {
    let most = ranks.tokens(shape)
    if most <= ranks.most(shape.tokens) { return nil }
    let padded = engine.paddedTokens(most)
    let isGraphed = most <= engine.captureSizes.last ?? 0
    return (isGraphed ? padded * ranks.count : shape.tokens, padded)
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
    let once = Duration(picoseconds: apart.picoseconds / Int64(max(ranks.most(sequences), 1)))
    return roofline.sharedPrefix(tokens: tokens, sequences: sequences, launches: launches, readTime: once, apart: apart)
  }

  /// What the iteration costs: see ``CostModel/iterationCost(of:chunks:)``.
  public func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine {
    var fixed = tokenCost(of: shape)
    fixed += rowCost(shape.sampledRows)
    let chunks = ranks.count == 1 ? chunks : ChunkCost(time: ranks.chunkTime(chunks.time, shape), energyNanojoules: chunks.energyNanojoules)
    fixed += chunks
    fixed += sampling
    if hasLinear { fixed += linearCost(of: shape) }
    let attention = attention(of: shape, chunks: chunks)
    fixed += attention.launch
    var line = attention.line
    line += fixed
    line.time = host.applied(to: line.time, shape: shape, ranks)
    return line
  }

  /// Attention of the decodes, and the launch where it is not in them.
  @inline(__always) func attention(
    of shape: BatchShape, chunks: ChunkCost
  ) -> (line: StepLine, launch: ChunkCost) {
    let own = hasSeveralLines ? line(of: shape) : plainLine
    var line = StepLine(time: ContextLine(slopes: own.time.slopes), energy: ContextLine(slopes: own.energy.slopes))
    line += perDecodeSequence.multiplied(by: shape.decodeRows)
    if shape.sharedContextTokens > 0 { line += sharedReads(of: shape) }
    guard let measured else { return (line, attentionLaunch) }
    // Decodes alone were measured with their launch; beside a chunk they share the chunk's.
    let launch =
      shape.prefillChunks > 0
      ? ChunkCost(time: measured.launch, energyNanojoules: activeNanojoules(measured.launch.picoseconds)) : .zero
    var time = ranks.count == 1 ? measured.line(of: shape, chunks: chunks.time) : slowestLine(measured, shape, chunks: chunks.time)
    if shape.decodeRows != shape.decodeSequences { time = time.stretched(by: stretch(of: shape)) }
    return (StepLine(time: time, energy: energy(of: line, taking: time)), launch)
  }

  // Few batches ask for these; in the iteration they would have the roofline copied for all.

  @inline(never) private func line(of shape: BatchShape) -> StepLine { roofline.line(of: shape) }

  @inline(never) private func sharedReads(of shape: BatchShape) -> ChunkCost { roofline.sharedReads(of: shape) }

  @inline(never) private func stretch(of shape: BatchShape) -> Double { roofline.stretch(of: shape) }

  @inline(never) private func linearCost(of shape: BatchShape) -> ChunkCost { linear?.cost(of: shape) ?? .zero }

  /// The line of the rank that has the most. Apart from where there is one rank, whose batch is then not copied.
  @inline(never) private func slowestLine(_ measured: MeasuredAttention, _ shape: BatchShape, chunks: Duration) -> ContextLine {
    measured.line(of: ranks.attending(shape), chunks: chunks)
  }

  /// The energy of decodes' attention that takes another time than the roofline's: their traffic and arithmetic are the same, and
  /// the active draw lasts as long as they do. It has its corners where the time has.
  private func energy(of line: StepLine, taking time: ContextLine) -> ContextLine {
    var energy = line.energy
    energy.limit = time.limit
    energy.base += activeNanojoules(time.base - line.time.base)
    energy.slopes.whole += activeNanojoules(time.slopes.whole - line.time.slopes.whole)
    if time.slopes.hasCapped || line.time.slopes.hasCapped {
      for group in 1..<AttentionGroup.most {
        energy.slopes[group] += activeNanojoules(time.slopes[group] - line.time.slopes[group])
      }
    }
    return energy
  }

  /// What so many picoseconds of any kernel draw above idle.
  @inline(__always) private func activeNanojoules(_ picoseconds: Int64) -> Int64 {
    Int64(max(-1e17, min(Double(picoseconds) * nanojoulesPerPicosecond, 1e17)).rounded())
  }
}
