import Kernel

/// Turns the keys of a Hugging Face config into a shape.
struct ConfigReader {
  /// The keys of the text model.
  let keys: ConfigKeys
  /// The keys of the whole config.
  let outer: ConfigKeys
  let family: ModelFamily
  /// The model type that the family was found by.
  let type: String
  /// What stands in a file of quantisation beside the config.
  let quantizationBeside: ConfigKeys?

  /// Reads the shape.
  ///
  /// - Throws: ``InputError`` naming file and key.
  func shape() throws(InputError) -> ModelShape {
    var shape = try sizes()
    shape.details = try details(positions: shape.maximumPositions)
    if family.special != .dbrx { shape.mixtureOfExperts = try mixture(layers: shape.layers) }
    if shape.mixtureOfExperts != nil, try givenWidth() == nil, let width = shape.mixtureOfExperts?.expertIntermediateSize {
      shape.intermediateSize = width
    }
    try readLatentAttention(into: &shape)
    try readWindows(into: &shape)
    // What is worked out from here on multiplies sizes, which must be sound first.
    try shape.validate(file: keys.file)
    try readSpecial(into: &shape)
    try readSideWeights(into: &shape)
    try shape.validate(file: keys.file)
    let formats = QuantizationReader(keys: keys, outer: outer, beside: quantizationBeside)
    (shape.nativeFormat, shape.quantization) = try formats.formats(of: shape)
    return shape
  }

  private func sizes() throws(InputError) -> ModelShape {
    if family.special == .dbrx { return try dbrxSizes() }
    let layers = try layers()
    let hidden = try keys.integer("hidden_size", "n_embd", "d_model", "n_embed")
    let heads = try heads()
    for (name, value, most) in [
      ("num_hidden_layers", layers, 10_000), ("hidden_size", hidden, 1_000_000), ("num_attention_heads", heads, 100_000),
    ]
    where !(1...most ~= value) {
      throw InputError("\(name) is \(value), out of range", file: keys.file, remedy: "a whole number from 1 to \(most)")
    }
    var tied = try keys.optionalFlag("tie_word_embeddings")
    if tied == nil { tied = try outer.optionalFlag("tie_word_embeddings") }
    if tied == nil, try standardTied() { keys.notes.add("the LM head is the embedding, the library's default for \(type)") }
    let isTied = if let tied { tied } else { try standardTied() }
    return ModelShape(
      name: name, layers: layers, hiddenSize: hidden, heads: heads, keyValueHeads: try keyValueHeads(heads),
      headSize: try headSize(hidden, heads), intermediateSize: try width(hidden), vocabularySize: try vocabulary(),
      maximumPositions: try positions(), tiedEmbeddings: isTied, gatedFeedForward: try isGated())
  }

  private func layers() throws(InputError) -> Int {
    // A list that names every layer says how many there are.
    if family.special == .nemotronHybrid, try keys.givenInteger("num_hidden_layers") == nil {
      let pattern = try nemotronPattern()
      if !pattern.isEmpty { return pattern.count }
    }
    return try keys.integer("num_hidden_layers", "n_layer", "num_layers", "n_layers")
  }

  private func heads() throws(InputError) -> Int {
    switch family.special {
    case .mamba, .mamba2: 1
    default: try keys.integer("num_attention_heads", "n_head", "n_heads", "num_heads")
    }
  }

  /// Whether the library lets the embedding serve as LM head where a config does not say.
  private func standardTied() throws(InputError) -> Bool {
    if family.special == .falcon { return try !keys.flag("new_decoder_architecture", default: false) }
    // StarCoder2-15B is published with a head of its own, unlike its smaller siblings (arXiv 2402.19173, table 6; 15.96 G on its card).
    if type == "starcoder2", try keys.optionalInteger("hidden_size") == 6144 { return false }
    return keys.defaults["tied"].map { $0 == 1 } ?? family.tied
  }

  private var name: String {
    outer.text("_name_or_path").flatMap { $0.isEmpty ? nil : $0 } ?? (type.isEmpty ? "model" : type)
  }

  private func keyValueHeads(_ heads: Int) throws(InputError) -> Int {
    switch family.special {
    case .falcon:
      if try keys.flag("new_decoder_architecture", default: false) { return try keys.optionalInteger("num_kv_heads", "n_head_kv") ?? heads }
      return try keys.flag("multi_query", default: true) ? 1 : heads
    case .chatGLM:
      return try keys.flag("multi_query_attention", default: false) ? try keys.integer("multi_query_group_num") : heads
    default:
      if type == "gpt_bigcode" { return try keys.flag("multi_query", default: true) ? 1 : heads }
      return try keys.optionalInteger("num_key_value_heads", "num_kv_heads", "n_head_kv") ?? heads
    }
  }

  private func headSize(_ hidden: Int, _ heads: Int) throws(InputError) -> Int {
    try keys.optionalInteger("head_dim", "attention_head_dim", "kv_channels", "attention_head_size") ?? hidden / heads
  }

