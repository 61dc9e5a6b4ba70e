import Kernel

extension ModelShape {
  /// Refuses shapes that cannot be: sizes that are not positive, too many KV heads, more windowed layers than layers,
  /// and sizes so absurd that counts would leave 64 bits.
  ///
  /// - Throws: ``InputError`` naming the size, as a Hugging Face config calls it.
  public func validate(file: String? = nil) throws(InputError) {
    try Self.check(layers, 1...10_000, "num_hidden_layers", file)
    try Self.check(hiddenSize, 1...1_000_000, "hidden_size", file)
    try Self.check(heads, 1...100_000, "num_attention_heads", file)
    try Self.check(keyValueHeads, 1...heads, "num_key_value_heads", file)
    try Self.check(headSize, 1...100_000, "head_dim", file)
    try Self.check(intermediateSize, 1...10_000_000, "intermediate_size", file)
    try Self.check(vocabularySize, 1...10_000_000, "vocab_size", file)
    try Self.check(maximumPositions, 1...1_000_000_000, "max_position_embeddings", file)
    try Self.check(details.learnedPositions, 0...1_000_000_000, "max_position_embeddings", file)
    if heads % keyValueHeads != 0 {
      throw InputError(
        "\(heads) heads cannot share \(keyValueHeads) KV heads evenly", file: file,
        remedy: "num_key_value_heads must divide num_attention_heads")
    }
    if let window = slidingWindow {
      try Self.check(window.tokens, 1...1_000_000_000, "sliding_window", file)
      try Self.check(window.layers, 0...layers, "layers with a sliding window", file)
    }
    if let size = givenValueHeadSize { try Self.check(size, 1...100_000, "v_head_dim", file) }
    if let groups = givenAttentionGroups { try validate(groups, file) }
    for mixer in linearMixers { try validate(mixer, file) }
    if let shared = sharedBlocks {
      try Self.check(shared.uses, 1...layers, "uses of shared blocks", file)
      try Self.check(shared.stored, 1...shared.uses, "num_mem_blocks", file)
      try Self.check(shared.inputSize, 1...2_000_000, "attention_hidden_size", file)
    }
    for part in givenFeedForwards ?? [] {
      try Self.check(part.layers, 0...layers, "layers with a feed-forward", file)
      try Self.check(part.width, 0...10_000_000, "intermediate_size", file)
    }
    if let indexer {
      try Self.check(indexer.heads, 1...100_000, "index_n_heads", file)
      try Self.check(indexer.headSize, 1...100_000, "index_head_dim", file)
      try Self.check(indexer.selectedTokens, 1...1_000_000_000, "index_topk", file)
    }
    for side in sideWeights { try Self.check(side.parameters, 0...1_000_000_000_000_000, "weights of \(side.name)", file) }
    try Self.check(otherLayerParameters, 0...1_000_000_000_000_000, "further weights of the layers", file)
    if let latent = latentAttention { try Self.validate(latent, file) }
    if let mixture = mixtureOfExperts { try validate(mixture, file) }
    guard approximateParameters < 1e15 else {
      throw InputError("the sizes make more than 10^15 parameters", file: file, remedy: "check the sizes for misplaced digits")
    }
  }

  /// Groups come to the model's layers, the first reads everything, and none forgets what it will read.
  private func validate(_ groups: [AttentionGroup], _ file: String?) throws(InputError) {
    try Self.check(groups.count, 1...AttentionGroup.most, "number of attention groups", file)
    if groups[0].read != .all {
      throw InputError("the first attention group does not read everything", file: file, remedy: "begin with such a group, of 0 layers")
    }
    for group in groups {
      let figures = [group.layers, group.scan.bytesPerToken, group.scan.flopsPerToken, group.stateBytes]
      if !figures.allSatisfy({ $0 >= 0 && $0 < 1e12 }) {
        throw InputError("an attention group has a size out of range", file: file, remedy: "sizes from 0 to 10^12")
      }
      if group.layers > 0 && group.layers < 1e-3 {
        throw InputError("an attention group has \(group.layers) layers", file: file, remedy: "none, or a thousandth of a layer or more")
      }
      if group.readCap < 0 || group.readCap == 0 && group.stateBytes == 0 && group.keepCap > 0 {
        throw InputError("an attention group reads nothing", file: file, remedy: "let it read a token or more, or a state")
      }
      if case .afterPrompt(let tokens, let millionths) = group.keep {
        let isBudget = 0...AttentionGroup.mostKeptTokens ~= tokens && 0...AttentionGroup.millionths ~= millionths
        guard group.read == .all, isBudget, tokens + millionths > 0 else {
          throw InputError(
            "an attention group keeps \(tokens) tokens and \(millionths) millionths of its prompt", file: file,
            remedy: "a token or a share of the prompt, up to all of it, all of which is read")
        }
      } else if group.keepCap < group.readCap {
        throw InputError(
          "an attention group reads more of a sequence than the \(group.keepCap) tokens that it keeps", file: file,
          remedy: "a budget of what it reads, or more")
      }
    }
    for heads in groups.compactMap(\.heads) { try Self.validate(heads, file) }
    // A layer may have both, attention and a state, and shared blocks stand before layers with a state.
    let (all, attending) = (groups.reduce(0) { $0 + $1.layers }, groups.reduce(0) { $0 + ($1.attends ? $1.layers : 0) })
    let expected = sharedBlocks.map { Double($0.uses) } ?? Double(layers)
    let isBeside = !linearMixers.isEmpty && abs(attending - expected) < 1e-6
    if abs(all - Double(layers)) > 1e-6 && !isBeside {
      throw InputError("the attention groups do not come to the model's \(layers) layers", file: file, remedy: "layers that add up")
    }
  }

