import Kernel
import Model

/// The roofline: each operator takes the longer of its arithmetic and its memory traffic at attainable rates, plus the
/// start of its kernels (Williams, Waterman and Patterson, "Roofline", CACM 2009; for LLM inference, arXiv 2402.16363).
///
/// Linear layers depend on the tokens of the batch, LM head and sampler on the sampled rows, attention on context; the
/// host adds a constant and a term for each sequence. Each operator's time is rounded once to whole picoseconds, and
/// its energy to nanojoules, so every sum is exact and linear in decode context (Law 2). It is the cost of one stage of a
/// pipeline, or of one batch at a time through all of them: then latency is the sum over stages and hops.
///
/// Costs by tokens and by rows stand in tables made at the start, so that an iteration costs two look-ups.
public final class RooflineCostModel: ExplainingCostModel {
  /// The most tokens that each attention group reads of a sequence.
  public let readCaps: GroupValues<Int>

  private let tokenTable: [ChunkCost]
  private let rowTable: [ChunkCost]
  /// Chunks with nothing before them, the first of every prompt and the whole of most.
  private let firstChunkTable: [ChunkCost]
  private let tokenOperators: [RooflineOperator]
  private let rowOperators: [RooflineOperator]
  private let rates: RooflineRates
  private let overlap: CommunicationOverlap?
  private let attention: RooflineAttention
  private let hostTime: Duration
  private let hostTimePerSequence: Duration
  /// The sampler beside its operators.
  private let sampling: ChunkCost

  /// The cost model of a setting; checked by ``Deployment``, which is the usual way to one.
  ///
  /// - Parameters:
  ///   - stage: the layers that are run here; nil for all of them, one batch at a time through all stages.
  ///   - tabulatedTokens: batches of up to so many tokens are looked up; larger ones are computed each time.
  public init(_ setting: DeploymentSetting, stage: PipelineStage? = nil, tabulatedTokens: Int = 2304) {
    let model = stage?.shape(of: setting.model) ?? setting.model
    let (options, parameters) = (setting.options, setting.options.roofline)
    let rates = setting.rates
    let list = setting.operators(of: stage)
    let overlap = CommunicationOverlap(parameters)
    self.rates = rates
    self.overlap = overlap
    tokenOperators = list.perToken
    rowOperators = list.perRow(samplerBytesPerLogit: parameters.samplerBytesPerLogit)
    attention = RooflineAttention(
      model: model, layout: options.layout, keyValueFormat: options.keyValueFormat ?? .bf16, weightFormat: list.weightFormat,
      launchSeconds: parameters.attentionLaunchSeconds, rates: rates, mostQueries: (options.draft?.tokens ?? 0) + 1,
      wholeKernel: options.kv?.wholeKernel ?? false)
    readCaps = attention.readCaps
    let (hasHost, samples) = (stage?.isFirst ?? true, stage?.isLast ?? true)
    hostTime = hasHost ? RooflineRates.duration(parameters.hostSecondsPerIteration) : .zero
    hostTimePerSequence = hasHost ? RooflineRates.duration(parameters.hostSecondsPerSequence) : .zero
    sampling = samples ? rates.sampling(seconds: parameters.samplerSeconds) : .zero
    let operators = tokenOperators
    let rows = rowOperators
    firstChunkTable = (0...max(tabulatedTokens, 1)).map { [attention] in attention.chunk(tokens: $0, context: 0) }
    tokenTable = (0...max(tabulatedTokens, 1)).map { Self.total(of: operators, rows: $0, rates: rates, overlap: overlap) }
    rowTable = (0...Self.tabulatedRows(options)).map { Self.total(of: rows, rows: $0, rates: rates) }
  }

  /// Rows of a batch in which every sequence is sampled once, or once for each draft.
  static func tabulatedRows(_ options: DeploymentOptions) -> Int {
    guard let draft = options.draft else { return 1024 }
    return min(8192, max(1024, options.maximumSequences * (draft.tokens + 1)))
  }

  private static func total(
    of operators: [RooflineOperator], rows: Int, rates: RooflineRates, overlap: CommunicationOverlap? = nil
  ) -> ChunkCost {
    guard rows > 0 else { return .zero }
    if let overlap, overlap.splits(rows) { return parts(of: operators, rows: rows, rates: rates, overlap).total(overlap) }
    var sum = ChunkCost.zero
    for one in operators { sum += rates.cost(of: one.work(rows: rows, rates: rates), times: one.times) }
    return sum
  }

  private static func parts(
    of operators: [RooflineOperator], rows: Int, rates: RooflineRates, _ overlap: CommunicationOverlap
  ) -> CommunicationOverlap.Parts {
    var parts = overlap.parts(rows)
    for one in operators {
      let cost = overlap.halves(rows) { rates.cost(of: one.work(rows: $0, rates: rates, fused: overlap.fusesNorms), times: one.times) }
      if one.isCommunication { parts.communicating += cost } else { parts.computing += cost }
    }
    return parts
  }

