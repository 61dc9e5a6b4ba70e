import Model

/// Seconds of attention in all layers of one stage group, out of a profile: what the integer tables are made from.
///
/// Groups with a cap are counted apart, for their decodes depend on the context up to it.
struct AttentionSeconds {
  let model: ModelShape
  let profile: CalibrationProfile
  let prefill: OperatorFit
  let decode: OperatorFit
  let mixed: OperatorFit?
  let prefillCall: OperatorCall
  let decodeCall: OperatorCall
  let mixedCall: OperatorCall
  /// Layers that read everything.
  let wholeLayers: Double
  /// Groups with a cap, and those of them whose chunks are computed as whole contexts are: kernels of selected latents are others.
  let capped: [AttentionGroup]
  private let cappedInChunks: [AttentionGroup]
  /// Seconds that a decode's attention in a layer takes less where a graph launches it.
  let graphSaving: Double
  /// The product that makes keys and values of cached latents anew for every chunk behind them; nil where there are no latents.
  private let expansion: MonotoneGrid?
  /// Whether layers select what they read by an index, whose kernels no table has.
  private let isSparse: Bool
  private var isLatent: Bool { model.latentAttention != nil }

  /// Nil where the profile lacks prefill or decode attention of such heads, or a group does more than read keys and values of the one
  /// format.
  init?(
    model: ModelShape, layout: ParallelLayout, keyValueFormat: NumberFormat, weightFormat: NumberFormat, profile: CalibrationProfile,
    graphSaving: Double = 0
  ) {
    let groups = model.attentionGroups
    isSparse = groups.contains { $0.scan != .none }
    let isPlain = groups.allSatisfy { $0.attends && $0.format == nil && $0.heads == nil }
    guard isPlain, model.latentAttention != nil || model.givenValueHeadSize == nil else { return nil }
    let heads = model.heads / layout.tensor
    let keyValueHeads = layout.keyValueHeadsPerAccelerator(of: model)
    if let latent = model.latentAttention {
      prefillCall = .latentPrefill(tokens: 512, heads: heads, headSize: latent.pairSize, keyValueFormat: keyValueFormat)
      decodeCall = .latentDecode(
        sequences: 32, contextTokensPerSequence: 1024, heads: heads, latentSize: latent.keyValueRank + latent.rotaryHeadSize,
        keyValueFormat: keyValueFormat)
      expansion = Self.expansion(latent, heads: heads, profile, model.format(of: .attention, weights: weightFormat).format)
    } else {
      prefillCall = .prefillAttention(
        tokens: 512, heads: heads, keyValueHeads: keyValueHeads, headSize: model.headSize, keyValueFormat: keyValueFormat)
      decodeCall = .decodeAttention(
        sequences: 32, contextTokensPerSequence: 1024, heads: heads, keyValueHeads: keyValueHeads, headSize: model.headSize,
        keyValueFormat: keyValueFormat)
      expansion = nil
    }
    mixedCall = .mixedDecodeAttention(
      sequences: 32, contextTokensPerSequence: 1024, prefillTokens: 512, heads: heads, keyValueHeads: keyValueHeads,
      headSize: model.headSize, keyValueFormat: keyValueFormat)
    guard let prefill = profile.fit(for: prefillCall), let decode = profile.fit(for: decodeCall) else { return nil }
    self.model = model
    // Tables of latents have what the host adds taken off already.
    self.graphSaving = model.latentAttention == nil ? graphSaving : 0
    self.profile = profile
    self.prefill = prefill
    self.decode = decode
    mixed = model.latentAttention == nil ? profile.fit(for: mixedCall) : nil
    wholeLayers = groups[0].layers
    capped = Array(groups.dropFirst())
    cappedInChunks = capped.filter { !model.selectsLatents($0) }
  }

  private static func expansion(
    _ latent: LatentAttention, heads: Int, _ profile: CalibrationProfile, _ format: NumberFormat
  ) -> MonotoneGrid? {
    func call(_ format: NumberFormat) -> OperatorCall {
      .matrixProduct(outputs: heads * (latent.plainHeadSize + latent.valueHeadSize), inputs: latent.keyValueRank, format: format)
    }
    return profile.table(for: call(format)) ?? profile.table(for: call(.bf16))
  }

  /// Seconds that any prefill takes in all layers, be it of a single token.
  var launchSeconds: Double { Double(model.layers) * chunkInOneLayer(tokens: 1, context: 0) }

