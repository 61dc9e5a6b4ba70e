import Kernel

extension ConfigReader {
  /// What a family has beside attention and feed-forward in every layer.
  func readSpecial(into shape: inout ModelShape) throws(InputError) {
    let (layers, hidden) = (shape.layers, shape.hiddenSize)
    switch family.special {
    case .none, .gpt, .falcon, .dbrx, .chatGLM: break
    case .gatedDeltaNet: try readGatedDeltaNet(into: &shape)
    case .kimiLinear: try readKimiLinear(into: &shape)
    case .lightning: try readLightning(into: &shape)
    case .jamba:
      let period = max(1, try keys.optionalInteger("attn_layer_period") ?? 8)
      let offset = try keys.optionalInteger("attn_layer_offset") ?? 4
      let attending = (0..<layers).count { (($0 - offset) % period + period) % period == 0 }
      setLayers(&shape, whole: attending, mixer: try mamba(layers: layers - attending, hidden: hidden, norms: true))
    case .mamba:
      let mixer = try mamba(layers: layers, hidden: hidden, norms: false)
      setLayers(&shape, whole: 0, mixer: mixer)
      shape.givenFeedForwards = []
    case .mamba2:
      setLayers(&shape, whole: 0, mixer: try mamba2(layers: layers, hidden: hidden))
      shape.givenFeedForwards = []
    case .nemotronHybrid: try readNemotronHybrid(into: &shape)
    case .graniteHybrid: try readGraniteHybrid(into: &shape)
    case .falconHybrid:
      let mixer = try mamba2(layers: layers, hidden: hidden, norm: try keys.flag("mamba_rms_norm", default: false))
      setLayers(&shape, whole: layers, mixer: mixer)
    case .shortConvolution: try readShortConvolution(into: &shape)
    case .recurrentGemma: try readRecurrentGemma(into: &shape)
    case .puzzle: try readPuzzle(into: &shape)
    case .crossAttention: try readCrossAttention(into: &shape)
    case .llama4: try readLlama4(into: &shape)
    case .gemma3n: try readGemma3n(into: &shape)
    case .gemma4: try readGemma4(into: &shape)
    case .mimoFlash: try readMimoFlash(into: &shape)
    case .zamba: try readSharedBlocks(into: &shape)
    }
  }

  /// Layers that read everything, layers with a state, and the rest with neither.
  func setLayers(_ shape: inout ModelShape, whole: Int, mixer: LinearMixer) {
    shape.linearMixers = mixer.layers > 0 ? [mixer] : []
    shape.slidingWindow = nil
    var groups = [AttentionGroup(layers: Double(whole))]
    if mixer.layers > 0 { groups.append(mixer.group) }
    let rest = shape.layers - whole - mixer.layers
    if rest > 0 { groups.append(.nothing(layers: rest)) }
    shape.givenAttentionGroups = groups
  }

  private func readGatedDeltaNet(into shape: inout ModelShape) throws(InputError) {
    let linear: Int
    if let kinds = try listedLayers(shape.layers) {
      linear = kinds.count { $0 == .state }
    } else {
      let interval = max(1, try keys.optionalInteger("full_attention_interval") ?? 4)
      linear = shape.layers - shape.layers / interval
    }
    setLayers(&shape, whole: shape.layers - linear, mixer: try gatedDeltaNet(layers: linear, hidden: shape.hiddenSize))
  }

  private func readKimiLinear(into shape: inout ModelShape) throws(InputError) {
    let linear = try keys.nested("linear_attn_config")?.integers("kda_layers")?.count ?? shape.layers - shape.layers / 4
    guard linear <= shape.layers else { throw keys.fault("linear_attn_config", "names more layers than there are") }
    setLayers(&shape, whole: shape.layers - linear, mixer: try kimiDelta(layers: linear, hidden: shape.hiddenSize))
  }

  private func readLightning(into shape: inout ModelShape) throws(InputError) {
    let linear: Int
    if let kinds = try listedLayers(shape.layers) {
      linear = kinds.count { $0 == .state }
    } else if let flags = try keys.integers("attn_type_list") {
      linear = flags.prefix(shape.layers).count { $0 == 0 }
    } else {
      throw InputError("'layer_types' is missing", file: keys.file, remedy: "which layers are linear, here or under attn_type_list")
    }
    let mixer = try lightning(layers: linear, hidden: shape.hiddenSize, heads: shape.heads, headSize: shape.headSize)
    setLayers(&shape, whole: shape.layers - linear, mixer: mixer)
  }

