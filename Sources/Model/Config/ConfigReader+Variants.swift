import Kernel

/// Models whose layers differ in heads or widths.
extension ConfigReader {
  /// A puzzle of NVIDIA's architecture search: each layer with an attention or none, and a feed-forward of its own width or none.
  func readPuzzle(into shape: inout ModelShape) throws(InputError) {
    guard let blocks = keys.object["block_configs"]?.list, blocks.count == shape.layers else {
      throw keys.fault("block_configs", "is missing or not as long as the model", remedy: "a block for each of the \(shape.layers) layers")
    }
    var variants: [(heads: Int, layers: Int)] = []
    var widths: [(width: Int, layers: Int)] = []
    var silent = 0
    for block in blocks {
      let block = ConfigKeys(object: block, file: keys.file, prefix: "block_configs.", notes: keys.notes)
      guard let attention = block.nested("attention"), let feedForward = block.nested("ffn") else {
        throw keys.fault("block_configs", "has a block without 'attention' or 'ffn'")
      }
      let isLinear = try attention.flag("replace_with_linear", default: false)
      if try isLinear ? true : attention.flag("no_op", default: false) {
        silent += 1
        // One matrix in place of an attention.
        if isLinear { shape.otherLayerParameters += shape.hiddenSize * shape.hiddenSize }
      } else {
        let group = try attention.integer("n_heads_in_group")
        guard group > 0, shape.heads % group == 0 else {
          throw attention.fault("n_heads_in_group", "is \(group), which does not divide the heads")
        }
        Self.count(shape.heads / group, in: &variants)
      }
      if try feedForward.flag("replace_with_linear", default: false) {
        shape.otherLayerParameters += shape.hiddenSize * shape.hiddenSize
      } else if try !feedForward.flag("no_op", default: false) {
        var width = Self.width(try feedForward.number("ffn_mult") ?? 0, shape.hiddenSize)
        if let given = try feedForward.givenInteger("intermediate_size") { width = given }
        guard 1...10_000_000 ~= width else { throw feedForward.fault("ffn_mult", "makes no width") }
        Self.count(width, in: &widths)
      }
    }
    guard variants.count < AttentionGroup.most - 1 else { throw keys.fault("block_configs", "has more than two kinds of attention") }
    variants.sort { $0.layers > $1.layers }
    shape.keyValueHeads = variants.first?.heads ?? shape.heads
    shape.givenAttentionGroups = variants.enumerated().map { index, variant in
      var group = AttentionGroup(layers: Double(variant.layers), read: index == 0 ? .all : .ends(first: 0, last: .max - 1))
      if index > 0 { group.heads = AttentionHeads(queries: shape.heads, keysAndValues: variant.heads, keySize: shape.headSize) }
      return group
    }
    if variants.isEmpty { shape.givenAttentionGroups = [AttentionGroup(layers: 0)] }
    if silent > 0 { shape.givenAttentionGroups?.append(.nothing(layers: silent)) }
    shape.givenFeedForwards = widths.map { FeedForwardLayers(layers: $0.layers, width: $0.width) }
    shape.intermediateSize = widths.map(\.width).max() ?? shape.intermediateSize
  }

  private static func count(_ value: Int, in list: inout [(heads: Int, layers: Int)]) {
    if let same = list.firstIndex(where: { $0.heads == value }) { list[same].layers += 1 } else { list.append((value, 1)) }
  }

  private static func count(_ value: Int, in list: inout [(width: Int, layers: Int)]) {
    if let same = list.firstIndex(where: { $0.width == value }) { list[same].layers += 1 } else { list.append((value, 1)) }
  }

  /// Two thirds of a multiple of the hidden size, rounded up to 256, as the architecture's own code has it.
  private static func width(_ multiple: Double, _ hidden: Int) -> Int {
    let raw = (2 * multiple * Double(hidden) / 3).rounded(.towardZero)
    return raw >= 1 && raw < 1e7 ? (Int(raw) + 255) / 256 * 256 : 0
  }

  /// Llama-3.2-Vision: layers that attend to an image only, which text passes by.
  func readCrossAttention(into shape: inout ModelShape) throws(InputError) {
    let cross = try keys.integers("cross_attention_layers")?.count { 0..<shape.layers ~= $0 } ?? 0
    guard cross > 0, cross < shape.layers else { return }
    var one = shape
    one.layers = 1
    // Two gates and the norms of queries and keys come on top.
    let weights = one.attentionParameters + one.denseFeedForwardParameters + 2 * one.normParameters + 2 * shape.headSize + 2
    shape.layers -= cross
    shape.sideWeights.append(SideWeights("cross-attention to images", parameters: cross * weights))
    keys.notes.add(ofModel: "\(cross) layers attend to images only: text passes them by, and an image's KV is not counted")
  }

