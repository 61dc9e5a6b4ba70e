import Kernel

/// The sizes of a decoder-only transformer, all that its cost depends on. No weights.
///
/// Sizes are plain variables, so that a what-if can change one; ``validate(file:)`` refuses shapes that cannot be.
public struct ModelShape: Hashable, Sendable {
  /// A short name for people, such as `llama-3.1-8b`.
  public var name: String
  /// Decoder layers.
  public var layers: Int
  /// Width of the residual stream.
  public var hiddenSize: Int
  /// Query heads.
  public var heads: Int
  /// Key and value heads: as many as `heads` in multi-head, fewer in grouped-query, 1 in multi-query attention.
  public var keyValueHeads: Int
  /// Size of a head (of a key head with its rotary part, in latent attention).
  public var headSize: Int
  /// Size of a value head, where it is not that of a key head.
  public var givenValueHeadSize: Int?
  /// Width inside a dense feed-forward layer; of the widest, where they differ.
  public var intermediateSize: Int
  /// The dense feed-forward layers where not every layer without routed experts has one of that width; read them as
  /// ``feedForwards``.
  public var givenFeedForwards: [FeedForwardLayers]?
  /// Rows of the token embedding.
  public var vocabularySize: Int
  /// Longest sequence that the positions allow, in tokens.
  public var maximumPositions: Int
  /// Whether the LM head is the embedding itself.
  public var tiedEmbeddings: Bool
  /// Whether the feed-forward has a gate (SwiGLU, GeGLU): three matrices instead of two.
  public var gatedFeedForward: Bool
  /// The format in which the weights are published.
  public var nativeFormat: NumberFormat
  /// Latent attention, where the model has it; key, value and head sizes then come from it.
  public var latentAttention: LatentAttention?
  /// The attention window, where some layers have one.
  public var slidingWindow: SlidingWindow?
  /// The attention groups of a model that is more than layers with and without a window; nil where these say it all. Read
  /// them as ``attentionGroups``.
  public var givenAttentionGroups: [AttentionGroup]?
  /// The indexer that chooses what a step reads, where the model has one.
  public var indexer: SparseIndexer?
  /// The blocks that all attention and feed-forwards are, where the model uses a few of them again and again.
  public var sharedBlocks: SharedBlocks?
  /// Layers that mix tokens by a state, where the model has them.
  public var linearMixers: [LinearMixer] = []
  /// Routed experts, where the model has them.
  public var mixtureOfExperts: MixtureOfExperts?
  /// Weights of further small products inside the layers, all layers together.
  public var otherLayerParameters = 0
  /// Weights that are loaded and that text does not pass through.
  public var sideWeights: [SideWeights] = []
  /// What turns images and sound into tokens, as far as the config gives the sizes: images first.
  public var encoders: [EncoderShape] = []
  /// How the published checkpoint stores its weights; nil where ``nativeFormat`` says it all.
  public var quantization: Quantization?
  /// Biases, norms and positions.
  public var details: WeightDetails
  /// How tokens are drawn by the generation defaults that are published with the model; nil where they are not known.
  public var sampling: Sampling?

  /// A shape.
  public init(
    name: String, layers: Int, hiddenSize: Int, heads: Int, keyValueHeads: Int, headSize: Int? = nil, intermediateSize: Int,
    vocabularySize: Int, maximumPositions: Int, tiedEmbeddings: Bool = false, gatedFeedForward: Bool = true,
    nativeFormat: NumberFormat = .bf16, latentAttention: LatentAttention? = nil, slidingWindow: SlidingWindow? = nil,
    mixtureOfExperts: MixtureOfExperts? = nil, details: WeightDetails = WeightDetails()
  ) {
    self.name = name
    self.layers = layers
    self.hiddenSize = hiddenSize
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.headSize = headSize ?? (heads > 0 ? hiddenSize / heads : 0)
    self.intermediateSize = intermediateSize
    self.vocabularySize = vocabularySize
    self.maximumPositions = maximumPositions
    self.tiedEmbeddings = tiedEmbeddings
    self.gatedFeedForward = gatedFeedForward
    self.nativeFormat = nativeFormat
    self.latentAttention = latentAttention
    self.slidingWindow = slidingWindow
    self.mixtureOfExperts = mixtureOfExperts
    self.details = details
  }
}
