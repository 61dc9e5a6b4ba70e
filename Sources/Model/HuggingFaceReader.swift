import Kernel

/// Turns the keys of a Hugging Face config into a shape, family by family where their habits differ.
struct HuggingFaceReader {
  let keys: HuggingFaceKeys
  let outer: HuggingFaceKeys

  private var family: String { keys.text("model_type") ?? outer.text("model_type") ?? "" }

  func shape() throws(InputError) -> ModelShape {
    switch family {
    case "opt": try optShape()
    case "bloom": try bloomShape()
    case "falcon": try falconShape()
    case "gpt2", "gpt_neox", "gptj", "gpt_bigcode": try gptShape()
    case "deepseek_v2", "deepseek_v3", "kimi_k2", "deepseek_v32": try deepSeekShape()
    default: try llamaShape()
    }
  }

  /// Llama and all that follow its keys: Mistral, Mixtral, Qwen, Gemma, Phi-3, gpt-oss, and unknown types.
  private func llamaShape() throws(InputError) -> ModelShape {
    let layers = try keys.integer("num_hidden_layers", "n_layer", "num_layers", "n_layers")
    let hidden = try keys.integer("hidden_size", "n_embd", "d_model")
    let heads = try keys.integer("num_attention_heads", "n_head", "n_heads")
    let mixture = try mixture(layers: layers)
    // A mixture in every layer may leave the dense size out.
    let width = try keys.optionalInteger("intermediate_size_mlp", "intermediate_size", "n_inner", "ffn_dim", "d_ff")
    guard let intermediate = width ?? mixture?.expertIntermediateSize else {
      return try missingWidth()
    }
    var shape = ModelShape(
      name: name, layers: layers, hiddenSize: hidden, heads: heads,
      keyValueHeads: try keys.optionalInteger("num_key_value_heads") ?? heads, headSize: try headSize(hidden, heads),
      intermediateSize: intermediate, vocabularySize: try vocabulary(),
      maximumPositions: try keys.optionalInteger("max_position_embeddings", "n_positions", "max_sequence_length", "seq_length") ?? 131_072,
      tiedEmbeddings: try tied(default: family.hasPrefix("gemma")), nativeFormat: nativeFormat, mixtureOfExperts: mixture,
      details: try llamaDetails())
    shape.slidingWindow = try slidingWindow(layers: layers)
    shape.sortsLogits = ModelShape.familySortsLogits(family)
    return shape
  }

  private func missingWidth() throws(InputError) -> ModelShape {
    _ = try keys.integer("intermediate_size", "n_inner", "ffn_dim", "d_ff")
    throw InputError("'intermediate_size' is missing", file: keys.file)
  }

  /// Gemma 3 leaves the vocabulary to the library's default.
  private func vocabulary() throws(InputError) -> Int {
    if family.hasPrefix("gemma3"), try keys.optionalInteger("vocab_size") == nil { return 262_208 }
    return try keys.integer("vocab_size")
  }

  /// Gemma's heads are 256 wide in the library's default, others share the hidden size.
  private func headSize(_ hidden: Int, _ heads: Int) throws(InputError) -> Int {
    if let size = try keys.optionalInteger("head_dim") { return size }
    if family.hasPrefix("gemma") { return 256 }
    guard heads > 0 else { throw InputError("num_attention_heads is \(heads), out of range", file: keys.file, remedy: "1 or more") }
    return hidden / heads
  }

  private var name: String {
    outer.text("_name_or_path").flatMap { $0.isEmpty ? nil : $0 } ?? (family.isEmpty ? "model" : family)
  }

  private func tied(default standard: Bool) throws(InputError) -> Bool {
    try keys.flag("tie_word_embeddings", default: try outer.flag("tie_word_embeddings", default: standard))
  }

  private func llamaDetails() throws(InputError) -> WeightDetails {
    var details = WeightDetails()
    details.queryKeyValueBias = try keys.flag("attention_bias", default: family.hasPrefix("qwen2"))
    // Llama and gpt-oss give the output projection a bias along with the others; Qwen2 never does.
    details.attentionOutputBias = details.queryKeyValueBias && !family.hasPrefix("qwen2")
    details.feedForwardBias = try keys.flag("mlp_bias", default: family == "gpt_oss")
    details.queryKeyNorm = family.hasPrefix("qwen3") || family.hasPrefix("gemma3")
    if family.hasPrefix("gemma2") || family.hasPrefix("gemma3") { details.normsPerLayer = 4 }
    return details
  }

