import Kernel

/// A time of one layer of the network.
struct LayerRow: Hashable {
  /// The layer's name, as the profiler calls it.
  var name: String
  /// Tokens or sequences that pass.
  var rows: Int
  /// Seconds of one pass.
  var seconds: Double

  private static let tokenNames = [
    "embedding", "layernorm", "qkv_proj", "qk_norm", "rotary_emb", "o_proj", "gate_up_proj", "act_fn", "down_proj",
    "final_layernorm",
  ]

  /// Reads `dense.csv`.
  ///
  /// - Throws: ``InputError`` for a layer that is not known, a missing column, a value that cannot be.
  static func byTokens(path: String) throws(InputError) -> [LayerRow] {
    try rows(path: path, column: "tokens", names: tokenNames)
  }

  /// Reads `per_sequence.csv`.
  ///
  /// - Throws: as above.
  static func bySequences(path: String) throws(InputError) -> [LayerRow] {
    try rows(path: path, column: "sequences", names: ["lm_head", "sampler"])
  }

  private static func rows(path: String, column: String, names: [String]) throws(InputError) -> [LayerRow] {
    let table = try TimingTable(path: path)
    let (layers, counts) = (try table.texts("layer"), try table.counts(column))
    let seconds = try table.seconds("time_us", unit: 1e-6)
    var rows: [LayerRow] = []
    for index in 0..<table.count {
      guard names.contains(layers[index]) else {
        let hint = Nearest.hint(layers[index], among: names)
        throw table.fault(index, "layer", layers[index], hint ?? "one of \(names.joined(separator: ", "))")
      }
      rows.append(LayerRow(name: layers[index], rows: Int(counts[index]), seconds: seconds[index]))
    }
    return rows
  }
}
