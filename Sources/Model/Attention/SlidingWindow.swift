/// Attention that looks back over a window only, in all layers or in some.
public struct SlidingWindow: Hashable, Sendable {
  /// How many tokens a token sees, itself included.
  public var tokens: Int
  /// How many of the model's layers have the window; the rest attend to everything.
  public var layers: Int
  /// Whether engines keep what the window has passed: vLLM lets no layer forget beside attention in chunks (Llama 4;
  /// `VLLM_ALLOW_CHUNKED_LOCAL_ATTN_WITH_HYBRID_KV_CACHE`, off by default).
  public var keepsEverything = false

  /// A window of so many tokens in so many layers.
  public init(tokens: Int, layers: Int) {
    self.tokens = tokens
    self.layers = layers
  }
}
