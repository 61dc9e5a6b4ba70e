extension ModelShape {
  /// All weights.
  public var parameterCount: Int {
    embeddingParameters + headParameters + layerParameters(active: false) + outerNormParameters + sideParameters
  }

  /// Weights that one token passes through: all but the experts it is not routed to, and what stands beside the text model. The
  /// embedding counts in full, as model cards count it.
  public var activeParameterCount: Int {
    embeddingParameters + headParameters + layerParameters(active: true) + outerNormParameters
  }

  /// Weights of the token embedding and of learned positions.
  public var embeddingParameters: Int { (vocabularySize + details.learnedPositions) * hiddenSize }

  /// Weights of an LM head of its own; 0 where the embedding serves.
  public var headParameters: Int { tiedEmbeddings ? 0 : vocabularySize * hiddenSize }

  /// Weights that text does not pass through.
  public var sideParameters: Int { sideWeights.reduce(0) { $0 + $1.parameters } }

  /// Norm weights outside the layers.
  var outerNormParameters: Int { details.outerNorms * normParameters }

  /// Weights of one norm.
  var normParameters: Int { details.normBias ? 2 * hiddenSize : hiddenSize }

  /// Layers with routed experts.
  public var expertLayers: Int { mixtureOfExperts.map { layers - $0.denseLayers } ?? 0 }

  /// The dense feed-forward layers by their width.
  public var feedForwards: [FeedForwardLayers] {
    if let given = givenFeedForwards { return given }
    return layers > expertLayers ? [FeedForwardLayers(layers: layers - expertLayers, width: intermediateSize)] : []
  }

  /// Layers with a dense feed-forward.
  public var denseLayers: Int { feedForwards.reduce(0) { $0 + $1.layers } }

  /// Layers that attend to the whole context.
  public var globalLayers: Int { Int(attentionGroups[0].layers.rounded()) }

  /// Matrices in a feed-forward: up and down, and the gate where there is one.
  var feedForwardMatrices: Int { gatedFeedForward ? 3 : 2 }

  /// Weights of the attention of all layers, biases, head norms and indexers included, those of shared blocks once.
  public var attentionParameters: Int { stored(passedAttentionParameters) }

  /// The same, as often as a token passes through them.
  var passedAttentionParameters: Int {
    if let latent = latentAttention {
      let index = indexer?.parameters(hiddenSize: hiddenSize, queryRank: latent.queryRank ?? hiddenSize) ?? 0
      return attentionLayers * (latentAttentionParameters(latent) + index)
    }
    let unmade = details.layersWithoutValueProjection * hiddenSize * keyValueHeads * attentionHeads.valueSize
    return attentionVariants.reduce(-unmade) { $0 + attentionParameters(of: $1) }
  }

  private func attentionParameters(of variant: AttentionVariant) -> Int {
    let heads = variant.heads
    let projected = heads.projected(gated: details.attentionOutputGate)
    let output = heads.queries * heads.valueSize
    var count = variant.layers * (attentionInputSize * projected + output * hiddenSize)
    // Layers that read an earlier layer's keys and values have no projection to them.
    count -= (variant.layers - variant.cachedLayers) * hiddenSize * heads.cachedValues
    if details.queryKeyValueBias { count += variant.layers * projected }
    if details.attentionOutputBias { count += variant.layers * hiddenSize }
    if details.queryKeyNorm { count += variant.layers * 2 * heads.keySize }
    return count
  }

  /// Values that queries, keys and values are projected from.
  public var attentionInputSize: Int { sharedBlocks?.inputSize ?? hiddenSize }

  /// What is stored of weights of attention or feed-forwards that a token passes through so many of.
  private func stored(_ passed: Int) -> Int { sharedBlocks.map { passed / $0.uses * $0.stored } ?? passed }

  private func latentAttentionParameters(_ latent: LatentAttention) -> Int {
    let queryHead = latent.plainHeadSize + latent.rotaryHeadSize
    let query =
      latent.queryRank.map { hiddenSize * $0 + $0 + $0 * heads * queryHead } ?? hiddenSize * heads * queryHead
    let down = hiddenSize * (latent.keyValueRank + latent.rotaryHeadSize) + latent.keyValueRank
    let up = latent.keyValueRank * heads * (latent.plainHeadSize + latent.valueHeadSize)
    return query + down + up + heads * latent.valueHeadSize * hiddenSize
  }

  /// Weights of the linear mixers' products of all layers, and of further products in the layers.
  public var mixerParameters: Int { linearMixers.reduce(otherLayerParameters) { $0 + $1.layers * $1.matrixParameters } }

  /// Convolutions, decays and norms of the linear mixers.
  private var otherMixerParameters: Int { linearMixers.reduce(0) { $0 + $1.layers * $1.otherParameters } }

  /// Weights of all dense feed-forward layers, those of shared blocks once.
  public var denseFeedForwardParameters: Int { stored(passedFeedForwardParameters) }

  /// The same, as often as a token passes through them.
  var passedFeedForwardParameters: Int {
    feedForwards.reduce(0) { $0 + $1.layers * feedForwardParameters(width: $1.width) }
  }

  private func feedForwardParameters(width: Int, from input: Int? = nil) -> Int {
    let matrices = feedForwardMatrices * (input ?? hiddenSize) * width
    return details.feedForwardBias ? matrices + (feedForwardMatrices - 1) * width + hiddenSize : matrices
  }

  /// Weights of the routed experts of one layer: all, or those of one token.
  public func routedExpertParametersPerLayer(active: Bool) -> Int {
    guard let mixture = mixtureOfExperts else { return 0 }
    return feedForwardParameters(width: mixture.expertIntermediateSize, from: mixture.latentSize)
      * (active ? mixture.expertsPerToken : mixture.experts)
  }

  /// Weights of the router, the shared experts and the products to and from the experts' width of one layer.
  public var sharedExpertParametersPerLayer: Int {
    guard let mixture = mixtureOfExperts else { return 0 }
    return feedForwardMatrices * hiddenSize * mixture.sharedIntermediateSize + hiddenSize * mixture.experts
      + (mixture.sharedExpertGate ? hiddenSize : 0) + 2 * hiddenSize * (mixture.latentSize ?? 0)
  }

  /// Norms of the shared blocks, before attention and before the feed-forward.
  private var sharedNormParameters: Int { sharedBlocks.map { $0.stored * ($0.inputSize + hiddenSize) } ?? 0 }

  private func layerParameters(active: Bool) -> Int {
    attentionParameters + mixerParameters + otherMixerParameters + layers * details.normsPerLayer * normParameters
      + sharedNormParameters + denseFeedForwardParameters
      + expertLayers * (routedExpertParametersPerLayer(active: active) + sharedExpertParametersPerLayer)
  }

  /// Layers that have weights of a part.
  func layers(with part: WeightPart) -> Int {
    switch part {
    case .attention: attentionLayers
    case .linearMixers: linearMixers.reduce(0) { $0 + $1.layers }
    case .denseFeedForward: denseLayers
    case .routedExperts, .sharedExperts: expertLayers
    case .head, .side: 1
    }
  }

  /// Weights of a part.
  public func parameters(of part: WeightPart) -> Int {
    switch part {
    case .attention: attentionParameters
    case .linearMixers: mixerParameters
    case .denseFeedForward: denseFeedForwardParameters
    case .routedExperts: expertLayers * routedExpertParametersPerLayer(active: false)
    case .sharedExperts: expertLayers * sharedExpertParametersPerLayer
    case .head: headParameters
    case .side: sideParameters
    }
  }

  /// Bytes of all weights at rest: each part in its format, embeddings and norms wide.
  public func weightBytes(_ format: NumberFormat) -> Int {
    guard format.isQuantized else { return format.bytes(for: parameterCount) }
    var wide = parameterCount
    var bytes = 0
    // Linear layers of one format are rounded up as one; routed experts are stored apart.
    var together: [(format: Quantization.PartFormat, count: Int)] = []
    for part in WeightPart.allCases {
      let (partFormat, count) = (self.format(of: part, weights: format), parameters(of: part))
      if partFormat == .wide || count == 0 { continue }
      wide -= count
      if part == .routedExperts {
        bytes += partFormat.bytes(for: count)
      } else if let same = together.firstIndex(where: { $0.format == partFormat }) {
        together[same].count += count
      } else {
        together.append((partFormat, count))
      }
    }
    for entry in together { bytes += entry.format.bytes(for: entry.count) }
    return bytes + NumberFormat.bf16.bytes(for: wide)
  }
}
