/// The small weights that tell published parameter counts apart: biases, norms and positions.
public struct WeightDetails: Hashable, Sendable {
  /// Whether the query, key and value projections have a bias.
  public var queryKeyValueBias: Bool
  /// Whether the attention's output projection has a bias.
  public var attentionOutputBias: Bool
  /// Whether the feed-forward projections have biases.
  public var feedForwardBias: Bool
  /// Norms in a layer: 2 in most, 4 in Gemma, 1 where attention and feed-forward stand side by side.
  public var normsPerLayer: Int
  /// Whether norms have a bias (LayerNorm) or a scale only (RMSNorm).
  public var normBias: Bool
  /// Whether queries and keys are normalised head by head (Qwen3, Gemma 3).
  public var queryKeyNorm: Bool
  /// Whether the attention's output passes a gate as wide as its queries, made by the same projection (Qwen3-Next).
  public var attentionOutputGate = false
  /// Layers that make their values by the projection to keys (Gemma 4).
  public var layersWithoutValueProjection = 0
  /// Rows of a learned position table; 0 with rotary or ALiBi positions.
  public var learnedPositions: Int
  /// Norm vectors outside the layers: 1 for the final one, 2 where the embedding is normalised too (BLOOM).
  public var outerNorms: Int

  /// Details; the defaults are those of Llama.
  public init(
    queryKeyValueBias: Bool = false, attentionOutputBias: Bool = false, feedForwardBias: Bool = false, normsPerLayer: Int = 2,
    normBias: Bool = false, queryKeyNorm: Bool = false, learnedPositions: Int = 0, outerNorms: Int = 1
  ) {
    self.queryKeyValueBias = queryKeyValueBias
    self.attentionOutputBias = attentionOutputBias
    self.feedForwardBias = feedForwardBias
    self.normsPerLayer = normsPerLayer
    self.normBias = normBias
    self.queryKeyNorm = queryKeyNorm
    self.learnedPositions = learnedPositions
    self.outerNorms = outerNorms
  }
}