  /// The width of a dense feed-forward where the config has it.
  func givenWidth() throws(InputError) -> Int? {
    // Of a list of widths, one for every layer, the greatest: each is read by its own.
    if keys.object["intermediate_size"]?.list != nil { return try keys.integers("intermediate_size")?.max() }
    return try keys.writtenInteger(
      "intermediate_size_mlp", "intermediate_size", "n_inner", "ffn_dim", "d_ff", "ffn_hidden_size", "block_ff_dim",
      "dense_intermediate_size")
  }

  private func width(_ hidden: Int) throws(InputError) -> Int {
    if let width = try givenWidth() { return width }
    switch family.special {
    case .gpt, .falcon:
      let ratio = try keys.optionalInteger("expansion_ratio") ?? 4
      guard 1...1000 ~= ratio else { throw keys.fault("expansion_ratio", "is \(ratio), out of range", remedy: "1 to 1000") }
      return ratio * hidden
    case .mamba, .mamba2, .puzzle: return hidden
    default:
      if let expert = try keys.optionalInteger("moe_intermediate_size", "expert_ffn_hidden_size") { return expert }
      return try keys.integer("intermediate_size", "n_inner", "ffn_dim", "d_ff")
    }
  }

  /// Gemma 3 leaves the vocabulary to the library's default.
  private func vocabulary() throws(InputError) -> Int {
    if type.hasPrefix("gemma3"), let size = try keys.optionalInteger("vocab_size") { return size }
    return try keys.integer("vocab_size", "padded_vocab_size")
  }

  private func positions() throws(InputError) -> Int {
    let names = try keys.optionalInteger(
      "max_position_embeddings", "n_positions", "max_sequence_length", "max_seq_len", "seq_length", "n_ctx", "model_max_length")
    if let names { return names }
    if type == "bloom" { return 2048 }
    keys.notes.add("131072 positions, for the config says none")
    return 131_072
  }

  /// Whether a feed-forward of the family has a gate, where a key can say otherwise.
  private func isGated() throws(InputError) -> Bool {
    if type == "arcee" || !family.gated { return false }
    if keys.text("mlp_type") == "default" { return false }
    return true
  }

  private func isThere(_ presence: ModelFamily.Presence) throws(InputError) -> Bool {
    switch presence {
    case .no: false
    case .yes: true
    case .key(let name, let otherwise): try keys.flag(name, default: otherwise)
    }
  }

  private func details(positions: Int) throws(InputError) -> WeightDetails {
    var details = WeightDetails()
    details.queryKeyValueBias = try isThere(family.queryKeyValueBias)
    details.attentionOutputBias = details.queryKeyValueBias
    if let output = family.outputBias { details.attentionOutputBias = try isThere(output) }
    details.feedForwardBias = try isThere(family.feedForwardBias)
    details.queryKeyNorm = try isThere(family.queryKeyNorm)
    details.normsPerLayer = family.norms
    details.normBias = family.normBias
    details.outerNorms = family.outerNorms
    if case .learned(let extra) = family.positions { details.learnedPositions = positions + extra }
    if family.special == .falcon {
      details.normsPerLayer = try keys.flag("new_decoder_architecture", default: false) ? 2 : 1
    }
    if family.special == .gatedDeltaNet { details.attentionOutputGate = try keys.flag("attn_output_gate", default: true) }
    return details
  }

  /// Latent attention goes by its ranks, whatever the model type.
  private func readLatentAttention(into shape: inout ModelShape) throws(InputError) {
    guard let rank = try keys.optionalInteger("kv_lora_rank"), rank > 0 else { return }
    let latent = LatentAttention(
      keyValueRank: rank, queryRank: try keys.optionalInteger("q_lora_rank"), rotaryHeadSize: try keys.integer("qk_rope_head_dim"),
      plainHeadSize: try keys.integer("qk_nope_head_dim"),
      valueHeadSize: try keys.optionalInteger("v_head_dim") ?? shape.hiddenSize / shape.heads)
    shape.latentAttention = latent
    shape.keyValueHeads = shape.heads
    let (size, overflow) = latent.plainHeadSize.addingReportingOverflow(latent.rotaryHeadSize)
    shape.headSize = overflow ? .max : size
    shape.details.queryKeyNorm = false
    guard let heads = try keys.optionalInteger("index_n_heads"), let size = try keys.optionalInteger("index_head_dim") else { return }
    let indexer = SparseIndexer(heads: heads, headSize: size, selectedTokens: try keys.optionalInteger("index_topk") ?? 2048)
    shape.indexer = indexer
    shape.givenAttentionGroups = [
      AttentionGroup(layers: 0), AttentionGroup(layers: Double(shape.layers), read: .selected(indexer.selectedTokens), scan: indexer.scan),
    ]
  }
}
