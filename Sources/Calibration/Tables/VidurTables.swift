import Foundation
import Hardware
import Kernel
import Model

/// Reads the profiling tables of Vidur (Agrawal et al., "Vidur: a large-scale simulation framework for LLM inference", 2024):
/// `mlp.csv`, `attention.csv` and `all_reduce.csv`. Times are milliseconds, medians are used; models are in 16 bits.
struct VidurTables {
  let accelerator: Accelerator
  private let milli = 1e-3

  init(accelerator: Accelerator) { self.accelerator = accelerator }

  private static let names = ["mlp.csv", "attention.csv", "all_reduce.csv"]

  /// Whether there is a table of Vidur's at the path.
  static func recognises(_ path: String) throws(InputError) -> Bool {
    try AIConfiguratorFiles.csvFiles(at: path).contains { names.contains(($0 as NSString).lastPathComponent) }
  }

  /// The sets of all tables at the path.
  func sets(_ path: String) throws(InputError) -> [TableSet] {
    var sets: [TableSet] = []
    for file in try AIConfiguratorFiles.csvFiles(at: path) {
      switch (file as NSString).lastPathComponent {
      case "mlp.csv": sets += try layers(TimingTable(path: file))
      case "attention.csv": sets += try attention(TimingTable(path: file))
      case "all_reduce.csv": sets += try allReduce(TimingTable(path: file))
      default: break
      }
    }
    return sets
  }

  private var recipes: TableRecipes { TableRecipes(accelerator: accelerator) }

  private func median(_ table: TimingTable, _ name: String) throws(InputError) -> [Double?] {
    try table.optionalSeconds("time_stats.\(name).median", unit: milli)
  }

  // MARK: Products and passes

  private func layers(_ table: TimingTable) throws(InputError) -> [TableSet] {
    let shapes = try VidurShape.read(table)
    let tokens = try table.counts("num_tokens")
    var products: [TimedCall] = []
    for (name, shape) in VidurShape.products {
      for (row, seconds) in try median(table, name).enumerated() {
        guard let seconds else { continue }
        let (outputs, inputs) = shape(shapes[row])
        products.append(
          TimedCall(OperatorQuantities([(.rows, tokens[row]), (.outputs, outputs), (.inputs, inputs)]), seconds: seconds))
      }
    }
    let fitting = OperatorFitting(
      .matrixProduct, format: .bf16, shape: [.outputs, .inputs], ranged: [.rows, .outputs, .inputs])
    var sets = [TableSet(fitting: fitting, calls: products, recipe: recipes.matrixProduct(products, format: .bf16))]
    sets += try passes(table, shapes, tokens)
    return sets.filter { !$0.calls.isEmpty }
  }

  private func passes(_ table: TimingTable, _ shapes: [VidurShape], _ tokens: [Double]) throws(InputError) -> [TableSet] {
    var sets: [TableSet] = []
    // Engines fuse the residual addition into the norm; Vidur times it by itself.
    let additions = table.has("time_stats.add.median") ? try median(table, "add") : []
    for (name, kind, width) in VidurShape.passes where table.has("time_stats.\(name).median") {
      var calls: [TimedCall] = []
      for (row, seconds) in try median(table, name).enumerated() {
        guard var seconds else { continue }
        if kind == .norm, !additions.isEmpty { seconds += additions[row] ?? 0 }
        calls.append(TimedCall(OperatorQuantities([(.rows, tokens[row]), (.width, width(shapes[row]))]), seconds: seconds))
      }
      guard !calls.isEmpty else { continue }
      let fitting = OperatorFitting(.elementwise, variant: kind.rawValue, shape: [.width], ranged: [.rows, .width])
      sets.append(TableSet(fitting: fitting, calls: calls, recipe: recipes.elementwise(calls)))
    }
    return sets
  }

  // MARK: Attention

  private func attention(_ table: TimingTable) throws(InputError) -> [TableSet] {
    let embedding = try table.counts("n_embd")
    let heads = try table.counts(table.has("n_q_head") ? "n_q_head" : "n_head")
    let keyValueHeads = try table.counts("n_kv_head")
    let members = try table.counts("num_tensor_parallel_workers")
    let sequences = try table.counts("batch_size")
    let chunks = try table.counts("prefill_chunk_size", least: 0)
    let contexts = try table.counts("kv_cache_size", least: 0)
    let isPrefill = try table.texts("is_prefill")
    let (prefill, decode) = (try median(table, "attn_prefill"), try median(table, "attn_decode"))
    var groups: [OperatorKind: [Double: [TimedCall]]] = [:]
    for row in embedding.indices {
      let prefills = isPrefill[row].lowercased() == "true"
      guard let seconds = prefills ? prefill[row] : decode[row] else {
        throw table.fault(row, prefills ? "time_stats.attn_prefill.median" : "time_stats.attn_decode.median", "", "a time in ms")
      }
      let size = embedding[row] / heads[row]
      var quantities = OperatorQuantities([
        (.heads, heads[row] / members[row]), (.keyValueHeads, max(1, keyValueHeads[row] / members[row])), (.headSize, size),
        (.sequences, sequences[row]),
      ])
      // A decode's own token is not in Vidur's cache size, and is in ours.
      quantities[.contextTokens] = prefills ? contexts[row] : contexts[row] + 1
      if prefills { quantities[.tokens] = max(1, chunks[row]) }
      groups[prefills ? .prefillAttention : .decodeAttention, default: [:]][size, default: []].append(
        TimedCall(quantities, seconds: seconds))
    }
    return [OperatorKind.prefillAttention, .decodeAttention].flatMap { kind in
      (groups[kind] ?? [:]).sorted { $0.key < $1.key }.map { size, calls in set(kind, size, calls) }
    }
  }

  private func set(_ kind: OperatorKind, _ size: Double, _ calls: [TimedCall]) -> TableSet {
    let prefill = kind == .prefillAttention
    let fitting = OperatorFitting(
      kind, format: .bf16, pins: [.init(.headSize, size)], shape: [.heads, .keyValueHeads],
      ranged: [prefill ? .tokens : .sequences, .contextTokens, .heads, .keyValueHeads])
    let recipe = prefill ? recipes.prefillAttention(calls, format: .bf16) : recipes.decodeAttention(calls, format: .bf16)
    return TableSet(fitting: fitting, calls: calls, recipe: recipe)
  }

  // MARK: Messages

  /// All-reduces whose members stand in one node.
  private func allReduce(_ table: TimingTable) throws(InputError) -> [TableSet] {
    let (members, bytes) = (try table.counts("num_workers", least: 1), try table.counts("size"))
    let perNode = try table.counts("devices_per_node")
    let seconds = try median(table, "all_reduce")
    var calls: [TimedCall] = []
    for row in members.indices where members[row] > 1 && perNode[row] == members[row] {
      guard let seconds = seconds[row] else { continue }
      let quantities = OperatorQuantities([(.bytes, bytes[row]), (.members, members[row])])
      calls.append(TimedCall(quantities, seconds: seconds))
    }
    return calls.isEmpty ? [] : [recipes.messages(.allReduce, calls)]
  }
}