  private func mixture(layers: Int) throws(InputError) -> MixtureOfExperts? {
    guard let experts = try keys.optionalInteger("num_local_experts", "num_experts", "n_routed_experts"), experts > 1 else { return nil }
    let width = try keys.integer("moe_intermediate_size", "intermediate_size")
    return MixtureOfExperts(
      experts: experts, expertsPerToken: try keys.integer("num_experts_per_tok", "experts_per_token"), expertIntermediateSize: width,
      sharedIntermediateSize: try sharedWidth(expert: width), denseLayers: try denseLayers(layers: layers),
      sharedExpertGate: family == "qwen2_moe")
  }

  /// The width of the shared experts together: given, or as a number of experts; Llama 4 always has one.
  private func sharedWidth(expert width: Int) throws(InputError) -> Int {
    if let shared = try keys.optionalInteger("shared_expert_intermediate_size") { return shared }
    let count = try keys.optionalInteger("n_shared_experts") ?? (family.hasPrefix("llama4") ? 1 : 0)
    let (product, overflow) = count.multipliedReportingOverflow(by: width)
    guard !overflow else {
      throw InputError("'n_shared_experts' is \(count), out of range", file: keys.file, remedy: "the number of shared experts")
    }
    return product
  }

  private func denseLayers(layers: Int) throws(InputError) -> Int {
    if let first = try keys.optionalInteger("first_k_dense_replace") { return first }
    let step = try keys.optionalInteger("decoder_sparse_step", "interleave_moe_layer_step") ?? 1
    guard step >= 1 else {
      throw InputError("step between expert layers is \(step), out of range", file: keys.file, remedy: "'decoder_sparse_step' of 1 or more")
    }
    let listed = keys.count("mlp_only_layers")
    return min(layers, layers - layers / step + listed)
  }

  /// Which layers have the window is told by a list of layer types, by a pattern, or by habit of the family.
  private func slidingWindow(layers: Int) throws(InputError) -> SlidingWindow? {
    guard let tokens = try keys.optionalInteger("sliding_window"), tokens > 0 else { return nil }
    if let types = keys.texts("layer_types") {
      return SlidingWindow(tokens: tokens, layers: types.count { $0 == "sliding_attention" })
    }
    if try keys.optionalInteger("max_window_layers") != nil || keys.has("use_sliding_window") {
      guard try keys.flag("use_sliding_window", default: false) else { return nil }
      let first = try keys.optionalInteger("max_window_layers") ?? 0
      return SlidingWindow(tokens: tokens, layers: max(0, layers - max(0, first)))
    }
    let habit = family.hasPrefix("gemma3") ? 6 : family.hasPrefix("gemma2") || family == "gpt_oss" ? 2 : nil
    if let pattern = try keys.optionalInteger("sliding_window_pattern") ?? habit {
      guard pattern >= 1 else {
        throw InputError("'sliding_window_pattern' is \(pattern), out of range", file: keys.file, remedy: "1 or more")
      }
      return SlidingWindow(tokens: tokens, layers: layers - layers / pattern)
    }
    return SlidingWindow(tokens: tokens, layers: layers)
  }

  private var nativeFormat: NumberFormat {
    let quantization = keys.nested("quantization_config") ?? outer.nested("quantization_config")
    switch quantization?.text("quant_method") {
    case "fp8", "fbgemm_fp8": return .fp8
    case "mxfp4": return .mxfp4
    case "awq", "gptq": return .int4
    default: break
    }
    let dtype = keys.text("torch_dtype") ?? keys.text("dtype") ?? outer.text("torch_dtype") ?? outer.text("dtype")
    return dtype.flatMap { try? NumberFormat(named: $0) } ?? .bf16
  }
}

