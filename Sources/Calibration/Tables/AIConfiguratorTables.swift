import Hardware
import Kernel
import Model

/// Turns AIConfigurator's tables into measurements. Times are milliseconds, those of collectives microseconds where a column says so.
struct AIConfiguratorTables {
  let accelerator: Accelerator
  private let milli = 1e-3

  init(accelerator: Accelerator) { self.accelerator = accelerator }

  var recipes: TableRecipes { TableRecipes(accelerator: accelerator) }

  /// The sets that a table holds.
  func sets(_ kind: AIConfiguratorFiles.Table, _ table: TimingTable) throws(InputError) -> [TableSet] {
    switch kind {
    case .matrixProduct16: try matrixProducts(table, format: .bf16)
    case .matrixProduct8: try matrixProducts(table, format: .fp8)
    case .matrixProduct4: try matrixProducts(table, format: .nvfp4)
    case .prefillAttention: try attention(table, .prefillAttention)
    case .decodeAttention: try attention(table, .decodeAttention)
    // These are what is left of modules when their products are taken off: see `latentAttention`.
    case .latentPrefill, .latentDecode: []
    case .linearAttention: try linearAttention(table)
    case .mixture, .mixture4: try mixtures(table)
    case .customAllReduce: try customAllReduce(table)
    case .collectives: try collectives(table)
    case .sampler: try samplers(table)
    }
  }

  private func matrixProducts(_ table: TimingTable, format: NumberFormat) throws(InputError) -> [TableSet] {
    let (m, n, k) = (try table.counts("m"), try table.counts("n"), try table.counts("k"))
    let seconds = try table.seconds("latency_ms", unit: milli)
    let calls = seconds.indices.map { row in
      TimedCall(OperatorQuantities([(.rows, m[row]), (.outputs, n[row]), (.inputs, k[row])]), seconds: seconds[row])
    }
    let fitting = OperatorFitting(
      .matrixProduct, format: format, shape: [.outputs, .inputs], ranged: [.rows, .outputs, .inputs])
    return [TableSet(fitting: fitting, calls: calls, recipe: recipes.matrixProduct(calls, format: format))]
  }

  /// A surface for each head size and cache format. Rows with a sliding window are left out: their context is the window.
  private func attention(_ table: TimingTable, _ kind: OperatorKind) throws(InputError) -> [TableSet] {
    let prefill = kind == .prefillAttention
    let formats = try formats(table, "kv_cache_dtype")
    let sequences = try table.counts("batch_size")
    let context = prefill || !table.has("kv_len") ? try table.counts("step", least: 0) : []
    // A decode's own token counts with what the cache holds already.
    let own = try table.counts(!prefill && table.has("kv_len") ? "kv_len" : "isl")
    let length = prefill || table.has("kv_len") ? own : zip(own, context).map(+)
    let (heads, keyValueHeads) = (try table.counts("num_heads"), try table.counts("num_key_value_heads"))
    let sizes = try table.counts("head_dim")
    let windows = table.has("window_size") ? try table.counts("window_size", least: 0) : []
    let seconds = try table.seconds("latency_ms", unit: milli)
    var groups: [AttentionTableKey: [TimedCall]] = [:]
    for row in seconds.indices where windows.isEmpty || windows[row] == 0 {
      var quantities = OperatorQuantities([
        (.sequences, sequences[row]), (.heads, heads[row]), (.keyValueHeads, keyValueHeads[row]), (.headSize, sizes[row]),
      ])
      quantities[.tokens] = prefill ? length[row] : 1
      quantities[.contextTokens] = prefill ? context[row] : length[row]
      guard let format = formats[row] else { continue }
      groups[AttentionTableKey(size: sizes[row], format: format), default: []].append(TimedCall(quantities, seconds: seconds[row]))
    }
    return groups.sorted { $0.key < $1.key }.map { group, calls in
      let fitting = OperatorFitting(
        kind, format: group.format, pins: [.init(.headSize, group.size)], shape: [.heads, .keyValueHeads],
        ranged: [prefill ? .tokens : .sequences, .contextTokens, .heads, .keyValueHeads])
      let recipe =
        prefill ? recipes.prefillAttention(calls, format: group.format) : recipes.decodeAttention(calls, format: group.format)
      return TableSet(fitting: fitting, calls: calls, recipe: recipe)
    }
  }

