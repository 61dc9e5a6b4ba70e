import Model

/// Finds the measured time of every operator of an iteration, and notes what each rests on.
struct FittedOperatorList {
  let model: ModelShape
  let accelerator: Accelerator
  let layout: ParallelLayout
  let profile: CalibrationProfile?
  let engine: EngineCostRules
  let sampling: Sampling
  let rates: RooflineRates
  /// Whether the tensor-parallel link is the accelerator's own, which profiles measured.
  let measuresLink: Bool
  /// Whether the link over which tokens travel to their experts is, too.
  let measuresExpertLink: Bool
  /// The largest batch in tokens and the most rows sampled, up to which tables are fine-grained.
  let maximumTokens: Int
  let maximumRows: Int
  /// The tokens of the largest batch.
  let largestBatch: Int

  /// Linear attention, where it is measured as a whole.
  let linear: MeasuredLinear?

  private(set) var coverage: [OperatorCoverage] = []

  init(_ setting: DeploymentSetting, model: ModelShape, engine: EngineCostRules, maximumTokens: Int) {
    let options = setting.options
    self.model = model
    accelerator = setting.accelerator
    layout = options.layout
    profile = options.profile
    self.engine = engine
    sampling = options.sampling
    rates = setting.rates
    measuresLink = options.tensorLink == nil
    measuresExpertLink = options.tensorLink == nil && options.expertLink == nil
    self.maximumTokens = maximumTokens
    maximumRows = min(1024, max(1, options.maximumSequences))
    largestBatch = options.maximumBatchedTokens
    linear = MeasuredLinear(model: model, layout: options.layout, profile: options.profile, rates: setting.rates)
  }

  private var headsHere: Int { model.heads / layout.tensor }
  private var keyValueHeadsHere: Int { layout.keyValueHeadsPerAccelerator(of: model) }

  /// The operators with their sources. Routed experts are measured as a whole, which the first of their products takes.
  mutating func fitted(_ operators: [RooflineOperator]) -> [FittedOperator] {
    var mixtureIsCounted = false
    return operators.map { one in
      if one.part == .experts && mixtureIsCounted { return FittedOperator(work: one, source: .measured([])) }
      let source = source(of: one)
      if case .measured = source, one.part == .experts { mixtureIsCounted = true }
      return FittedOperator(work: one, source: source)
    }
  }

  private mutating func source(of one: RooflineOperator) -> FittedOperator.Source {
    switch one.kind {
    case .product(let outputs, let inputs, let format):
      return product(one, outputs: outputs, inputs: inputs, format)
    case .experts(_, _, let format, let spread): return experts(one, spread, format)
    case .stream: return passes(one)
    case .allReduce(let bytesPerToken): return allReduce(one, bytesPerToken)
    case .allGather(let bytesPerToken):
      // Logits are gathered of sampled rows, results of experts of all.
      let rows = one.part == .expertExchange ? maximumTokens : maximumRows
      return collective(one, [.allGather], bytesPerRow: bytesPerToken, rows: rows, members: layout.tensor, isMeasured: measuresLink)
    case .gather(let bytesPerToken, let link): return exchange(one, .allGather, bytesPerToken, members: link.members)
    case .scatter(let bytesPerToken, let link): return exchange(one, .reduceScatter, bytesPerToken, members: link.members)
    case .recurrence:
      if let linear {
        note([linear.coverage])
        return .measured([])
      }
      note(one.part, "states of linear attention", .roofline)
      return .roofline
    case .exchange:
      note(one.part, "tokens to their experts and back", .roofline)
      return .roofline
    case .hop:
      note(one.part, "hand-over to the next stage", .roofline)
      return .roofline
    }
  }

  // MARK: Single tables

  private mutating func product(_ one: RooflineOperator, outputs: Int, inputs: Int, _ format: NumberFormat) -> FittedOperator.Source {
    let rows = one.part == .head ? maximumRows : maximumTokens
    let call = OperatorCall.matrixProduct(rows: rows, outputs: outputs, inputs: inputs, format: format)
    let name = "product \(inputs) x \(outputs)"
    guard BlockScaledProduct.isMeant(by: model, format: format), profile?.fit(for: call) != nil else {
      return single(one, call, name + suffix(format))
    }
    let blocks = BlockScaledProduct(architecture: accelerator.architecture)
    guard let table = table(call, adjusting: { $1 * blocks.ratio(rows: $0) }) else { return .roofline }
    note(one.part, name + " in fp8 by blocks" + (blocks.isMeasured ? "" : ", as in fp8"), blocks.isMeasured ? table.basis : .extrapolated)
    return .measured([.init(table: table.grid, times: 1)])
  }

