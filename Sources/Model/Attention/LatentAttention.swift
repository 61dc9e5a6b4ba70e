/// Multi-head latent attention: keys and values are cached as one shared low-rank vector a token
/// (DeepSeek-V2, arXiv 2405.04434, section 2.1).
public struct LatentAttention: Hashable, Sendable {
  /// Size of the cached latent that keys and values are made from (`kv_lora_rank`).
  public var keyValueRank: Int
  /// Size of the query's latent (`q_lora_rank`); nil where queries are projected directly.
  public var queryRank: Int?
  /// Part of a head that carries rotary positions; cached once for all heads (`qk_rope_head_dim`).
  public var rotaryHeadSize: Int
  /// Part of a query or key head without positions (`qk_nope_head_dim`).
  public var plainHeadSize: Int
  /// Size of a value head (`v_head_dim`).
  public var valueHeadSize: Int

  /// A latent attention of the given sizes.
  public init(keyValueRank: Int, queryRank: Int?, rotaryHeadSize: Int, plainHeadSize: Int, valueHeadSize: Int) {
    self.keyValueRank = keyValueRank
    self.queryRank = queryRank
    self.rotaryHeadSize = rotaryHeadSize
    self.plainHeadSize = plainHeadSize
    self.valueHeadSize = valueHeadSize
  }

  /// The mean of what a key and a value hold in prefill, where both are expanded: a query-key pair multiplies both.
  public var pairSize: Int { (plainHeadSize + rotaryHeadSize + valueHeadSize + 1) / 2 }
}