  /// Seconds of a chunk in all layers beyond the launch, but for those that read selected latents.
  func chunk(tokens: Int, context: Int) -> Double {
    let launch = chunkInOneLayer(tokens: 1, context: 0)
    var seconds = wholeLayers * max(0, chunkInOneLayer(tokens: Double(tokens), context: Double(context)) - launch)
    if let expansion, context > 0 {
      seconds += wholeLayers * expansion.seconds(Double(context))
      for group in cappedInChunks { seconds += group.layers * expansion.seconds(Double(min(context, group.readCap))) }
    }
    for group in cappedInChunks {
      let pairs = ModelShape.prefillPairs(tokens: tokens, context: context, window: group.readCap)
      seconds += group.layers * max(0, capped(tokens: tokens, pairs: pairs) - launch)
    }
    return seconds
  }

  /// A chunk in a group with a cap takes what a chunk of as many tokens and query-key pairs takes that sees everything; one that sees
  /// less than itself, its share of the pairs.
  private func capped(tokens: Int, pairs: Double) -> Double {
    let t = Double(tokens)
    let own = t * (t + 1) / 2
    if pairs >= own { return chunkInOneLayer(tokens: t, context: (pairs - own) / t) }
    return chunkInOneLayer(tokens: t, context: 0) * pairs / own
  }

  private func chunkInOneLayer(tokens: Double, context: Double) -> Double {
    var quantities = prefillCall.quantities
    quantities[.tokens] = tokens
    quantities[.contextTokens] = context
    return prefill.surface.seconds(at: quantities)
  }

  /// Seconds of decodes alone, in one layer.
  func decode(sequences: Double, context: Double) -> Double {
    var quantities = decodeCall.quantities
    quantities[.sequences] = sequences
    quantities[.contextTokens] = context
    let seconds = decode.surface.seconds(at: quantities)
    return max(seconds / 2, seconds - graphSaving)
  }

  /// Seconds that decodes add to a batch that prefills `tokens`, in one layer. Where it was not measured, what they take
  /// alone beyond a start of the kernel. Decodes of latents have kernels of their own beside a chunk's (vLLM: `forward_mqa` beside
  /// `forward_mha`), and take what they take alone.
  func mixedDecode(tokens: Double, sequences: Double, context: Double) -> Double {
    if isLatent { return decode(sequences: sequences, context: context) }
    guard let mixed else {
      return max(0, decode(sequences: sequences, context: context) - decode(sequences: 1, context: 1))
    }
    var quantities = mixedCall.quantities
    quantities[.tokens] = tokens
    quantities[.sequences] = sequences
    quantities[.contextTokens] = context
    return mixed.surface.seconds(at: quantities)
  }

  /// Chunk lengths at which mixed batches were measured.
  var mixedTokens: [Int] {
    let knots = mixed?.surface.axes.first { $0.quantity == .tokens }?.knots ?? []
    return knots.isEmpty ? [512] : knots.map { Int($0.rounded()) }
  }

  /// What equal contexts and lone chunks do not say, as it was measured for the nearest shape.
  var corrections: AttentionCorrections? {
    func distance(_ one: AttentionCorrections) -> Double {
      let call = decodeCall.quantities
      return one.distance(heads: Int(call[.heads]), keyValueHeads: Int(call[.keyValueHeads]), headSize: Int(call[.headSize]))
    }
    return profile.attention?.min { distance($0) < distance($1) }
  }

  /// What the times rest on.
  var coverage: [OperatorCoverage] {
    func basis(_ fit: OperatorFit?, _ call: OperatorCall) -> OperatorCoverage.Basis {
      fit.map { $0.extrapolates(call) || isSparse ? .extrapolated : .measured } ?? .extrapolated
    }
    if isLatent {
      let name = isSparse ? "latent attention of selected tokens" : "latent attention"
      return [
        OperatorCoverage(part: .prefillAttention, operation: name + " of chunks", basis: basis(prefill, prefillCall)),
        OperatorCoverage(part: .decodeAttention, operation: name + " of decodes", basis: basis(decode, decodeCall)),
      ]
    }
    return [
      OperatorCoverage(part: .prefillAttention, operation: "prefill attention", basis: basis(prefill, prefillCall)),
      OperatorCoverage(part: .decodeAttention, operation: "decode attention", basis: basis(decode, decodeCall)),
      OperatorCoverage(part: .decodeAttention, operation: "decode attention beside a chunk", basis: basis(mixed, mixedCall)),
    ]
  }
}
