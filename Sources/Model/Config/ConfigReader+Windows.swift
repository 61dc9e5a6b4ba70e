import Kernel

extension ConfigReader {
  /// What a layer does, by the words that configs have for it.
  enum LayerKind { case whole, window, state, none }

  /// The kind of every layer, where the config lists them.
  ///
  /// - Throws: ``InputError`` for a word that is not known.
  func listedLayers(_ layers: Int) throws(InputError) -> [LayerKind]? {
    for key in ["layer_types", "layers_block_type", "attention_layer_types"] {
      guard let words = keys.texts(key), !words.isEmpty else { continue }
      var kinds: [LayerKind] = []
      for word in words {
        switch word {
        case "full_attention", "attention", "global_attention", "global", "full", "multi_head_attention", "deepseek_sparse_attention",
          "hybrid", "g":
          kinds.append(.whole)
        case "sliding_attention", "chunked_attention", "local_attention", "local", "sliding_window", "compressed_sliding_attention":
          kinds.append(.window)
        case "linear_attention", "mamba", "mamba2", "m", "conv", "recurrent", "kda", "lightning_attention": kinds.append(.state)
        case "moe", "mlp", "feed_forward": kinds.append(.none)
        default: throw keys.fault(key, "has a layer '\(word)', which is not known", remedy: "full_attention, sliding_attention, ...")
        }
      }
      guard kinds.count >= layers else {
        throw keys.fault(key, "has \(kinds.count) layers where the model has \(layers)", remedy: "one word for each layer")
      }
      // Some lists go on for the layers of a draft head.
      return Array(kinds.prefix(layers))
    }
    return nil
  }

  /// Windows: by the list of layers, by a pattern, or by the habit of the family.
  func readWindows(into shape: inout ModelShape) throws(InputError) {
    if shape.givenAttentionGroups != nil { return }
    let layers = shape.layers
    let tokens = try windowTokens()
    if let kinds = try listedLayers(layers) {
      let windowed = kinds.count { $0 == .window }
      guard windowed > 0 else { return }
      guard let tokens else {
        throw keys.fault("layer_types", "has layers with a window, and 'sliding_window' is missing", remedy: "the window in tokens")
      }
      shape.slidingWindow = SlidingWindow(tokens: tokens, layers: windowed)
      return
    }
    guard let tokens else { return }
    if let pattern = keys.text("sliding_window_pattern") {
      // "LLLG": local and global layers in turn, the last of all global.
      guard !pattern.isEmpty, pattern.allSatisfy({ $0 == "L" || $0 == "G" }) else {
        throw keys.fault("sliding_window_pattern", "is '\(pattern)'", remedy: "letters L and G, such as LLLG, or a whole number")
      }
      let letters = Array(pattern)
      let windowed = (0..<layers).count { letters[$0 % letters.count] == "L" && $0 != layers - 1 }
      shape.slidingWindow = SlidingWindow(tokens: tokens, layers: windowed)
      return
    }
    shape.slidingWindow = try windowedLayers(of: layers).map { SlidingWindow(tokens: tokens, layers: $0) }
  }

  private func windowTokens() throws(InputError) -> Int? {
    let given = try keys.optionalInteger("sliding_window", "attention_chunk_size", "sliding_window_size", "attention_window_size")
    return given.flatMap { $0 > 0 ? $0 : nil }
  }

  /// How many layers have the window; nil for a window that is not used.
  private func windowedLayers(of layers: Int) throws(InputError) -> Int? {
    if case .none = family.windows { return nil }
    if case .fromLayer = family.windows {
      guard try keys.flag("use_sliding_window", default: false) else { return nil }
      let first = try keys.optionalInteger("max_window_layers") ?? 0
      return max(0, layers - max(0, first))
    }
    if try keys.optionalFlag("use_sliding_window") == false { return nil }
    var every: Int?
    if case .allButEvery(let count) = family.windows { every = count }
    if let pattern = try keys.optionalInteger("sliding_window_pattern") ?? every {
      guard pattern >= 1 else { throw keys.fault("sliding_window_pattern", "is \(pattern), out of range", remedy: "1 or more") }
      return layers - layers / pattern
    }
    return layers
  }
}
