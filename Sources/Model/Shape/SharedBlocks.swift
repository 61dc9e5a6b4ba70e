/// Transformer blocks that stand among the layers of a model, stored once and used again and again: their weights are read at every
/// use, and every use keeps KV of its own (Zamba, arXiv 2405.16712, section 2; Zamba2, arXiv 2411.15242, section II).
///
/// All attention and all feed-forwards of such a model are theirs; its layers mix tokens by a state. What each use has for itself, a
/// product back to the stream and low-rank adapters, is among ``ModelShape/otherLayerParameters``.
public struct SharedBlocks: Hashable, Sendable {
  /// Blocks whose weights are stored.
  public var stored: Int
  /// How often a token passes through one of them.
  public var uses: Int
  /// Values that attention is projected from: the stream and the embedding side by side.
  public var inputSize: Int

  /// So many blocks, used in turn.
  public init(stored: Int, uses: Int, inputSize: Int) {
    self.stored = stored
    self.uses = uses
    self.inputSize = inputSize
  }
}