  /// One block a layer: M for Mamba-2, * for attention, - for a feed-forward, E for routed experts.
  func nemotronPattern() throws(InputError) -> String {
    guard let words = keys.texts("layers_block_type") ?? keys.texts("layer_types") else {
      return (keys.text("hybrid_override_pattern") ?? "").filter { $0 != "|" }
    }
    let letters = ["mamba": "M", "attention": "*", "full_attention": "*", "mlp": "-", "moe": "E"]
    return words.map { letters[$0] ?? "?" }.joined()
  }

  private func readNemotronHybrid(into shape: inout ModelShape) throws(InputError) {
    let pattern = try nemotronPattern()
    guard pattern.count == shape.layers, pattern.allSatisfy({ "M*-E".contains($0) }) else {
      throw keys.fault(
        "hybrid_override_pattern", "does not say what each of the \(shape.layers) layers is", remedy: "a letter M, *, - or E for each")
    }
    func count(_ letter: Character) -> Int { pattern.count { $0 == letter } }
    setLayers(&shape, whole: count("*"), mixer: try mamba2(layers: count("M"), hidden: shape.hiddenSize))
    shape.givenFeedForwards = count("-") > 0 ? [FeedForwardLayers(layers: count("-"), width: shape.intermediateSize)] : []
    shape.mixtureOfExperts?.denseLayers = shape.layers - count("E")
  }

  private func readGraniteHybrid(into shape: inout ModelShape) throws(InputError) {
    let attending: Int
    if let kinds = try listedLayers(shape.layers) {
      attending = kinds.count { $0 == .whole }
    } else if let listed = try keys.integers("attn_layer_indices") {
      attending = listed.count { 0..<shape.layers ~= $0 }
    } else {
      attending = 0
    }
    if attending < shape.layers {
      setLayers(&shape, whole: attending, mixer: try mamba2(layers: shape.layers - attending, hidden: shape.hiddenSize))
    }
    // Granite's shared feed-forward stands in every layer; without routed experts it is all there is.
    if let shared = try keys.optionalInteger("shared_intermediate_size"), shape.mixtureOfExperts == nil { shape.intermediateSize = shared }
  }

  /// The width of LFM2's feed-forward is rounded from a given one.
  private func readShortConvolution(into shape: inout ModelShape) throws(InputError) {
    let attending: Int
    if let kinds = try listedLayers(shape.layers) {
      attending = kinds.count { $0 == .whole }
    } else if let listed = try keys.integers("full_attn_idxs") {
      attending = listed.count { 0..<shape.layers ~= $0 }
    } else {
      attending = shape.layers
    }
    setLayers(&shape, whole: attending, mixer: try shortConvolution(layers: shape.layers - attending, hidden: shape.hiddenSize))
    guard type == "lfm2", try keys.flag("block_auto_adjust_ff_dim", default: true) else { return }
    let multiplier = try keys.number("block_ffn_dim_multiplier") ?? 1
    let multiple = max(1, try keys.optionalInteger("block_multiple_of") ?? 256)
    let width = (Double(shape.intermediateSize * 2 / 3) * multiplier).rounded(.towardZero)
    guard 1...10_000_000 ~= width, multiple <= 10_000_000 else { throw keys.fault("block_ffn_dim_multiplier", "makes no width") }
    shape.intermediateSize = (Int(width) + multiple - 1) / multiple * multiple
  }

  private func readRecurrentGemma(into shape: inout ModelShape) throws(InputError) {
    let words = keys.texts("block_types") ?? keys.texts("_block_types") ?? ["recurrent", "recurrent", "attention"]
    guard !words.isEmpty else { throw keys.fault("block_types", "is empty", remedy: "recurrent and attention, in turn") }
    let attending = (0..<shape.layers).count { words[$0 % words.count] == "attention" }
    let window = shape.slidingWindow?.tokens ?? 2048
    let mixer = try gatedRecurrence(layers: shape.layers - attending, hidden: shape.hiddenSize, heads: shape.heads)
    shape.linearMixers = [mixer]
    shape.slidingWindow = nil
    shape.givenAttentionGroups = [
      AttentionGroup(layers: 0), AttentionGroup(layers: Double(attending), read: .ends(first: 0, last: window), keep: .asRead), mixer.group,
    ]
    // The given width is that of gate and up together.
    shape.intermediateSize = max(1, shape.intermediateSize / 2)
  }
}