  /// How a narrow format is named behind an operator; what multiplies in another format than it stores says so, where it is not measured.
  private func suffix(_ format: NumberFormat) -> String {
    guard format.isQuantized else { return "" }
    let arithmetic = accelerator.arithmeticFormat(for: format)
    return " in \(format.rawValue)" + (arithmetic == format ? "" : ", multiplied in \(arithmetic.rawValue)")
  }

  mutating func single(_ one: RooflineOperator, _ call: OperatorCall, _ name: String) -> FittedOperator.Source {
    guard let table = table(call) else {
      note(one.part, name, .roofline)
      return .roofline
    }
    note(one.part, name, table.basis)
    return .measured([.init(table: table.grid, times: 1)])
  }

  /// The monotone table of a call over what a batch changes, up to the call's own count, at the fit's own knots and finer.
  ///
  /// `adjusting` makes of a count and its measured time the engine's.
  private func table(
    _ call: OperatorCall, adjusting: (_ count: Double, _ seconds: Double) -> Double = { $1 }
  ) -> (grid: MonotoneGrid, basis: OperatorCoverage.Basis)? {
    guard let fit = profile?.fit(for: call) else { return nil }
    let quantity = OperatorFit.growing(call.kind).first
    let limit = call.quantities[quantity]
    let knots = fit.surface.axes.first { $0.quantity == quantity }?.knots.filter { $0 >= 1 && $0 <= limit } ?? []
    let rungs = LogLadder(bits: 3).values(to: Int(min(limit, 1e15))).dropFirst().map(Double.init)
    let grid = MonotoneGrid(first: Self.merged(knots, rungs)) { count, _ in
      var quantities = call.quantities
      quantities[quantity] = count
      return adjusting(count, fit.surface.seconds(at: quantities))
    }
    // Tables reach a little further than a batch may.
    var judged = call
    if quantity == .rows || quantity == .tokens { judged.quantities[quantity] = min(limit, Double(largestBatch)) }
    return (grid, fit.extrapolates(judged) ? .extrapolated : .measured)
  }

  private static func merged(_ one: [Double], _ other: [Double]) -> [Double] {
    var merged: [Double] = []
    for value in (one + other).sorted() where merged.last.map({ value > $0 * 1.0001 }) ?? true { merged.append(value) }
    return merged
  }

  mutating func note(_ part: IterationPart, _ operation: String, _ basis: OperatorCoverage.Basis) {
    let entry = OperatorCoverage(part: part, operation: operation, basis: basis)
    if !coverage.contains(entry) { coverage.append(entry) }
  }

  /// Notes what attention rests on.
  mutating func note(_ entries: [OperatorCoverage]) { coverage += entries }
}

// MARK: Operators of several passes, and collectives

extension FittedOperatorList {
  private mutating func experts(
    _ one: RooflineOperator, _ spread: ExpertSpread, _ format: NumberFormat
  ) -> FittedOperator.Source {
    let mixture = spread.mixture
    let name = "\(mixture.experts) experts of \(mixture.expertIntermediateSize)\(suffix(format))"
    for routing in spread.routings {
      let call = OperatorCall.mixture(
        tokens: maximumTokens, hiddenSize: mixture.latentSize ?? model.hiddenSize, expertIntermediateSize: mixture.expertIntermediateSize,
        expertsPerToken: mixture.expertsPerToken, experts: mixture.experts, tensorParallel: layout.expertTensor,
        expertParallel: layout.expert,
        format: format, routing: routing)
      let (ratio, slowest) = (format.bitsPerValue < 8 ? engine.expertTimeRatio : 1, widenedSecondsPerToken(call, format))
      let measured = table(call) { tokens, seconds in
        max(seconds * ratio * spread.shareRead(tokens: tokens, of: routing), tokens * slowest)
      }
      guard let table = measured else { continue }
      // A power law says little of experts that are chosen alike.
      let isOther = routing == .skewed && !spread.isSkewed
      let isScaled = ratio != 1 || slowest > 0
      note(
        one.part, name + (isOther ? ", chosen by a power law" : "") + (isScaled ? ", scaled to the engine's kernel" : ""),
        isOther || isScaled ? .extrapolated : table.basis)
      return .measured([.init(table: table.grid, times: 1)])
    }
    note(one.part, name, .roofline)
    return .roofline
  }

