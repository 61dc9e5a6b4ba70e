import Kernel

/// Models whose attention and feed-forwards are a few blocks that are used again and again (`modeling_zamba.py`, `modeling_zamba2.py`).
extension ConfigReader {
  /// Zamba: Mamba in every layer, and a shared transformer block before some of them.
  func readSharedBlocks(into shape: inout ModelShape) throws(InputError) {
    let (layers, hidden, isSecond) = (shape.layers, shape.hiddenSize, type == "zamba2")
    let uses = try usesOfSharedBlocks(layers)
    guard uses > 0 else {
      throw keys.fault("layers_block_type", "has no layer with a shared block", remedy: "the word 'hybrid' for each layer that has one")
    }
    let stored = try isSecond ? keys.optionalInteger("num_mem_blocks") ?? 1 : 1
    guard 1...uses ~= stored else { throw keys.fault("num_mem_blocks", "is \(stored), out of range", remedy: "1 to \(uses), the uses") }
    let width = try keys.optionalInteger("attention_hidden_size") ?? 2 * hidden
    guard width == 2 * hidden else {
      throw keys.fault("attention_hidden_size", "is \(width)", remedy: "\(2 * hidden): attention sees the stream and the embedding")
    }
    shape.headSize = try keys.optionalInteger("attention_head_dim") ?? width / shape.heads
    guard 1...100_000 ~= shape.headSize else { throw keys.fault("attention_head_dim", "is \(shape.headSize), out of range") }
    shape.sharedBlocks = SharedBlocks(stored: stored, uses: uses, inputSize: width)
    let mixer = try isSecond ? mamba2(layers: layers, hidden: hidden) : mamba(layers: layers, hidden: hidden, norms: false)
    setLayers(&shape, whole: uses, mixer: mixer)
    shape.givenFeedForwards = [FeedForwardLayers(layers: uses, width: shape.intermediateSize)]
    // Each use goes back to the stream through a product of its own.
    shape.otherLayerParameters = uses * hidden * hidden
    if isSecond { shape.otherLayerParameters += try uses * adapterParameters(of: shape) }
  }

  /// Layers with a shared block: by the words of a list, by their numbers, or as the first Zamba has it.
  private func usesOfSharedBlocks(_ layers: Int) throws(InputError) -> Int {
    if let kinds = try listedLayers(layers) { return kinds.count { $0 == .whole } }
    if let numbers = try keys.integers("hybrid_layer_ids") {
      guard Set(numbers).count == numbers.count, numbers.allSatisfy({ 0..<layers ~= $0 }) else {
        throw keys.fault("hybrid_layer_ids", "names a layer twice, or one that is not there", remedy: "each from 0 to \(layers - 1), once")
      }
      return numbers.count
    }
    guard type == "zamba", layers >= 3 else {
      throw InputError("'layers_block_type' is missing", file: keys.file, remedy: "which layers are hybrid, here or under hybrid_layer_ids")
    }
    // The third layer, and from the fourth on those whose number, counted from there, leaves the offset over the period.
    let period = max(1, try keys.optionalInteger("attn_layer_period") ?? 6)
    let offset = try keys.optionalInteger("attn_layer_offset") ?? 4
    return 1 + (0..<layers - 3).count { $0 % period == offset }
  }

  /// The low-rank products that each use adds to the shared feed-forward's gate and up, and to queries, keys and values where it does.
  private func adapterParameters(of shape: ModelShape) throws(InputError) -> Int {
    let rank = try keys.optionalInteger("adapter_rank", "lora_rank") ?? 128
    guard 1...100_000 ~= rank else { throw keys.fault("adapter_rank", "is \(rank), out of range", remedy: "1 to 100000") }
    let feedForward = rank * (shape.hiddenSize + 2 * shape.intermediateSize)
    // The first configs of Zamba2 call adapters LoRA.
    let flag = keys.has("use_shared_attention_adapter") ? "use_shared_attention_adapter" : "use_shared_attention_lora"
    guard try keys.flag(flag, default: false) else { return feedForward }
    return feedForward + 3 * rank * 2 * 2 * shape.hiddenSize
  }
}
