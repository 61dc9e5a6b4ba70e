import Model

/// Finds the measured time of every operator of an iteration, and notes what each rests on.
struct FittedOperatorList {
  let model: ModelShape
  let layout: ParallelLayout
  let profile: CalibrationProfile?
  let elementwiseShare: Double
  /// Seconds that a collective takes longer than in a profile.
  let collectiveWaitSeconds: Double
  /// Whether the tensor-parallel link is the accelerator's own, which profiles measured.
  let measuresLink: Bool
  /// Whether the link over which tokens travel to their experts is, too.
  let measuresExpertLink: Bool
  /// The largest batch in tokens and the most rows sampled, up to which tables are fine-grained.
  let maximumTokens: Int
  let maximumRows: Int
  /// The tokens of the largest batch.
  let largestBatch: Int

  private(set) var coverage: [OperatorCoverage] = []

  init(
    model: ModelShape, layout: ParallelLayout, profile: CalibrationProfile?, elementwiseShare: Double, collectiveWaitSeconds: Double,
    measuresLink: Bool, measuresExpertLink: Bool, maximumTokens: Int, maximumRows: Int, largestBatch: Int
  ) {
    self.model = model
    self.layout = layout
    self.profile = profile
    self.elementwiseShare = elementwiseShare
    self.collectiveWaitSeconds = collectiveWaitSeconds
    self.measuresLink = measuresLink
    self.measuresExpertLink = measuresExpertLink
    self.maximumTokens = maximumTokens
    self.maximumRows = maximumRows
    self.largestBatch = largestBatch
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
      let rows = one.part == .head ? maximumRows : maximumTokens
      return single(
        one, .matrixProduct(rows: rows, outputs: outputs, inputs: inputs, format: format), "product \(inputs) x \(outputs)")
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

  private mutating func single(_ one: RooflineOperator, _ call: OperatorCall, _ name: String) -> FittedOperator.Source {
    guard let table = table(call) else {
      note(one.part, name, .roofline)
      return .roofline
    }
    note(one.part, name, table.basis)
    return .measured([.init(table: table.grid, times: 1)])
  }

  /// The monotone table of a call over what a batch changes, up to the call's own count, at the fit's own knots and finer.
  ///
  /// `share` is what is left of a measured time at a count.
  private func table(
    _ call: OperatorCall, share: (Double) -> Double = { _ in 1 }
  ) -> (grid: MonotoneGrid, basis: OperatorCoverage.Basis)? {
    guard let fit = profile?.fit(for: call) else { return nil }
    let quantity = OperatorFit.growing(call.kind).first
    let limit = call.quantities[quantity]
    let knots = fit.surface.axes.first { $0.quantity == quantity }?.knots.filter { $0 >= 1 && $0 <= limit } ?? []
    let rungs = LogLadder(bits: 3).values(to: Int(min(limit, 1e15))).dropFirst().map(Double.init)
    let grid = MonotoneGrid(first: Self.merged(knots, rungs)) { count, _ in
      var quantities = call.quantities
      quantities[quantity] = count
      return fit.surface.seconds(at: quantities) * share(count)
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

  private mutating func note(_ part: IterationPart, _ operation: String, _ basis: OperatorCoverage.Basis) {
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
    let name = "\(mixture.experts) experts of \(mixture.expertIntermediateSize)"
    for routing in spread.routings {
      let call = OperatorCall.mixture(
        tokens: maximumTokens, hiddenSize: mixture.latentSize ?? model.hiddenSize, expertIntermediateSize: mixture.expertIntermediateSize,
        expertsPerToken: mixture.expertsPerToken, experts: mixture.experts, tensorParallel: layout.expertTensor,
        expertParallel: layout.expert,
        format: format, routing: routing)
      guard let table = table(call, share: { spread.shareRead(tokens: $0, of: routing) }) else { continue }
      // A power law says little of experts that are chosen alike.
      let isOther = routing == .skewed && !spread.isSkewed
      note(one.part, isOther ? name + ", chosen by a power law" : name, isOther ? .extrapolated : table.basis)
      return .measured([.init(table: table.grid, times: 1)])
    }
    note(one.part, name, .roofline)
    return .roofline
  }

  private mutating func passes(_ one: RooflineOperator) -> FittedOperator.Source {
    switch one.part {
    case .embedding:
      return single(one, .elementwise(.embedding, rows: maximumTokens, width: model.hiddenSize), "embedding")
    case .sampler:
      return single(one, .elementwise(.sampler, rows: maximumRows, width: model.vocabularySize), "sampler")
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
        return .roofline
      }
      if table.basis == .extrapolated { basis = .extrapolated }
      passes.append(.init(table: table.grid, times: pass.times * elementwiseShare))
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
        return min(least, entry.fit.surface.seconds(at: quantities) + collectiveWaitSeconds)
      }
    }
    note(one.part, name, fits[fits.count - 1].fit.extrapolates(fits[fits.count - 1].call) ? .extrapolated : .measured)
    return .measured([.init(table: grid, times: 1)])
  }
}