  /// Llama 4: three layers in four attend within a chunk, unless a list says which.
  func readLlama4(into shape: inout ModelShape) throws(InputError) {
    let chunk = try keys.optionalInteger("attention_chunk_size") ?? 8192
    let windowed: Int
    if let kinds = try listedLayers(shape.layers) {
      windowed = kinds.count { $0 == .window }
    } else if let flags = try keys.integers("no_rope_layers"), !flags.isEmpty {
      windowed = flags.prefix(shape.layers).count { $0 != 0 }
    } else {
      windowed = shape.layers - shape.layers / max(1, try keys.optionalInteger("no_rope_layer_interval") ?? 4)
    }
    shape.slidingWindow = windowed > 0 ? SlidingWindow(tokens: chunk, layers: windowed) : nil
    shape.slidingWindow?.keepsEverything = true
    // A dense layer is wider than an expert.
    if let width = try keys.optionalInteger("intermediate_size"), shape.mixtureOfExperts != nil {
      shape.mixtureOfExperts?.expertIntermediateSize = width
      shape.mixtureOfExperts?.sharedIntermediateSize = width
    }
  }

  /// MiMo-V2-Flash: values narrower than keys, and layers with a window that have more KV heads.
  func readMimoFlash(into shape: inout ModelShape) throws(InputError) {
    shape.givenValueHeadSize = try keys.optionalInteger("v_head_dim")
    let windowed: Int
    if let kinds = try listedLayers(shape.layers) {
      windowed = kinds.count { $0 == .window }
    } else if let flags = try keys.integers("hybrid_layer_pattern") {
      windowed = flags.prefix(shape.layers).count { $0 == 1 }
    } else {
      windowed = 0
    }
    let tokens = try keys.optionalInteger("sliding_window", "sliding_window_size") ?? 128
    let heads = AttentionHeads(
      queries: try keys.optionalInteger("swa_num_attention_heads") ?? shape.heads,
      keysAndValues: try keys.optionalInteger("swa_num_key_value_heads") ?? shape.keyValueHeads,
      keySize: try keys.optionalInteger("swa_head_dim") ?? shape.headSize,
      valueSize: try keys.optionalInteger("swa_v_head_dim") ?? shape.givenValueHeadSize)
    shape.slidingWindow = nil
    var window = AttentionGroup(layers: Double(windowed), read: .ends(first: 0, last: tokens), keep: .asRead)
    window.heads = heads
    shape.givenAttentionGroups = [AttentionGroup(layers: Double(shape.layers - windowed)), window]
  }

  /// Gemma 3n: low-rank and gated additions in every layer, tables that are only looked up, and late layers that read the KV of earlier
  /// ones.
  func readGemma3n(into shape: inout ModelShape) throws(InputError) {
    try readPerLayerInputs(into: &shape)
    let (layers, hidden) = (shape.layers, shape.hiddenSize)
    let inputs = max(1, try keys.optionalInteger("altup_num_inputs") ?? 4)
    let rank = max(0, try keys.optionalInteger("laurel_rank") ?? 64)
    guard inputs <= 1000, rank <= 100_000 else { throw keys.fault("laurel_rank", "is out of range") }
    shape.otherLayerParameters += layers * hidden * (2 * rank + inputs) + 2 * (inputs - 1) * hidden * hidden
    if let widths = try keys.integers("intermediate_size"), widths.count >= layers {
      var counted: [(width: Int, layers: Int)] = []
      for width in widths.prefix(layers) { Self.count(width, in: &counted) }
      shape.givenFeedForwards = counted.map { FeedForwardLayers(layers: $0.layers, width: $0.width) }
    }
    let shared = try keys.optionalInteger("num_kv_shared_layers") ?? 15
    try setSharedLayers(&shape, shared: shared, windowHeads: nil)
  }

