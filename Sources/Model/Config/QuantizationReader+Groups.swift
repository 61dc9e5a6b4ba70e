import Kernel

extension QuantizationReader {
  /// Compressed tensors: one format for all linear layers, or groups of modules each with its own.
  func compressedTensors(_ config: ConfigKeys, _ shape: ModelShape) throws(InputError) -> (NumberFormat, Quantization?) {
    if config.nested("kv_cache_scheme") != nil { noteCache("8 bits") }
    guard let groups = config.object["config_groups"]?.members, !groups.isEmpty else {
      throw config.fault("config_groups", "is missing", remedy: "the groups of modules and their formats")
    }
    var named: [(names: ModuleNames, format: Quantization.PartFormat)] = []
    for group in groups {
      let keys = ConfigKeys(
        object: group.value, file: config.file, prefix: config.prefix + "config_groups.\(group.key).", notes: config.notes)
      guard let weights = keys.nested("weights") else { continue }
      let format = try Self.format(of: weights, activations: keys.nested("input_activations"), layout: config.text("format"), reader: self)
      let targets = keys.texts("targets") ?? ["Linear"]
      if groups.count == 1 && targets.contains("Linear") {
        let block = Self.block(group: try weights.givenInteger("group_size") ?? -1)
        return finish("compressed-tensors", format.format, bits: format.bitsPerValue, wide: skipped(config), block: block, of: shape)
      }
      // A class of modules means all of them.
      named.append((ModuleNames(targets.map { $0 == "Linear" ? "re:.*" : $0 }, style: .equal), format))
    }
    let wide = skipped(config)
    return byParts("compressed-tensors", named, wide: wide, of: shape)
  }

  private static func format(
    of weights: ConfigKeys, activations: ConfigKeys?, layout: String?, reader: QuantizationReader
  ) throws(InputError) -> Quantization.PartFormat {
    guard let bits = try weights.givenInteger("num_bits") else { throw weights.fault("num_bits", "is missing", remedy: "4 or 8") }
    let group = try weights.givenInteger("group_size") ?? -1
    if weights.text("type") == "float" {
      switch bits {
      case 8: return .init(.fp8)
      // NVFP4 has a scale for 16 values, MXFP4 one for 32.
      case 4: return .init(group == 32 ? .mxfp4 : .nvfp4)
      default: throw weights.fault("num_bits", "is \(bits) for floats", remedy: "4 or 8")
      }
    }
    let narrow = try activations?.givenInteger("num_bits")
    let format = try reader.integer(bits, weightOnly: narrow == nil || bits < 8, weights, "num_bits")
    if format == .int8 { return .init(.int8) }
    let zeroPoints = try !weights.flag("symmetric", default: true)
    return .init(format, bitsPerValue: Self.bits(bits, group: group, zeroPoints: zeroPoints))
  }

  /// The format of integers of so many bits.
  func integer(_ bits: Int, weightOnly: Bool, _ config: ConfigKeys, _ key: String) throws(InputError) -> NumberFormat {
    switch bits {
    case 4: return .int4
    case 8: return weightOnly ? .int8WeightOnly : .int8
    default: throw config.fault(key, "is \(bits): integers of \(bits) bits are not modelled", remedy: "4 or 8 bits")
    }
  }

  /// Bits a value with a 16-bit scale for each group and, where there are some, zero points as wide as the values.
  static func bits(_ bits: Int, group: Int, zeroPoints: Bool) -> Double {
    if group <= 0 { return Double(bits) }
    return Double(bits) + Double(16 + (zeroPoints ? bits : 0)) / Double(group)
  }

  /// A group along the inputs; nil where a whole column has one scale.
  static func block(group: Int) -> QuantizationBlock? { 1...100_000 ~= group ? QuantizationBlock(outputs: 1, inputs: group) : nil }

