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
  /// Groups with a cap.
  let capped: [AttentionGroup]
  /// Seconds that a decode's attention in a layer takes less where a graph launches it.
  let graphSaving: Double

  /// Nil where the profile lacks prefill or decode attention of such heads, latent attention included, or a group does more than
  /// read keys and values of the one format.
  init?(model: ModelShape, layout: ParallelLayout, keyValueFormat: NumberFormat, profile: CalibrationProfile, graphSaving: Double = 0) {
    let groups = model.attentionGroups
    let isPlain = groups.allSatisfy { $0.scan == .none && $0.attends && $0.format == nil && $0.heads == nil }
    guard model.latentAttention == nil, model.givenValueHeadSize == nil, isPlain else { return nil }
    let heads = model.heads / layout.tensor
    let keyValueHeads = layout.keyValueHeadsPerAccelerator(of: model)
    prefillCall = .prefillAttention(
      tokens: 512, heads: heads, keyValueHeads: keyValueHeads, headSize: model.headSize, keyValueFormat: keyValueFormat)
    decodeCall = .decodeAttention(
      sequences: 32, contextTokensPerSequence: 1024, heads: heads, keyValueHeads: keyValueHeads, headSize: model.headSize,
      keyValueFormat: keyValueFormat)
    mixedCall = .mixedDecodeAttention(
      sequences: 32, contextTokensPerSequence: 1024, prefillTokens: 512, heads: heads, keyValueHeads: keyValueHeads,
      headSize: model.headSize, keyValueFormat: keyValueFormat)
    guard let prefill = profile.fit(for: prefillCall), let decode = profile.fit(for: decodeCall) else { return nil }
    self.model = model
    self.graphSaving = graphSaving
    self.profile = profile
    self.prefill = prefill
    self.decode = decode
    mixed = profile.fit(for: mixedCall)
    wholeLayers = groups[0].layers
    capped = Array(groups.dropFirst())
  }

  /// Seconds that any prefill takes in all layers, be it of a single token.
  var launchSeconds: Double { Double(model.layers) * chunkInOneLayer(tokens: 1, context: 0) }

  /// Seconds of a chunk in all layers beyond the launch.
  func chunk(tokens: Int, context: Int) -> Double {
    let launch = chunkInOneLayer(tokens: 1, context: 0)
    var seconds = wholeLayers * max(0, chunkInOneLayer(tokens: Double(tokens), context: Double(context)) - launch)
    for group in capped {
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
  /// alone beyond a start of the kernel.
  func mixedDecode(tokens: Double, sequences: Double, context: Double) -> Double {
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
      fit.map { $0.extrapolates(call) ? .extrapolated : .measured } ?? .extrapolated
    }
    return [
      OperatorCoverage(part: .prefillAttention, operation: "prefill attention", basis: basis(prefill, prefillCall)),
      OperatorCoverage(part: .decodeAttention, operation: "decode attention", basis: basis(decode, decodeCall)),
      OperatorCoverage(part: .decodeAttention, operation: "decode attention beside a chunk", basis: basis(mixed, mixedCall)),
    ]
  }
}
