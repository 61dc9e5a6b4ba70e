extension ModelShape {
  /// All weights.
  public var parameterCount: Int { embeddingParameters + headParameters + layerParameters(active: false) + outerNormParameters }

  /// Weights that one token passes through: all but the experts it is not routed to. The embedding counts in full, as
  /// model cards count it.
  public var activeParameterCount: Int {
    embeddingParameters + headParameters + layerParameters(active: true) + outerNormParameters
  }

  /// Weights of the token embedding and of learned positions.
  public var embeddingParameters: Int { (vocabularySize + details.learnedPositions) * hiddenSize }

  /// Weights of an LM head of its own; 0 where the embedding serves.
  public var headParameters: Int { tiedEmbeddings ? 0 : vocabularySize * hiddenSize }

  /// Norm weights outside the layers.
  var outerNormParameters: Int { details.outerNorms * normParameters }

  /// Weights of one norm.
  var normParameters: Int { details.normBias ? 2 * hiddenSize : hiddenSize }

  /// Layers with routed experts.
  public var expertLayers: Int { mixtureOfExperts.map { layers - $0.denseLayers } ?? 0 }

  /// Layers with a dense feed-forward.
  public var denseLayers: Int { layers - expertLayers }

  /// Layers that attend to the whole context.
  public var globalLayers: Int { layers - (slidingWindow?.layers ?? 0) }

  /// Matrices in a feed-forward: up and down, and the gate where there is one.
  var feedForwardMatrices: Int { gatedFeedForward ? 3 : 2 }

  /// Weights of one layer's attention, biases and head norms included.
  public var attentionParametersPerLayer: Int {
    if let latent = latentAttention { return latentAttentionParameters(latent) }
    let queries = heads * headSize
    let keysAndValues = 2 * keyValueHeads * headSize
    var count = hiddenSize * (queries + keysAndValues) + queries * hiddenSize
    if details.queryKeyValueBias { count += queries + keysAndValues }
    if details.attentionOutputBias { count += hiddenSize }
    if details.queryKeyNorm { count += 2 * headSize }
    return count
  }

  private func latentAttentionParameters(_ latent: LatentAttention) -> Int {
    let queryHead = latent.plainHeadSize + latent.rotaryHeadSize
    let query =
      latent.queryRank.map { hiddenSize * $0 + $0 + $0 * heads * queryHead } ?? hiddenSize * heads * queryHead
    let down = hiddenSize * (latent.keyValueRank + latent.rotaryHeadSize) + latent.keyValueRank
    let up = latent.keyValueRank * heads * (latent.plainHeadSize + latent.valueHeadSize)
    return query + down + up + heads * latent.valueHeadSize * hiddenSize
  }

  /// Weights of one dense feed-forward.
  public var denseFeedForwardParametersPerLayer: Int {
    let matrices = feedForwardMatrices * hiddenSize * intermediateSize
    return details.feedForwardBias ? matrices + (feedForwardMatrices - 1) * intermediateSize + hiddenSize : matrices
  }

  /// Weights of the routed experts of one layer: all, or those of one token.
  public func routedExpertParametersPerLayer(active: Bool) -> Int {
    guard let mixture = mixtureOfExperts else { return 0 }
    let width = mixture.expertIntermediateSize
    var expert = feedForwardMatrices * hiddenSize * width
    if details.feedForwardBias { expert += (feedForwardMatrices - 1) * width + hiddenSize }
    return expert * (active ? mixture.expertsPerToken : mixture.experts)
  }

  /// Weights of the router and the shared experts of one layer.
  public var sharedExpertParametersPerLayer: Int {
    guard let mixture = mixtureOfExperts else { return 0 }
    return feedForwardMatrices * hiddenSize * mixture.sharedIntermediateSize + hiddenSize * mixture.experts
      + (mixture.sharedExpertGate ? hiddenSize : 0)
  }

  private func layerParameters(active: Bool) -> Int {
    layers * (attentionParametersPerLayer + details.normsPerLayer * normParameters)
      + denseLayers * denseFeedForwardParametersPerLayer
      + expertLayers * (routedExpertParametersPerLayer(active: active) + sharedExpertParametersPerLayer)
  }

  /// Bytes of all weights at rest. A quantisation applies to the linear layers; embeddings, LM head and norms stay 16
  /// bits wide, as published checkpoints have it. MXFP4 in a mixture of experts applies to the routed experts only
  /// (gpt-oss model card, arXiv 2508.10925, section 2.1).
  public func weightBytes(_ format: NumberFormat) -> Int {
    guard format.isQuantized else { return format.bytes(for: parameterCount) }
    let experts = expertLayers * routedExpertParametersPerLayer(active: false)
    let other =
      layers * attentionParametersPerLayer + denseLayers * denseFeedForwardParametersPerLayer
      + expertLayers * sharedExpertParametersPerLayer
    let wide = parameterCount - experts - other
    let otherFormat = linearFormat(format)
    return format.bytes(for: experts) + otherFormat.bytes(for: other) + NumberFormat.bf16.bytes(for: wide)
  }

  /// The format of linear layers outside the routed experts when the weights are published in `format`.
  public func linearFormat(_ format: NumberFormat) -> NumberFormat {
    format == .mxfp4 && mixtureOfExperts != nil ? .bf16 : format
  }

  /// Values that one layer caches for a token: keys and values of all KV heads, or the latent and the rotary key.
  public var keyValueValuesPerTokenPerLayer: Int {
    if let latent = latentAttention { return latent.keyValueRank + latent.rotaryHeadSize }
    return 2 * keyValueHeads * headSize
  }

  /// Bytes that all layers together cache for a token, windowed layers counted like the others.
  public func keyValueBytesPerToken(_ format: NumberFormat) -> Int {
    layers * format.bytes(for: keyValueValuesPerTokenPerLayer)
  }
}
