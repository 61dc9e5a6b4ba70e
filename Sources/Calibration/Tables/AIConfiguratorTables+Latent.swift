import Hardware
import Kernel
import Model

/// Latent attention. The tables time vLLM's whole module, `MultiHeadLatentAttentionWrapper`: all products from the residual stream back to
/// it, norms, rotary positions, the writing of the cache and the attention itself. `num_heads` are those of one accelerator, and
/// `step` counts what the cache holds before the token of a decode.
///
/// Products are priced by tables of their own, so they are taken off (``LatentModule``), and with them what the host adds where it
/// launches every kernel, which graphs do not. What is left less than a tenth of the module's time is the difference of two nearly
/// equal times, and is left out.
extension AIConfiguratorTables {
  /// What the table says.
  struct LatentRows {
    /// The sets to be fitted; none where the products' table contradicts the module's.
    var sets: [TableSet] = []
    /// What a reader should know.
    var remarks: [String] = []
  }

  /// One measurement, with the products taken off.
  private struct Rest {
    var quantities: OperatorQuantities
    var module: Double
    var seconds: Double
  }

  /// What the module takes beside its products with the least batch, where graphs launch it: seconds by the table of B200, in which 12 and
  /// 18 us stand for six and seven kernels. Tables whose least is more were measured with the host's launches.
  private static func start(prefill: Bool) -> Double { prefill ? 18e-6 : 12e-6 }

  /// The share of the module's time that must be left.
  private static let leastShare = 0.1
  /// The share of rows that may have less left than the least that counts: their products were the slower ones of two measurements.
  private static let mostContradictions = 0.02

  /// A surface for each cache format, of the rows with products in `bf16`, which are those of `products`.
  func latentAttention(_ table: TimingTable, prefill: Bool, products: OperatorFit) throws(InputError) -> LatentRows {
    var rows = LatentRows()
    for (key, rests) in try rests(table, prefill: prefill, products: products).sorted(by: { $0.key < $1.key }) {
      let kind: OperatorKind = prefill ? .latentPrefill : .latentDecode
      let name = "\(kind.rawValue) \(key.format.rawValue)"
      let least = rests.map(\.seconds).sorted()[Int(Self.mostContradictions * Double(rests.count - 1))]
      if least <= 0 {
        rows.remarks.append("\(name): passed over, for the products alone take longer in their own table")
        continue
      }
      let host = max(0, least - Self.start(prefill: prefill))
      let kept = rests.filter { $0.seconds - host >= Self.leastShare * $0.module }
      if kept.isEmpty { continue }
      rows.remarks.append(
        "\(name): products in bf16 are taken off by their own table, and \(Int((host * 1e6).rounded())) us that the host adds without "
          + "graphs; \(rests.count - kept.count) of \(rests.count) rows left less than a tenth")
      let calls = kept.map { TimedCall($0.quantities, seconds: $0.seconds - host) }
      let fitting = OperatorFitting(
        kind, format: key.format, pins: [.init(.headSize, key.size)], shape: [.heads, .keyValueHeads],
        ranged: [prefill ? .tokens : .sequences, .contextTokens, .heads])
      let recipe = prefill ? recipes.latentPrefill(calls, format: key.format) : recipes.latentDecode(calls, format: key.format)
      rows.sets.append(TableSet(fitting: fitting, calls: calls, recipe: recipe))
    }
    return rows
  }

  private func rests(_ table: TimingTable, prefill: Bool, products: OperatorFit) throws(InputError) -> [AttentionTableKey: [Rest]] {
    let (caches, models) = (try table.texts("kv_cache_dtype"), try table.texts("model"))
    let (types, weights) = (try table.texts("mla_dtype"), try table.texts("gemm_type"))
    let (sequences, heads) = (try table.counts("batch_size"), try table.counts("num_heads"))
    let (tokens, steps) = (try table.counts("isl"), try table.counts("step", least: 0))
    let seconds = try table.seconds("latency_ms", unit: 1e-3)
    let mostRows = products.ranges.first { $0.quantity == .rows }?.greatest ?? .infinity
    var modules: [String: LatentModule] = [:]
    var groups: [AttentionTableKey: [Rest]] = [:]
    for row in seconds.indices where types[row] == "bfloat16" && weights[row] == "bfloat16" {
      // A prompt of one token is a decode. Short ones run through a decode's kernels as well, where the engine sends them so.
      if prefill && tokens[row] < 2 { continue }
      guard let cache = try? NumberFormat(named: caches[row]), sequences[row] * tokens[row] <= mostRows else { continue }
      let name = models[row]
      if modules[name] == nil { modules[name] = try LatentModule(of: name, products: products, format: .bf16, file: table.file) }
      guard var module = modules[name] else { continue }
      let rest = seconds[row] - module.seconds(rows: sequences[row] * tokens[row], heads: Int(heads[row]))
      modules[name] = module
      let size = Double(prefill ? module.pairSize : module.latentSize)
      var quantities = OperatorQuantities([
        (.sequences, sequences[row]), (.heads, heads[row]), (.keyValueHeads, prefill ? heads[row] : 1), (.headSize, size),
      ])
      quantities[.tokens] = prefill ? tokens[row] : 1
      quantities[.contextTokens] = prefill ? steps[row] : steps[row] + tokens[row]
      groups[AttentionTableKey(size: size, format: cache), default: []].append(
        Rest(quantities: quantities, module: seconds[row], seconds: rest))
    }
    return groups
  }
}