  /// Gemma 4: layers that see everything have heads of their own size; small models read earlier layers' KV in their late layers.
  func readGemma4(into shape: inout ModelShape) throws(InputError) {
    try readPerLayerInputs(into: &shape)
    let shared = try keys.optionalInteger("num_kv_shared_layers") ?? 0
    let window = shape.attentionHeads
    let globalHeads = try keys.optionalInteger("num_global_key_value_heads") ?? shape.keyValueHeads
    let globalSize = try keys.optionalInteger("global_head_dim") ?? 512
    shape.keyValueHeads = globalHeads
    shape.headSize = globalSize
    try setSharedLayers(&shape, shared: shared, windowHeads: window)
    if try keys.flag("use_double_wide_mlp", default: false), shared > 0 {
      shape.givenFeedForwards = [
        FeedForwardLayers(layers: shape.layers - shared, width: shape.intermediateSize),
        FeedForwardLayers(layers: shared, width: 2 * shape.intermediateSize),
      ]
    }
    if shape.mixtureOfExperts != nil {
      // Its dense feed-forward stands beside the routed experts in every layer, as a shared expert does.
      shape.mixtureOfExperts?.sharedIntermediateSize = shape.intermediateSize
      shape.mixtureOfExperts?.denseLayers = 0
    }
    if try keys.flag("attention_k_eq_v", default: false) {
      shape.details.layersWithoutValueProjection = shape.attentionVariants.first { $0.heads == shape.attentionHeads }?.cachedLayers ?? 0
    }
  }

  /// An embedding of each token for every layer, which is looked up, and the products that bring it in.
  private func readPerLayerInputs(into shape: inout ModelShape) throws(InputError) {
    guard let width = try keys.optionalInteger("hidden_size_per_layer_input"), width > 0 else { return }
    let rows = try keys.optionalInteger("vocab_size_per_layer_input") ?? shape.vocabularySize
    guard width <= 100_000, 1...10_000_000 ~= rows else { throw keys.fault("hidden_size_per_layer_input", "is out of range") }
    shape.sideWeights.append(SideWeights("embeddings of every layer", parameters: rows * width * shape.layers))
    shape.otherLayerParameters += 3 * shape.layers * width * shape.hiddenSize
    shape.details.normsPerLayer += 1
  }

  /// The last layers cache nothing and read the KV of the last layer of their kind before them.
  private func setSharedLayers(_ shape: inout ModelShape, shared: Int, windowHeads: AttentionHeads?) throws(InputError) {
    let layers = shape.layers
    guard 0..<layers ~= shared else { throw keys.fault("num_kv_shared_layers", "is \(shared) of \(layers) layers") }
    var isWindow: [Bool]
    if let kinds = try listedLayers(layers) {
      isWindow = kinds.map { $0 == .window }
    } else {
      var every = 5
      if case .allButEvery(let count) = family.windows { every = count }
      isWindow = (0..<layers).map { ($0 + 1) % every != 0 }
      if windowHeads != nil { isWindow[layers - 1] = false }
    }
    let standard = try keys.optionalInteger("sliding_window") ?? 512
    let tokens = shape.slidingWindow?.tokens ?? standard
    let own = isWindow.prefix(layers - shared)
    func group(_ window: Bool, _ read: AttentionGroup.Read) -> AttentionGroup {
      var group = AttentionGroup(layers: Double(isWindow.count { $0 == window }), read: read, keep: window ? .asRead : .all)
      if shared > 0 { group.cachedLayers = Double(own.count { $0 == window }) }
      if window { group.heads = windowHeads }
      return group
    }
    shape.slidingWindow = nil
    shape.givenAttentionGroups = [group(false, .all), group(true, .ends(first: 0, last: tokens))]
  }

  /// DBRX keeps its sizes in objects of their own.
  func dbrxSizes() throws(InputError) -> ModelShape {
    let attention = keys.nested("attn_config"), feedForward = keys.nested("ffn_config")
    let layers = try keys.integer("n_layers"), hidden = try keys.integer("d_model"), heads = try keys.integer("n_heads")
    guard heads > 0, let feedForward else {
      throw InputError("'ffn_config' is missing, or there are no heads", file: keys.file, remedy: "the config.json of DBRX")
    }
    let width = try feedForward.integer("ffn_hidden_size")
    var shape = ModelShape(
      name: "dbrx", layers: layers, hiddenSize: hidden, heads: heads, keyValueHeads: try attention?.givenInteger("kv_n_heads") ?? heads,
      intermediateSize: width, vocabularySize: try keys.integer("vocab_size"),
      maximumPositions: try keys.optionalInteger("max_seq_len") ?? 32_768)
    shape.mixtureOfExperts = MixtureOfExperts(
      experts: try feedForward.integer("moe_num_experts"), expertsPerToken: try feedForward.integer("moe_top_k"),
      expertIntermediateSize: width)
    return shape
  }
}
