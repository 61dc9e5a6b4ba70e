import Hardware
import Kernel

/// The model and layout that a line of Vidur's `mlp.csv` was measured with.
struct VidurShape {
  var embedding: Double
  var heads: Double
  var keyValueHeads: Double
  var expanded: Double
  var matrices: Double
  var members: Double

  private var headSize: Double { embedding / heads }

  /// The shapes of all lines.
  static func read(_ table: TimingTable) throws(InputError) -> [VidurShape] {
    let embedding = try table.counts("n_embd")
    let (heads, keyValueHeads) = (try table.counts("n_head"), try table.counts("n_kv_head"))
    let (expanded, members) = (try table.counts("n_expanded_embd"), try table.counts("num_tensor_parallel_workers"))
    let gated = try table.texts("use_gated_mlp")
    return embedding.indices.map { row in
      VidurShape(
        embedding: embedding[row], heads: heads[row], keyValueHeads: keyValueHeads[row], expanded: expanded[row],
        matrices: gated[row].lowercased() == "true" ? 2 : 1, members: members[row])
    }
  }

  /// Columns of products, and the outputs and inputs on one accelerator.
  static let products: [(name: String, shape: @Sendable (VidurShape) -> (outputs: Double, inputs: Double))] = [
    ("attn_pre_proj", { (($0.heads + 2 * $0.keyValueHeads) * $0.headSize / $0.members, $0.embedding) }),
    ("attn_post_proj", { ($0.embedding, $0.embedding / $0.members) }),
    ("mlp_up_proj", { ($0.matrices * $0.expanded / $0.members, $0.embedding) }),
    ("mlp_down_proj", { ($0.embedding, $0.expanded / $0.members) }),
  ]

  /// Columns of passes, and the width on one accelerator.
  static let passes: [(name: String, kind: ElementwiseKind, width: @Sendable (VidurShape) -> Double)] = [
    ("input_layernorm", .norm, { $0.embedding }),
    ("attn_rope", .rotary, { ($0.heads + $0.keyValueHeads) * $0.headSize / $0.members }),
    ("mlp_act", .activation, { $0.expanded / $0.members }),
    ("emb", .embedding, { $0.embedding }),
  ]
}