  /// A KV cache in fewer bits is the server's to choose.
  func noteCache(_ scheme: String) {
    keys.notes.add(
      ofModel: "the checkpoint brings scales for KV in \(scheme); 'kv: fp8' uses them, 16 bits is what servers take by themselves")
  }

  /// Modules that stay in 16 bits, under every method's names.
  func skipped(_ config: ConfigKeys, more: [String] = []) -> ModuleNames {
    let contained = (config.texts("modules_to_not_convert") ?? []) + (config.texts("llm_int8_skip_modules") ?? [])
    let equal = (config.texts("ignore") ?? []) + (config.texts("exclude_modules") ?? []) + (config.texts("exclude") ?? [])
    let names = equal.isEmpty ? ModuleNames(contained + more, style: .contained) : ModuleNames(equal + contained + more, style: .equal)
    for pattern in names.unread { keys.notes.add("'\(pattern)' among the modules that stay wide could not be read and was passed over") }
    return names
  }

  /// One format for the linear layers, or for one part of them, less what stays wide.
  func finish(
    _ method: String, _ format: NumberFormat, bits: Double? = nil, only part: WeightPart? = nil, wide: ModuleNames,
    block: QuantizationBlock? = nil,
    of shape: ModelShape
  ) -> (NumberFormat, Quantization?) {
    let linear = Quantization.PartFormat(format, bitsPerValue: bits)
    var quantization = Quantization(method: method, linear: part == nil ? linear : .wide, block: block)
    if let part { quantization[part] = linear }
    for part in WeightPart.allCases where quantization[part] != .wide {
      quantization[part].wideShare = share(of: part, in: wide, shape)
      if quantization[part].wideShare == 1 { quantization[part] = .wide }
    }
    // Nothing more than the format's own rule says.
    let isPlain = block == nil && WeightPart.allCases.allSatisfy { quantization[$0] == shape.format(of: $0, weights: format) }
    return (format, isPlain ? nil : quantization)
  }

  /// The format of each part by the modules that formats name; what none names stays wide.
  func byParts(
    _ method: String, _ named: [(names: ModuleNames, format: Quantization.PartFormat)], wide: ModuleNames? = nil, of shape: ModelShape
  ) -> (NumberFormat, Quantization?) {
    var quantization = Quantization(method: method, linear: .wide)
    var narrowest: Quantization.PartFormat?
    for part in WeightPart.allCases where part != .head && part != .side && shape.parameters(of: part) > 0 {
      let shares = named.map { ($0.format, share(of: part, in: $0.names, shape)) }
      guard let best = shares.max(by: { $0.1 < $1.1 }), best.1 > 0 else { continue }
      var format = best.0
      let skipped = wide.map { share(of: part, in: $0, shape) } ?? 0
      format.wideShare = min(1, max(0, 1 - min(1, shares.reduce(0) { $0 + $1.1 }) + skipped))
      quantization[part] = format.wideShare == 1 ? .wide : format
      if narrowest.map({ format.bitsPerValue < $0.bitsPerValue }) ?? true { narrowest = format }
    }
    return (narrowest?.format ?? .bf16, quantization)
  }

  /// The share of a part's modules that a list names, over all layers.
  private func share(of part: WeightPart, in names: ModuleNames, _ shape: ModelShape) -> Double {
    if names.isEmpty { return 0 }
    let modules = part.modules
    if modules.isEmpty { return 0 }
    let numbered = modules.filter { spellings in !spellings.contains { names.names(inEveryLayer: $0) } }
    let everywhere = Double(modules.count - numbered.count) / Double(modules.count)
    if !names.namesLayers || numbered.isEmpty { return everywhere }
    var named = 0
    for layer in 0..<min(shape.layers, 1000) {
      for spellings in numbered where spellings.contains(where: { names.names($0, inLayer: layer) }) { named += 1 }
    }
    // A list names modules in the layers that have them.
    let having = max(1, min(shape.layers(with: part), 1000))
    return min(1, everywhere + Double(named) / Double(having * modules.count))
  }
}
