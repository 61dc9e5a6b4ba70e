import Hardware
import Kernel

/// Gated linear attention: the short convolution and the delta rule, which the table has in rows of their own.
extension AIConfiguratorTables {
  /// What a layer of one model runs at one batch.
  private struct Layer: Hashable {
    var model: String
    var quantities: OperatorQuantities
  }

  /// A surface of chunks and one of decodes; a batch of which only one of the two kernels was timed is left out.
  func linearAttention(_ table: TimingTable) throws(InputError) -> [TableSet] {
    let (phases, models) = (try table.texts("phase"), try table.texts("model_name"))
    let (sequences, tokens) = (try table.counts("batch_size"), try table.counts("seq_len"))
    let (keyHeads, heads, sizes) = (try table.counts("num_k_heads"), try table.counts("num_v_heads"), try table.counts("head_v_dim"))
    let seconds = try table.seconds("latency_ms", unit: 1e-3)
    var sets: [TableSet] = []
    for (kind, phase) in [(OperatorKind.linearPrefill, "context"), (.linearDecode, "generation")] {
      var places: [Layer: Int] = [:]
      var layers: [(quantities: OperatorQuantities, kernels: Int, seconds: Double)] = []
      for row in seconds.indices where phases[row] == phase {
        let quantities = OperatorQuantities([
          (.sequences, sequences[row]), (.tokens, kind == .linearPrefill ? tokens[row] : 1), (.heads, heads[row]),
          (.keyValueHeads, keyHeads[row]), (.headSize, sizes[row]),
        ])
        let layer = Layer(model: models[row], quantities: quantities)
        if let place = places[layer] {
          layers[place].kernels += 1
          layers[place].seconds += seconds[row]
        } else {
          places[layer] = layers.count
          layers.append((quantities, 1, seconds[row]))
        }
      }
      let calls = layers.filter { $0.kernels == 2 }.map { TimedCall($0.quantities, seconds: $0.seconds) }
      guard let first = calls.first else { continue }
      let fitting = OperatorFitting(
        kind, pins: [.init(.headSize, first.quantities[.headSize])], shape: [.heads, .keyValueHeads],
        ranged: (kind == .linearPrefill ? [.tokens] : []) + [.sequences, .heads])
      sets.append(TableSet(fitting: fitting, calls: calls, recipe: recipes.linearAttention(calls, prefill: kind == .linearPrefill)))
    }
    return sets
  }
}