  /// What a token of a large batch takes at least in experts whose 4-bit weights the engine's kernel widens: the measured time of the
  /// largest batch, at the engine's rate. Zero where nothing is widened, or the engine's kernel is as fast.
  private func widenedSecondsPerToken(_ call: OperatorCall, _ format: NumberFormat) -> Double {
    guard engine.expertComputeRate < 1, format.bitsPerValue < 8, accelerator.arithmeticFormat(for: format) != format,
      let fit = profile?.fit(for: call), let most = fit.ranges.first(where: { $0.quantity == .tokens })?.greatest
    else { return 0 }
    var quantities = call.quantities
    quantities[.tokens] = most
    return fit.surface.seconds(at: quantities) / most / engine.expertComputeRate
  }

  private mutating func passes(_ one: RooflineOperator) -> FittedOperator.Source {
    switch one.part {
    case .embedding:
      return single(one, .elementwise(.embedding, rows: maximumTokens, width: model.hiddenSize), "embedding")
    case .sampler: return greedySampler(one)
    default: return layerPasses(one)
    }
  }

  /// Norms, rotary positions and the activation of a dense feed-forward; the final norm is dealt out over the layers.
  private mutating func layerPasses(_ one: RooflineOperator) -> FittedOperator.Source {
    var wanted: [(kind: ElementwiseKind, width: Int, times: Double)] = [
      (.norm, model.hiddenSize, Double(model.details.normsPerLayer)),
      (.finalNorm, model.hiddenSize, 1 / Double(model.layers)),
    ]
    let headValues = (headsHere + keyValueHeadsHere) * model.headSize
    let attending = Double(model.attentionLayers) / Double(model.layers)
    if model.details.learnedPositions == 0 { wanted.append((.rotary, headValues, attending)) }
    if model.details.queryKeyNorm { wanted.append((.queryKeyNorm, headValues, attending)) }
    for part in model.feedForwards where part.layers > 0 && part.width > 0 {
      wanted.append((.activation, (part.width + layout.tensor - 1) / layout.tensor, Double(part.layers) / Double(model.layers)))
    }
    var passes: [FittedOperator.Pass] = []
    var basis = OperatorCoverage.Basis.measured
    for pass in wanted {
      guard let table = table(.elementwise(pass.kind, rows: maximumTokens, width: pass.width)) else {
        // A part measured and a part not would be neither: a norm apart, which stands for its siblings.
        if pass.kind == .finalNorm || pass.kind == .queryKeyNorm { continue }
        note(one.part, "norms, positions and activations", .roofline)
        return fusedRoofline(one)
      }
      if table.basis == .extrapolated { basis = .extrapolated }
      let times = pass.times * engine.elementwiseShare
      let fused = pass.kind == .norm ? Double(fusedNorms) * engine.elementwiseShare : 0
      if fused > 0 {
        passes.append(.init(table: withoutFused(table.grid), times: fused))
      }
      if times > fused { passes.append(.init(table: table.grid, times: times - fused)) }
    }
    note(one.part, "norms, positions and activations", basis)
    return .measured(passes)
  }

  /// The engine's own kernel for messages that it takes, the library's beyond.
  private mutating func allReduce(_ one: RooflineOperator, _ bytesPerToken: Double) -> FittedOperator.Source {
    collective(
      one, [.customAllReduce, .allReduce], bytesPerRow: bytesPerToken, rows: maximumTokens, members: layout.tensor,
      isMeasured: measuresLink)
  }

