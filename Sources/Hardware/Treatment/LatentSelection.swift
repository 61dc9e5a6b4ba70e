import Model

/// What chunks of prompts cost in layers that read a selection of cached latents, as DeepSeek Sparse Attention does.
///
/// Each query has tokens of its own, so that nothing is gained by making keys and values of latents for many queries at once: kernels
/// work on the latents, for prompts as for decodes (vLLM: `vllm/v1/attention/backends/mla/flashmla_sparse.py`). They go through every
/// slot of a selection, be it filled or not, and through heads by whole tiles (FlashMLA: `csrc/sm90/prefill/sparse`, without lengths of
/// selections; vLLM fills heads up to the tile).
struct LatentSelection: Sendable {
  /// The pairs that a token of a chunk computes in all layers, in pairs of a prompt that sees everything.
  let pairsPerToken: Double

  init(model: ModelShape, layout: ParallelLayout, headTile: Int) {
    let slots = model.attentionGroups.reduce(0.0) { model.selectsLatents($1) ? $0 + $1.layers * Double($1.readCap) : $0 }
    let weight = model.decodeAttentionFLOPsPerContextTokenPerLayer / model.prefillAttentionFLOPsPerPairPerLayer
    let heads = (model.heads + layout.tensor - 1) / layout.tensor
    let filled = (heads + headTile - 1) / headTile * headTile
    // Pairs are of all heads, of which an accelerator has its part.
    pairsPerToken = slots > 0 ? slots * weight * Double(filled * layout.tensor) / Double(model.heads) : 0
  }
}

extension ModelShape {
  /// Whether a group reads a selection of cached latents.
  func selectsLatents(_ group: AttentionGroup) -> Bool {
    guard latentAttention != nil, case .selected(let tokens) = group.read else { return false }
    return tokens > 0
  }
}

extension Accelerator {
  /// Heads that kernels of selected latents compute at once: the rows of a tile (vLLM: `flashmla_sparse.py`, which has 64 on Hopper and
  /// 128 on Blackwell).
  var latentHeadTile: Int {
    switch architecture {
    case .hopper: 64
    case .blackwell: 128
    default: 1
    }
  }
}
