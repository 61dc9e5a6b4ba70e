import Kernel

/// State-space and linear attention layers, family by family. Sizes of states are those that vLLM keeps
/// (`vllm/model_executor/layers/mamba/mamba_utils.py`).
extension ConfigReader {
  /// A size of a mixer, checked so that products of a few of them stay within 64 bits.
  private func size(_ names: String..., otherwise: Int? = nil) throws(InputError) -> Int {
    // What the config gives under any of the names goes before the library's default for one of them.
    var found: Int?
    for name in names where found == nil { found = try keys.givenInteger(name) }
    for name in names where found == nil { found = try keys.optionalInteger(name) }
    guard let value = found ?? otherwise else { return try keys.integer(names[0]) }
    guard 1...100_000 ~= value else { throw keys.fault(names[0], "is \(value), out of range", remedy: "1 to 100000") }
    return value
  }

  /// The format of recurrent states: the config's word, or that of the activations.
  private func stateFormat(_ key: String, otherwise: NumberFormat) throws(InputError) -> NumberFormat {
    guard let word = keys.text(key) else {
      keys.notes.add(ofModel: "recurrent states in \(otherwise.rawValue), as servers keep them where nothing says otherwise")
      return otherwise
    }
    do { return try NumberFormat(named: word) } catch { throw keys.fault(key, "is '\(word)'", remedy: "float32 or bfloat16") }
  }

  /// Gated DeltaNet of Qwen3-Next and Qwen3.5: projections to queries, keys, values, gates and decays by head.
  func gatedDeltaNet(layers: Int, hidden: Int) throws(InputError) -> LinearMixer {
    let (keyHeads, valueHeads) = (try size("linear_num_key_heads"), try size("linear_num_value_heads"))
    let (keySize, valueSize) = (try size("linear_key_head_dim"), try size("linear_value_head_dim"))
    let kernel = try size("linear_conv_kernel_dim")
    let (keys, values) = (keyHeads * keySize, valueHeads * valueSize)
    let channels = 2 * keys + values
    return LinearMixer(
      .gatedDeltaNet, layers: layers,
      matrices: [
        .init(inputs: hidden, outputs: channels + values), .init(inputs: hidden, outputs: 2 * valueHeads),
        .init(inputs: values, outputs: hidden),
      ], otherParameters: channels * kernel + 2 * valueHeads + valueSize, recurrentValues: valueHeads * keySize * valueSize,
      recurrentFormat: try stateFormat("mamba_ssm_dtype", otherwise: .bf16), convolutionValues: (kernel - 1) * channels,
      heads: keySize == valueSize ? valueHeads : nil)
  }

  /// Kimi Delta Attention: a decay for every channel out of a low-rank product, and an output gate of the same kind.
  func kimiDelta(layers: Int, hidden: Int) throws(InputError) -> LinearMixer {
    guard let linear = keys.nested("linear_attn_config") else {
      throw InputError("'linear_attn_config' is missing", file: keys.file, remedy: "an object with num_heads, head_dim and kda_layers")
    }
    let (heads, size, kernel) = (
      try linear.integer("num_heads"), try linear.integer("head_dim"), try linear.givenInteger("short_conv_kernel_size") ?? 4
    )
    for (key, value) in [("num_heads", heads), ("head_dim", size), ("short_conv_kernel_size", kernel)] where !(1...100_000 ~= value) {
      throw linear.fault(key, "is \(value), out of range", remedy: "1 to 100000")
    }
    let width = heads * size
    return LinearMixer(
      .kimiDelta, layers: layers,
      matrices: [
        .init(inputs: hidden, outputs: 3 * width), .init(inputs: hidden, outputs: 2 * size + heads), .init(inputs: size, outputs: width),
        .init(inputs: size, outputs: width), .init(inputs: width, outputs: hidden),
      ], otherParameters: 3 * width * kernel + heads + width + size, recurrentValues: width * size, recurrentFormat: .fp32,
      convolutionValues: 3 * (kernel - 1) * width)
  }

  /// Lightning attention of MiniMax-01: queries, keys and values of all heads, an output gate and a norm.
  func lightning(layers: Int, hidden: Int, heads: Int, headSize: Int) throws(InputError) -> LinearMixer {
    guard 1...100_000 ~= heads, 1...100_000 ~= headSize else {
      throw InputError("heads and head size make no state", file: keys.file, remedy: "1 to 100000")
    }
    let width = heads * headSize
    return LinearMixer(
      .lightning, layers: layers,
      matrices: [
        .init(inputs: hidden, outputs: 3 * width), .init(inputs: hidden, outputs: width), .init(inputs: width, outputs: hidden),
      ], otherParameters: width, recurrentValues: width * headSize,
      recurrentFormat: try stateFormat("mamba_ssm_cache_dtype", otherwise: .bf16), convolutionValues: 0)
  }