  private static func validate(_ heads: AttentionHeads, _ file: String?) throws(InputError) {
    try check(heads.queries, 1...100_000, "query heads of an attention group", file)
    try check(heads.keysAndValues, 1...heads.queries, "KV heads of an attention group", file)
    try check(heads.keySize, 1...100_000, "head size of an attention group", file)
    try check(heads.valueSize, 1...100_000, "value head size of an attention group", file)
  }

  private func validate(_ mixer: LinearMixer, _ file: String?) throws(InputError) {
    let name = mixer.kind.rawValue
    try Self.check(mixer.layers, 0...layers, "layers of \(name)", file)
    for matrix in mixer.matrices {
      try Self.check(matrix.inputs, 1...10_000_000, "inputs of a product of \(name)", file)
      try Self.check(matrix.outputs, 1...10_000_000, "outputs of a product of \(name)", file)
    }
    try Self.check(mixer.otherParameters, 0...1_000_000_000_000, "small weights of \(name)", file)
    try Self.check(mixer.recurrentValues, 0...1_000_000_000, "state of \(name)", file)
    try Self.check(mixer.convolutionValues, 0...1_000_000_000, "convolution state of \(name)", file)
  }

  private static func validate(_ latent: LatentAttention, _ file: String?) throws(InputError) {
    try check(latent.keyValueRank, 1...1_000_000, "kv_lora_rank", file)
    if let rank = latent.queryRank { try check(rank, 1...1_000_000, "q_lora_rank", file) }
    try check(latent.rotaryHeadSize, 0...100_000, "qk_rope_head_dim", file)
    try check(latent.plainHeadSize, 1...100_000, "qk_nope_head_dim", file)
    try check(latent.valueHeadSize, 1...100_000, "v_head_dim", file)
  }

  private func validate(_ mixture: MixtureOfExperts, _ file: String?) throws(InputError) {
    try Self.check(mixture.experts, 1...1_000_000, "number of experts", file)
    try Self.check(mixture.expertsPerToken, 1...mixture.experts, "num_experts_per_tok", file)
    try Self.check(mixture.expertIntermediateSize, 1...10_000_000, "moe_intermediate_size", file)
    try Self.check(mixture.sharedIntermediateSize, 0...10_000_000, "shared expert size", file)
    if let size = mixture.latentSize { try Self.check(size, 1...1_000_000, "moe_latent_size", file) }
    try Self.check(mixture.denseLayers, 0...layers, "first_k_dense_replace", file)
  }

  private static func check(_ value: Int, _ range: ClosedRange<Int>, _ key: String, _ file: String?) throws(InputError) {
    guard !range.contains(value) else { return }
    throw InputError(
      "\(key) is \(value), out of range", file: file, remedy: "a whole number from \(range.lowerBound) to \(range.upperBound)")
  }

  /// The parameter count in floating point, which cannot overflow.
  private var approximateParameters: Double {
    let hidden = Double(hiddenSize)
    let embedding = Double(vocabularySize + details.learnedPositions) * hidden * 2
    let rank = Double((latentAttention?.queryRank ?? 0) + (latentAttention?.keyValueRank ?? 0))
    let latentHead = Double(latentAttention.map { $0.plainHeadSize + $0.rotaryHeadSize + $0.valueHeadSize } ?? 0)
    let attention = (4 * Double(heads) * (Double(headSize) + latentHead)) * (hidden + rank)
    let dense = 3 * hidden * Double(intermediateSize)
    let experts = mixtureOfExperts.map {
      3 * hidden * (Double($0.experts) * Double($0.expertIntermediateSize) + Double($0.sharedIntermediateSize))
    }
    let groups = (givenAttentionGroups ?? []).compactMap(\.heads).map { heads in
      2 * hidden * Double(heads.queries + heads.keysAndValues) * Double(heads.keySize + heads.valueSize)
    }
    let mixers = linearMixers.map { mixer in
      mixer.matrices.reduce(Double(mixer.otherParameters)) { $0 + Double($1.inputs) * Double($1.outputs) }
    }
    let wide = 3 * hidden * Double((givenFeedForwards ?? []).map(\.width).max() ?? 0)
    let index = indexer.map { Double($0.heads * $0.headSize) * (hidden + rank) }
    let side = sideWeights.reduce(Double(otherLayerParameters)) { $0 + Double($1.parameters) }
    let layer = attention + dense + wide + (experts ?? 0) + (groups.max() ?? 0) + mixers.reduce(0, +) + (index ?? 0)
    return embedding + side + Double(layers) * layer
  }
}
