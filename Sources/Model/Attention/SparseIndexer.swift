/// The lightning indexer of DeepSeek Sparse Attention: small heads that score the whole context, of which a step then reads the
/// best tokens only (DeepSeek-V3.2, technical report, section 2.1).
public struct SparseIndexer: Hashable, Sendable {
  /// Its query heads (`index_n_heads`).
  public var heads: Int
  /// Size of a head, and of the one key a token that it keeps (`index_head_dim`).
  public var headSize: Int
  /// Tokens that a step reads after scoring (`index_topk`).
  public var selectedTokens: Int

  /// An indexer.
  public init(heads: Int, headSize: Int, selectedTokens: Int) {
    self.heads = heads
    self.headSize = headSize
    self.selectedTokens = selectedTokens
  }

  /// Bytes that a layer keeps and scans for a token: the key in eight bits and a 32-bit scale for every 128 values
  /// (vLLM: `vllm/v1/attention/backends/mla/indexer.py`).
  public var bytesPerToken: Double { Double(headSize + 4 * ((headSize + 127) / 128)) }

  /// What looking through the index costs.
  var scan: AttentionGroup.Scan {
    AttentionGroup.Scan(bytesPerToken: bytesPerToken, flopsPerToken: 2 * Double(heads) * Double(headSize))
  }

  /// Weights of a layer's indexer: queries from the query's latent, one key, its norm, and a weight for each head.
  func parameters(hiddenSize: Int, queryRank: Int) -> Int {
    queryRank * heads * headSize + hiddenSize * headSize + 2 * headSize + hiddenSize * heads
  }
}