  /// Mamba-1: a state for every channel; steps, inputs and outputs of the state from a low-rank product. In Jamba these are normalised.
  func mamba(layers: Int, hidden: Int, norms: Bool) throws(InputError) -> LinearMixer {
    // Pure Mamba models give the inner width itself.
    let expanded = try size("mamba_expand", "expand", otherwise: 2) * hidden
    let inner = family.special == .mamba ? try size("intermediate_size", otherwise: min(expanded, 100_000)) : expanded
    let state = try size("mamba_d_state", "state_size", otherwise: 16)
    let kernel = try size("mamba_d_conv", "conv_kernel", otherwise: 4)
    let standardRank = max(1, (hidden + 15) / 16)
    let isAutomatic = keys.text("mamba_dt_rank") == "auto"
    let rank = try isAutomatic ? standardRank : size("mamba_dt_rank", "time_step_rank", otherwise: standardRank)
    return LinearMixer(
      .mamba, layers: layers,
      matrices: [
        .init(inputs: hidden, outputs: 2 * inner), .init(inputs: inner, outputs: rank + 2 * state), .init(inputs: rank, outputs: inner),
        .init(inputs: inner, outputs: hidden),
      ], otherParameters: inner * (kernel + 1) + inner + inner * state + inner + (norms ? rank + 2 * state : 0),
      recurrentValues: inner * state, recurrentFormat: try stateFormat("mamba_ssm_cache_dtype", otherwise: .bf16),
      convolutionValues: (kernel - 1) * inner)
  }

  /// Mamba-2: one decay for every head, inputs and outputs of the state shared by groups of heads.
  func mamba2(layers: Int, hidden: Int, norm: Bool = true) throws(InputError) -> LinearMixer {
    let heads = try mamba2Heads(hidden: hidden)
    let headSize: Int
    if keys.text("mamba_d_head") == "auto" || keys.object["mamba_d_head"] == nil && keys.object["mamba_head_dim"] == nil {
      let expanded = try size("mamba_expand", "expand", otherwise: 2) * hidden
      let inner = try keys.optionalInteger("mamba_d_ssm") ?? expanded
      let given = try keys.optionalInteger("mamba_head_dim", "head_dim_mamba")
      headSize = given ?? max(1, inner / heads)
    } else {
      headSize = try size("mamba_head_dim", "mamba_d_head")
    }
    guard 1...100_000 ~= headSize else { throw keys.fault("mamba_d_head", "is \(headSize), out of range", remedy: "1 to 100000") }
    let state = try size("ssm_state_size", "mamba_d_state", "state_size", otherwise: 128)
    let groups = try size("n_groups", "mamba_n_groups", "mamba_ngroups", otherwise: 1)
    let kernel = try size("conv_kernel", "mamba_d_conv", otherwise: 4)
    let inner = heads * headSize
    let channels = inner + 2 * groups * state
    return LinearMixer(
      .mamba2, layers: layers,
      matrices: [.init(inputs: hidden, outputs: inner + channels + heads), .init(inputs: inner, outputs: hidden)],
      otherParameters: channels * (kernel + 1) + 3 * heads + (norm ? inner : 0), recurrentValues: inner * state,
      recurrentFormat: try stateFormat("mamba_ssm_cache_dtype", otherwise: .bf16), convolutionValues: (kernel - 1) * channels)
  }

  /// Heads of Mamba-2, as they stand or by their size.
  private func mamba2Heads(hidden: Int) throws(InputError) -> Int {
    let isGiven = try keys.givenInteger("mamba_num_heads", "mamba_n_heads", "n_mamba_heads", "num_heads") != nil
    if !isGiven, let size = try keys.givenInteger("mamba_headdim"), size > 0 {
      let inner = try self.size("mamba_expand", "expand", "expansion_factor", otherwise: 2) * hidden
      guard inner % size == 0 else {
        throw keys.fault("mamba_headdim", "is \(size), which does not divide the inner width of \(inner)", remedy: "a divisor of it")
      }
      return inner / size
    }
    return try size("mamba_num_heads", "mamba_n_heads", "n_mamba_heads", "num_heads")
  }

  /// The gated short convolution of LFM2.
  func shortConvolution(layers: Int, hidden: Int) throws(InputError) -> LinearMixer {
    let kernel = try size("conv_L_cache", otherwise: 3)
    return LinearMixer(
      .shortConvolution, layers: layers,
      matrices: [.init(inputs: hidden, outputs: 3 * hidden), .init(inputs: hidden, outputs: hidden)], otherParameters: hidden * kernel,
      recurrentValues: 0, recurrentFormat: .bf16, convolutionValues: (kernel - 1) * hidden)
  }

  /// RG-LRU of Griffin: two branches, a short convolution, gates that are block-diagonal over the heads.
  func gatedRecurrence(layers: Int, hidden: Int, heads: Int) throws(InputError) -> LinearMixer {
    let width = try size("lru_width", otherwise: hidden)
    let kernel = try size("conv1d_width", otherwise: 4)
    let block = max(1, width / max(1, heads))
    return LinearMixer(
      .gatedRecurrence, layers: layers,
      matrices: [
        .init(inputs: hidden, outputs: 2 * width), .init(inputs: width, outputs: 2 * block), .init(inputs: width, outputs: hidden),
      ],
      otherParameters: 2 * width + hidden + width * (kernel + 1) + 3 * width, recurrentValues: width, recurrentFormat: .fp32,
      convolutionValues: (kernel - 1) * width)
  }
}