  @inline(__always) private func tokenCost(_ tokens: Int) -> ChunkCost {
    tokens < tokenTable.count ? tokenTable[tokens] : Self.total(of: tokenOperators, rows: tokens, rates: rates, overlap: overlap)
  }

  @inline(__always) private func rowCost(_ rows: Int) -> ChunkCost {
    rows < rowTable.count ? rowTable[rows] : Self.total(of: rowOperators, rows: rows, rates: rates)
  }

  /// What the attention of a chunk costs: see ``CostModel/chunkCost(tokens:contextTokens:)``.
  public func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost {
    contextTokens == 0 && tokens < firstChunkTable.count
      ? firstChunkTable[tokens] : attention.chunk(tokens: tokens, context: contextTokens)
  }

  /// A prefix read once for all sequences that share it: see ``CostModel/sharedPrefixCost(tokens:sequences:launches:)``.
  public func sharedPrefixCost(tokens: Int, sequences: Int, launches: Int) -> ChunkCost? {
    attention.sharedPrefix(tokens: tokens, sequences: sequences, launches: launches)
  }

  /// What the iteration costs: see ``CostModel/iterationCost(of:chunks:)``. The line holds for every context.
  public func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine {
    var base = tokenCost(shape.tokens)
    base += rowCost(shape.sampledRows)
    base += chunks
    base += attention.launch
    base.time += attention.perDecodeSequence.time * shape.decodeRows
    base.energyNanojoules += attention.perDecodeSequence.energyNanojoules * Int64(shape.decodeRows)
    base += sampling
    base.time += hostTime + hostTimePerSequence * (shape.decodeSequences + shape.prefillChunks)
    base += attention.sharedReads(of: shape)
    var line = attention.line(of: shape)
    line += base
    return line
  }

  /// Every part is the roofline's.
  public var coverage: [OperatorCoverage] {
    let parts = (tokenOperators + rowOperators).map(\.part) + [.prefillAttention, .decodeAttention]
    return IterationPart.allCases.filter(parts.contains).map { OperatorCoverage(part: $0, operation: $0.rawValue, basis: .roofline) }
  }

  /// Where the iteration's time goes: parts whose times and energies sum exactly to those of
  /// ``iterationCost(of:chunks:)`` at the shape's own context. Parts that take nothing are left out.
  public func breakdown(of shape: BatchShape, chunks: ChunkCost = .zero) -> [BreakdownPart] {
    var parts = BreakdownList()
    if let overlap, overlap.splits(shape.tokens) {
      addSplit(shape.tokens, overlap, to: &parts)
      addWhole(rowOperators, rows: shape.sampledRows, to: &parts)
    } else {
      addWhole(tokenOperators, rows: shape.tokens, to: &parts)
      addWhole(rowOperators, rows: shape.sampledRows, to: &parts)
    }
    parts.add(.prefillAttention, chunks, .compute)
    var decode = attention.line(of: shape).cost(of: shape.decodeContext)
    decode += attention.perDecodeSequence.multiplied(by: shape.decodeRows)
    decode += attention.sharedReads(of: shape)
    parts.add(.decodeAttention, decode, attention.decodeLimit)
    parts.add(.attentionLaunch, attention.launch, .launch)
    parts.add(.sampler, sampling, .launch)
    let host = hostTime + hostTimePerSequence * (shape.decodeSequences + shape.prefillChunks)
    parts.add(.host, ChunkCost(time: host, energyNanojoules: 0), .host)
    return parts.ordered
  }

  private func addWhole(_ operators: [RooflineOperator], rows: Int, to parts: inout BreakdownList) {
    if rows == 0 { return }
    for one in operators {
      let work = one.work(rows: rows, rates: rates)
      parts.add(one.part, rates.cost(of: work, times: one.times), work.limit)
    }
  }

  /// Parts of a batch that is split in two: of the collectives, what is seen of them.
  private func addSplit(_ rows: Int, _ overlap: CommunicationOverlap, to parts: inout BreakdownList) {
    for one in tokenOperators where !one.isCommunication {
      let cost = overlap.halves(rows) { rates.cost(of: one.work(rows: $0, rates: rates, fused: overlap.fusesNorms), times: one.times) }
      parts.add(one.part, cost, one.work(rows: rows / 2, rates: rates).limit)
    }
    parts.add(.collectives, Self.parts(of: tokenOperators, rows: rows, rates: rates, overlap).visible(overlap), .link)
  }
}

extension ChunkCost {
  /// So many times the cost.
  func multiplied(by count: Int) -> ChunkCost {
    ChunkCost(time: time * count, energyNanojoules: energyNanojoules * Int64(count))
  }
}

extension IterationPart {
  /// Its place in the order in which an iteration runs.
  var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