  /// Tokens to all members or their results back, where so many were measured on that link.
  private mutating func exchange(
    _ one: RooflineOperator, _ kind: CollectiveKind, _ bytesPerToken: Double, members: Int
  ) -> FittedOperator.Source {
    let fit = profile?.fit(for: .collective(kind, members: members))
    let reach = fit?.ranges.first { $0.quantity == .members }?.greatest ?? 0
    return collective(
      one, [kind], bytesPerRow: bytesPerToken, rows: maximumTokens, members: members,
      isMeasured: measuresExpertLink && Double(members) <= reach)
  }

  private mutating func collective(
    _ one: RooflineOperator, _ kinds: [CollectiveKind], bytesPerRow: Double, rows: Int, members: Int, isMeasured: Bool
  ) -> FittedOperator.Source {
    let name = "\(kinds[kinds.count - 1].rawValue) of \(members)"
    let bytes = Int(min(bytesPerRow * Double(rows), 1e15))
    let fits = kinds.compactMap { kind -> (fit: OperatorFit, call: OperatorCall)? in
      let call = OperatorCall.collective(kind, bytes: bytes, members: members)
      return profile?.fit(for: call).map { ($0, call) }
    }
    guard isMeasured, !fits.isEmpty else {
      note(one.part, name, .roofline)
      return .roofline
    }
    let rungs = LogLadder(bits: 3).values(to: rows).dropFirst().map(Double.init)
    let grid = MonotoneGrid(first: rungs) { count, _ in
      fits.reduce(Double.infinity) { least, entry in
        var quantities = entry.call.quantities
        quantities[.bytes] = count * bytesPerRow
        // A kernel is asked for no larger message than it was measured for, unless it is the only one.
        let reach = entry.fit.ranges.first { $0.quantity == .bytes }?.greatest ?? .infinity
        if quantities[.bytes] > reach && fits.count > 1 && entry.fit.variant == CollectiveKind.customAllReduce.rawValue { return least }
        return min(least, entry.fit.surface.seconds(at: quantities) + engine.collectiveWaitSeconds)
      }
    }
    note(one.part, name, fits[fits.count - 1].fit.extrapolates(fits[fits.count - 1].call) ? .extrapolated : .measured)
    return .measured([.init(table: grid, times: 1)])
  }
}

// MARK: Collectives in one kernel with norms

extension FittedOperatorList {
  /// Norms of a layer that stand behind an all-reduce and are one kernel with it.
  private var fusedNorms: Int {
    layout.tensor > 1 && engine.fusedAllReduceBytes > 0 ? min(2, model.details.normsPerLayer) : 0
  }

  /// Whether the all-reduces of a batch of so many tokens are fused.
  private func isFused(tokens: Double) -> Bool { 2 * Double(model.hiddenSize) * tokens <= engine.fusedAllReduceBytes }

  /// A pass that takes nothing in batches whose all-reduces are fused with it.
  private func withoutFused(_ grid: MonotoneGrid) -> MonotoneGrid {
    MonotoneGrid(first: fusedRungs) { tokens, _ in isFused(tokens: tokens) ? 0 : grid.seconds(tokens) }
  }

  /// Norms, positions and activations on the roofline, without the norms that are fused.
  private func fusedRoofline(_ one: RooflineOperator) -> FittedOperator.Source {
    guard fusedNorms > 0, case .stream(let bytesPerToken, let kernels, let fusible) = one.kind else { return .roofline }
    let share = Double(fusedNorms) / Double(max(1, model.details.normsPerLayer))
    let grid = MonotoneGrid(first: fusedRungs) { tokens, _ in
      let isFused = isFused(tokens: tokens)
      let bytes = (isFused ? bytesPerToken - fusible * share : bytesPerToken) * tokens
      return rates.stream(bytes: bytes, kernels: isFused ? kernels - fusedNorms : kernels).seconds
    }
    return .measured([.init(table: grid, times: 1)])
  }

  /// Numbers of tokens, with those on both sides of the largest batch that is fused.
  private var fusedRungs: [Double] {
    let most = (engine.fusedAllReduceBytes / (2 * Double(model.hiddenSize))).rounded(.down)
    let rungs = LogLadder(bits: 3).values(to: maximumTokens).dropFirst().map(Double.init)
    return Set(Array(rungs) + [most, most + 1].filter { $0 >= 1 && $0 < Double(maximumTokens) }).sorted()
  }
}