extension HuggingFaceReader {
  private func deepSeekShape() throws(InputError) -> ModelShape {
    let layers = try keys.integer("num_hidden_layers")
    let heads = try keys.integer("num_attention_heads")
    let latent = LatentAttention(
      keyValueRank: try keys.integer("kv_lora_rank"), queryRank: try keys.optionalInteger("q_lora_rank"),
      rotaryHeadSize: try keys.integer("qk_rope_head_dim"), plainHeadSize: try keys.integer("qk_nope_head_dim"),
      valueHeadSize: try keys.integer("v_head_dim"))
    return ModelShape(
      name: name, layers: layers, hiddenSize: try keys.integer("hidden_size"), heads: heads, keyValueHeads: heads,
      headSize: latent.plainHeadSize + latent.rotaryHeadSize, intermediateSize: try keys.integer("intermediate_size"),
      vocabularySize: try keys.integer("vocab_size"), maximumPositions: try keys.integer("max_position_embeddings"),
      tiedEmbeddings: try tied(default: false), nativeFormat: nativeFormat, latentAttention: latent,
      mixtureOfExperts: try mixture(layers: layers))
  }

  /// OPT: biases everywhere, and a learned position table with two rows more than positions.
  private func optShape() throws(InputError) -> ModelShape {
    let positions = try keys.integer("max_position_embeddings")
    return try gptLike(
      hidden: keys.integer("hidden_size"), heads: keys.integer("num_attention_heads"), layers: keys.integer("num_hidden_layers"),
      width: keys.integer("ffn_dim"), positions: positions, learned: positions + 2, tied: tied(default: true))
  }

  /// GPT-2 and its relatives: a width of four times the hidden size unless given, learned positions in GPT-2 only.
  private func gptShape() throws(InputError) -> ModelShape {
    let hidden = try keys.integer("n_embd", "hidden_size")
    let positions = try keys.integer("n_positions", "max_position_embeddings")
    let learned = family == "gpt2" || family == "gpt_bigcode" ? positions : 0
    return try gptLike(
      hidden: hidden, heads: keys.integer("n_head", "num_attention_heads"), layers: keys.integer("n_layer", "num_hidden_layers"),
      width: keys.optionalInteger("n_inner", "intermediate_size") ?? 4 * hidden, positions: positions, learned: learned,
      tied: tied(default: family != "gpt_neox" && family != "gptj"))
  }

  private func bloomShape() throws(InputError) -> ModelShape {
    let hidden = try keys.integer("hidden_size", "n_embed")
    var shape = try gptLike(
      hidden: hidden, heads: keys.integer("n_head", "num_attention_heads"), layers: keys.integer("n_layer", "num_hidden_layers"),
      width: 4 * hidden, positions: keys.optionalInteger("seq_length") ?? 2048, learned: 0, tied: tied(default: true))
    shape.details.outerNorms = 2
    return shape
  }

  private func falconShape() throws(InputError) -> ModelShape {
    let hidden = try keys.integer("hidden_size")
    let heads = try keys.integer("num_attention_heads", "n_head")
    let grouped = try keys.flag("new_decoder_architecture", default: false)
    let single = try keys.flag("multi_query", default: true)
    var shape = try gptLike(
      hidden: hidden, heads: heads, layers: keys.integer("num_hidden_layers", "n_layer"),
      width: keys.optionalInteger("ffn_hidden_size") ?? 4 * hidden, positions: keys.optionalInteger("max_position_embeddings") ?? 2048,
      learned: 0, tied: tied(default: !grouped))
    shape.keyValueHeads = grouped ? try keys.optionalInteger("num_kv_heads", "n_head_kv") ?? heads : single ? 1 : heads
    shape.details = WeightDetails(normsPerLayer: grouped ? 2 : 1, normBias: true)
    return shape
  }

  private func gptLike(
    hidden: Int, heads: Int, layers: Int, width: Int, positions: Int, learned: Int, tied: Bool
  ) throws(InputError) -> ModelShape {
    guard heads > 0 else { throw InputError("number of heads is \(heads), out of range", file: keys.file, remedy: "1 or more") }
    return ModelShape(
      name: name, layers: layers, hiddenSize: hidden, heads: heads, keyValueHeads: heads, intermediateSize: width,
      vocabularySize: try keys.integer("vocab_size"), maximumPositions: positions, tiedEmbeddings: tied, gatedFeedForward: false,
      nativeFormat: nativeFormat,
      details: WeightDetails(
        queryKeyValueBias: true, attentionOutputBias: true, feedForwardBias: true, normBias: true, learnedPositions: learned))
  }
}
