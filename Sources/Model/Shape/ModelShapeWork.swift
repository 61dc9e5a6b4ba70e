extension ModelShape {
  /// FLOPs of all linear layers for one token, LM head apart: two for each weight it passes through, and those of states.
  public var linearFLOPsPerToken: Double {
    let attention = Double(passedAttentionParameters + mixerParameters)
    let dense = Double(passedFeedForwardParameters)
    let mixture = Double(expertLayers * (routedExpertParametersPerLayer(active: true) + sharedExpertParametersPerLayer))
    return 2 * (attention + dense + mixture) + linearMixers.reduce(0) { $0 + Double($1.layers) * $1.stateFLOPsPerToken }
  }

  /// FLOPs of the LM head for one sampled row.
  public var headFLOPsPerRow: Double { 2 * Double(vocabularySize) * Double(hiddenSize) }

  /// FLOPs of one layer's attention for one query-key pair in prefill, all heads: scores and weighted values.
  public var prefillAttentionFLOPsPerPairPerLayer: Double {
    guard let latent = latentAttention else { return attentionHeads.flopsPerPair }
    return 2 * Double(heads) * Double(latent.plainHeadSize + latent.rotaryHeadSize + latent.valueHeadSize)
  }

  /// The same in all layers that attend, each with its own heads.
  public var prefillAttentionFLOPsPerPair: Double {
    if latentAttention != nil { return Double(attentionLayers) * prefillAttentionFLOPsPerPairPerLayer }
    return attentionVariants.reduce(0) { $0 + Double($1.layers) * $1.heads.flopsPerPair }
  }

  /// FLOPs of one layer's attention for one token of context in decode, all heads. Latent attention then works on the
  /// cached latent itself, its up-projections absorbed into query and output (DeepSeek-V2, arXiv 2405.04434, 2.1.2).
  public var decodeAttentionFLOPsPerContextTokenPerLayer: Double {
    guard let latent = latentAttention else { return attentionHeads.flopsPerPair }
    return 2 * Double(heads) * Double(2 * latent.keyValueRank + latent.rotaryHeadSize)
  }

  /// Query-key pairs of a prefill chunk of `tokens` after `context`: t x c + t (t + 1) / 2, each token seeing itself
  /// and all before it, or the last `window` of them.
  public static func prefillPairs(tokens: Int, context: Int, window: Int = .max) -> Double {
    let t = Double(tokens)
    let c = Double(context)
    let whole = t * c + t * (t + 1) / 2
    guard window != .max, t + c > Double(window) else { return whole }
    let growing = max(0, Double(window) - c)
    return growing * c + growing * (growing + 1) / 2 + (t - growing) * Double(window)
  }

  /// Bytes of weights that an iteration of `tokens` tokens reads, LM head included: all dense ones, and the experts it
  /// is expected to touch.
  public func weightBytesRead(tokens: Int, format: NumberFormat) -> Double {
    let attention = bytes(.attention, passedAttentionParameters, format) + bytes(.linearMixers, mixerParameters, format)
    let dense = bytes(.denseFeedForward, passedFeedForwardParameters, format)
    let head = Double(vocabularySize) * Double(hiddenSize) * self.format(of: .head, weights: format).bitsPerValue / 8
    guard let mixture = mixtureOfExperts else { return attention + dense + head }
    let touched = mixture.expectedExpertsTouched(tokens: tokens) / Double(mixture.experts)
    let shared = bytes(.sharedExperts, parameters(of: .sharedExperts), format)
    return attention + dense + head + touched * routedExpertBytes(format) + shared
  }

  /// Bytes of the weights of all routed experts.
  public func routedExpertBytes(_ format: NumberFormat) -> Double { bytes(.routedExperts, parameters(of: .routedExperts), format) }

  private func bytes(_ part: WeightPart, _ count: Int, _ format: NumberFormat) -> Double {
    let format = self.format(of: part, weights: format)
    if format.wideShare == 0 && format.bitsPerValue == format.format.bitsPerValue { return Double(count) * format.format.bytesPerValue }
    return Double(format.bytes(for: count))
  }
}
