/// Layers that mix tokens by a state of fixed size in place of, or beside, attention: state-space models, linear attention,
/// gated recurrences and short convolutions.
public struct LinearMixer: Hashable, Sendable {
  /// How the state is updated.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Selective state space, a state for every channel (Mamba, arXiv 2312.00752).
    case mamba = "Mamba"
    /// State space by heads (Mamba-2, arXiv 2405.21060).
    case mamba2 = "Mamba-2"
    /// Gated delta rule (Gated DeltaNet, arXiv 2412.06464).
    case gatedDeltaNet = "Gated DeltaNet"
    /// Delta rule with a gate for every channel (Kimi Linear, arXiv 2510.26692).
    case kimiDelta = "Kimi Delta Attention"
    /// Linear attention with a decay for every head (Lightning Attention, arXiv 2401.04658).
    case lightning = "lightning attention"
    /// A gated linear recurrence (RG-LRU of Griffin, arXiv 2402.19427).
    case gatedRecurrence = "gated linear recurrence"
    /// A gated short convolution (LFM2).
    case shortConvolution = "short convolution"
  }

  /// A weight matrix: rows in, columns out.
  public struct Matrix: Hashable, Sendable {
    /// Rows.
    public var inputs: Int
    /// Columns.
    public var outputs: Int

    /// A matrix of these sizes.
    public init(inputs: Int, outputs: Int) {
      self.inputs = inputs
      self.outputs = outputs
    }

    /// Its weights.
    public var parameters: Int { inputs * outputs }
  }

  /// How the state is updated.
  public var kind: Kind
  /// Layers that have such a mixer.
  public var layers: Int
  /// The products of a layer, first from the hidden size, last back to it.
  public var matrices: [Matrix]
  /// Convolutions, decays, biases and norms of a layer: weights that no product passes.
  public var otherParameters: Int
  /// Values of the recurrent state of one sequence in a layer.
  public var recurrentValues: Int
  /// The format of the recurrent state.
  public var recurrentFormat: NumberFormat
  /// Values that the convolution keeps of one sequence in a layer, in 16 bits.
  public var convolutionValues: Int
  /// Heads with a square state each, as tables of operators count them; nil of mixers of another kind.
  public var heads: Int?

  /// A mixer.
  public init(
    _ kind: Kind, layers: Int, matrices: [Matrix], otherParameters: Int, recurrentValues: Int, recurrentFormat: NumberFormat,
    convolutionValues: Int, heads: Int? = nil
  ) {
    self.kind = kind
    self.layers = layers
    self.matrices = matrices
    self.otherParameters = otherParameters
    self.recurrentValues = recurrentValues
    self.recurrentFormat = recurrentFormat
    self.convolutionValues = convolutionValues
    self.heads = heads
  }

  /// Weights of one layer's products.
  public var matrixParameters: Int { matrices.reduce(0) { $0 + $1.parameters } }

  /// Bytes that one sequence holds in a layer.
  public var stateBytes: Double { Double(recurrentFormat.bytes(for: recurrentValues) + NumberFormat.bf16.bytes(for: convolutionValues)) }

  /// FLOPs of a token in a layer beside its products: each value of the state is decayed, added to and read.
  public var stateFLOPsPerToken: Double { 6 * Double(recurrentValues) + 8 * Double(convolutionValues) }

  /// The group that its state is held in: nothing of the context is read or kept.
  var group: AttentionGroup { AttentionGroup(layers: Double(layers), read: .selected(0), keep: .asRead, stateBytes: stateBytes) }
}
