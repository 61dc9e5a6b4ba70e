import Kernel

/// Reads how a checkpoint stores its weights: `quantization_config` in its forms, or ModelOpt's file beside the config.
struct QuantizationReader {
  let keys: ConfigKeys
  let outer: ConfigKeys
  let beside: ConfigKeys?

  /// The name of the published format, and its parts where it is more than that.
  ///
  /// - Throws: ``InputError`` for a method or a width of bits that is not known.
  func formats(of shape: ModelShape) throws(InputError) -> (NumberFormat, Quantization?) {
    let config = keys.nested("quantization_config") ?? outer.nested("quantization_config") ?? outer.nested("compression_config")
    guard let config = beside ?? config, config.text("quantization_status") != "frozen" else { return (try plainFormat(), nil) }
    guard let method = config.text("quant_method") ?? (config.has("quant_algo") ? "modelopt" : nil) else {
      if config.has("load_in_4bit") || config.has("load_in_8bit") { return try bitsAndBytes(config, shape) }
      throw config.fault("quant_method", "is missing", remedy: "the method, such as fp8, compressed-tensors, awq or gptq")
    }
    switch method.lowercased() {
    case "fp8", "fbgemm_fp8": return try eightBitFloat(config, shape, method)
    case "compressed-tensors": return try compressedTensors(config, shape)
    case "modelopt", "modelopt_fp4", "modelopt_mixed": return try modelOpt(config, shape)
    case "gptq", "awq", "auto-round", "intel/auto-round", "gptq_marlin", "awq_marlin": return try integerGroups(config, shape, method)
    case "bitsandbytes": return try bitsAndBytes(config, shape)
    case "mxfp4": return finish("mxfp4", .mxfp4, only: .routedExperts, wide: skipped(config), of: shape)
    case "experts_int8": return finish(method, .int8WeightOnly, only: .routedExperts, wide: skipped(config), of: shape)
    case "quark": return try quark(config, shape)
    default:
      throw config.fault(
        "quant_method", "is '\(method)', which is not known",
        remedy: "compressed-tensors, modelopt, fp8, fbgemm_fp8, gptq, awq, bitsandbytes, mxfp4 or quark")
    }
  }

  /// The format of weights that are not quantised. Servers load 32-bit weights in 16 bits.
  private func plainFormat() throws(InputError) -> NumberFormat {
    guard let word = keys.text("torch_dtype") ?? keys.text("dtype") ?? outer.text("torch_dtype") ?? outer.text("dtype") else {
      return .bf16
    }
    let plain = word.hasPrefix("torch.") ? String(word.dropFirst(6)) : word
    guard let format = try? NumberFormat(named: plain) else {
      if plain == "auto" { return .bf16 }
      throw InputError("the weights' dtype '\(word)' is not known", file: keys.file, remedy: "bfloat16, float16 or float32")
    }
    if format != .fp32 { return format }
    keys.notes.add(ofModel: "weights published in 32 bits are loaded in 16, as servers do")
    return .bf16
  }

  // MARK: Methods

  private func eightBitFloat(_ config: ConfigKeys, _ shape: ModelShape, _ method: String) throws(InputError) -> (
    NumberFormat, Quantization?
  ) {
    var block: QuantizationBlock?
    if let sizes = try config.integers("weight_block_size") {
      guard sizes.count == 2, sizes.allSatisfy({ 1...100_000 ~= $0 }) else {
        throw config.fault("weight_block_size", "is not a pair of sizes", remedy: "rows and columns, such as [128, 128]")
      }
      block = QuantizationBlock(outputs: sizes[0], inputs: sizes[1])
    }
    return finish(method, .fp8, wide: skipped(config), block: block, of: shape)
  }

  private func integerGroups(_ config: ConfigKeys, _ shape: ModelShape, _ method: String) throws(InputError) -> (
    NumberFormat, Quantization?
  ) {
    let bits = try config.givenInteger("bits", "w_bit") ?? 4
    let group = try config.givenInteger("group_size", "q_group_size") ?? 128
    let isSymmetric = try config.flag("sym", default: false)
    let hasZeroPoints = try method.hasPrefix("gptq") ? true : config.flag("zero_point", default: !isSymmetric)
    let format = try integer(bits, weightOnly: true, config, "bits")
    let perValue = Self.bits(bits, group: group, zeroPoints: hasZeroPoints)
    var wide = skipped(config)
    // GPTQModel marks what it leaves alone by "-:" and an expression.
    if let dynamic = config.object["dynamic"]?.members {
      wide = skipped(config, more: dynamic.map(\.key).filter { $0.hasPrefix("-:") }.map { "re:" + $0.dropFirst(2) })
    }
    return finish(method, format, bits: perValue, wide: wide, block: Self.block(group: group), of: shape)
  }