  /// A surface for each model, format and routing; both power laws of the tables count as skewed. Of two 8-bit tables the one
  /// with block scales counts, for that is how mixtures are published in 8 bits; the other one where a card has no kernel for blocks.
  private func mixtures(_ table: TimingTable) throws(InputError) -> [TableSet] {
    let types = try table.texts("moe_dtype")
    let distributions = try table.texts("distribution")
    let tokens = try table.counts("num_tokens")
    let (hidden, width) = (try table.counts("hidden_size"), try table.counts("inter_size"))
    let (chosen, experts) = (try table.counts("topk"), try table.counts("num_experts"))
    let (tensor, expert) = (try table.counts("moe_tp_size"), try table.counts("moe_ep_size"))
    let seconds = try table.seconds("latency_ms", unit: milli)
    let formats = Self.expertFormats.merging([types.contains("fp8_block") ? "fp8_block" : "fp8": .fp8]) { $1 }
    var groups: [MixtureGroup: [TimedCall]] = [:]
    for row in seconds.indices {
      guard let format = formats[types[row]] else { continue }
      let group = MixtureGroup(
        format: format, routing: distributions[row] == "balanced" ? .balanced : .skewed,
        pins: [hidden[row], width[row], chosen[row], experts[row]])
      let quantities = OperatorQuantities(
        zip(MixtureGroup.quantities, group.pins) + [(.tokens, tokens[row]), (.tensorParallel, tensor[row]), (.expertParallel, expert[row])])
      groups[group, default: []].append(TimedCall(quantities, seconds: seconds[row]))
    }
    return groups.sorted { $0.key < $1.key }.map { group, calls in
      let fitting = OperatorFitting(
        .mixture, variant: group.routing.rawValue, format: group.format,
        pins: zip(MixtureGroup.quantities, group.pins).map { .init($0, $1) },
        shape: MixtureGroup.quantities + [.tensorParallel, .expertParallel],
        ranged: [.tokens, .tensorParallel, .expertParallel])
      return TableSet(fitting: fitting, calls: calls, recipe: recipes.mixture(calls, format: group.format))
    }
  }

  /// MXFP4 multiplies in 16 bits or, for the models whose kernels do so, with activations in 8 bits.
  private static let expertFormats: [String: NumberFormat] = [
    "bfloat16": .bf16, "nvfp4": .nvfp4, "w4a16_mxfp4": .mxfp4, "w4a8_mxfp4_mxfp8": .mxfp4, "int4_wo": .int4,
  ]

  /// A surface for each pass over logits, as `measure_gpu.py` times them.
  private func samplers(_ table: TimingTable) throws(InputError) -> [TableSet] {
    let kinds = try table.texts("kind")
    let (rows, widths) = (try table.counts("rows"), try table.counts("vocabulary"))
    let seconds = try table.seconds("latency_ms", unit: milli)
    var groups: [SamplerPass: [TimedCall]] = [:]
    for row in seconds.indices {
      guard let pass = SamplerPass(rawValue: kinds[row]) else {
        throw table.fault(row, "kind", kinds[row], "one of " + SamplerPass.allCases.map(\.rawValue).joined(separator: ", "))
      }
      let quantities = OperatorQuantities([(.rows, rows[row]), (.width, widths[row])])
      groups[pass, default: []].append(TimedCall(quantities, seconds: seconds[row]))
    }
    return SamplerPass.allCases.compactMap { pass in
      groups[pass].map { calls in
        let fitting = OperatorFitting(.sampler, variant: pass.rawValue, shape: [.width], ranged: [.rows, .width])
        return TableSet(fitting: fitting, calls: calls, recipe: recipes.sampler(calls))
      }
    }
  }

  private func formats(_ table: TimingTable, _ column: String) throws(InputError) -> [NumberFormat?] {
    try table.texts(column).map { try? NumberFormat(named: $0) }
  }
}