  private func bitsAndBytes(_ config: ConfigKeys, _ shape: ModelShape) throws(InputError) -> (NumberFormat, Quantization?) {
    let isFour = try config.flag("_load_in_4bit", default: false)
    if try config.flag("load_in_4bit", default: isFour) {
      // A 32-bit scale for 64 values, which double quantisation stores in 8 bits.
      let isDouble = try config.flag("bnb_4bit_use_double_quant", default: false)
      return finish("bitsandbytes", .int4, bits: isDouble ? 4 + 8.0 / 64 + 32.0 / 64 / 256 : 4.5, wide: skipped(config), of: shape)
    }
    return finish("bitsandbytes", .int8, wide: skipped(config), of: shape)
  }

  private func modelOpt(_ config: ConfigKeys, _ shape: ModelShape) throws(InputError) -> (NumberFormat, Quantization?) {
    if let scheme = config.text("kv_cache_quant_algo"), scheme != "none" { noteCache(scheme) }
    guard let word = config.text("quant_algo") ?? config.nested("quantization")?.text("quant_algo") else {
      if config.nested("config_groups") != nil { return try compressedTensors(config, shape) }
      return (try plainFormat(), nil)
    }
    if word.uppercased() == "MIXED_PRECISION" { return try mixedModelOpt(config, shape) }
    let part = try Self.modelOptFormat(word, config)
    return finish("modelopt", part.format, bits: part.bitsPerValue, wide: skipped(config), of: shape)
  }

  private static func modelOptFormat(_ word: String, _ config: ConfigKeys) throws(InputError) -> Quantization.PartFormat {
    switch word.uppercased() {
    case "FP8", "FP8_PER_CHANNEL_PER_TOKEN", "FP8_PB_WO", "FP8_PB_REAL": return .init(.fp8)
    case "MXFP8": return .init(.fp8, bitsPerValue: 8.25)
    case "NVFP4", "NVFP4_AWQ", "W4A16_NVFP4": return .init(.nvfp4)
    case "MXFP4", "W4A8_MXFP4_FP8": return .init(.mxfp4)
    case "W4A16_AWQ", "INT4_AWQ", "W4A8_AWQ": return .init(.int4)
    case "W8A16": return .init(.int8WeightOnly)
    case "INT8_SQ", "W8A8_SQ_PER_CHANNEL": return .init(.int8)
    default:
      throw config.fault("quant_algo", "is '\(word)', which is not known", remedy: "FP8, NVFP4, MXFP4, W4A16_AWQ or MIXED_PRECISION")
    }
  }

  /// Formats by module; a part takes that of the first of its modules that is named.
  private func mixedModelOpt(_ config: ConfigKeys, _ shape: ModelShape) throws(InputError) -> (NumberFormat, Quantization?) {
    guard let layers = config.object["quantized_layers"]?.members, !layers.isEmpty else {
      throw config.fault("quantized_layers", "is missing", remedy: "the format of each module, as ModelOpt writes it")
    }
    var named: [(names: ModuleNames, format: Quantization.PartFormat)] = []
    var byFormat: [(word: String, names: [String])] = []
    for layer in layers {
      guard let word = layer.value["quant_algo"]?.text else { continue }
      if let same = byFormat.firstIndex(where: { $0.word == word }) {
        byFormat[same].names.append(layer.key)
      } else {
        byFormat.append((word, [layer.key]))
      }
    }
    for entry in byFormat {
      named.append((ModuleNames(entry.names, style: .equal), try Self.modelOptFormat(entry.word, config)))
    }
    return byParts("modelopt", named, of: shape)
  }

  private func quark(_ config: ConfigKeys, _ shape: ModelShape) throws(InputError) -> (NumberFormat, Quantization?) {
    let weight = config.nested("global_quant_config.weight")
    switch weight?.text("dtype") {
    case "fp4": return finish("quark", .mxfp4, wide: skipped(config), of: shape)
    case "fp8_e4m3": return finish("quark", .fp8, wide: skipped(config), of: shape)
    case "int8": return finish("quark", .int8, wide: skipped(config), of: shape)
    case let other:
      throw config.fault(
        "global_quant_config", "has weights of '\(other ?? "no dtype")', which are not known", remedy: "fp4, fp8_e4m3 or int8")
    }
  }
}
