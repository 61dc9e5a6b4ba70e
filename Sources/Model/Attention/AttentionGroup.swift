/// Layers, or heads of them, whose attention reads and keeps alike. A model has at most four groups; the arithmetic of a step
/// is a sum over them.
///
/// A step of a sequence reads ``readTokens(of:)`` of its context in a group and holds ``residentTokens(of:)`` of it.
public struct AttentionGroup: Hashable, Sendable {
  /// What a step reads of a sequence's context.
  public enum Read: Hashable, Sendable {
    /// Everything.
    case all
    /// The first so many tokens and the last so many, the token itself included (sinks and a window).
    case ends(first: Int, last: Int)
    /// So many tokens out of all.
    case selected(Int)
  }

  /// What stays in memory of a sequence's context.
  public enum Keep: Hashable, Sendable {
    /// Everything.
    case all
    /// What is read.
    case asRead
    /// So many tokens.
    case budget(Int)
    /// Everything while the prompt is computed; from its end on so many tokens and so many millionths of the prompt, rounded up, the ones
    /// that count most. Steps read what is kept.
    case afterPrompt(tokens: Int, promptMillionths: Int)
  }

  /// Looking through an index of the whole context before it is known what is read.
  public struct Scan: Hashable, Sendable {
    /// Bytes that are read for each token of context, in one layer.
    public var bytesPerToken: Double
    /// FLOPs for each token of context, in one layer.
    public var flopsPerToken: Double

    /// Nothing is looked through.
    public static let none = Scan(bytesPerToken: 0, flopsPerToken: 0)

    /// An index.
    public init(bytesPerToken: Double, flopsPerToken: Double) {
      self.bytesPerToken = bytesPerToken
      self.flopsPerToken = flopsPerToken
    }
  }

  /// The most groups that a model may have, the one that reads everything included, be it without layers.
  public static let most = 4
  /// The whole of a prompt, in the unit of shares of it.
  public static let millionths = 1_000_000
  /// The most tokens that stay beside a share of the prompt.
  public static let mostKeptTokens = 1 << 40

  /// The group's share of the model, in layers: a layer whose every head belongs to it counts one, a layer of which half of the
  /// KV heads do one half. In layers and not as a part of one, so that whole layers are counted exactly.
  public var layers: Double
  /// What a step reads.
  public var read: Read
  /// What stays in memory.
  public var keep: Keep
  /// What is looked through first.
  public var scan: Scan
  /// Bytes that a sequence holds and a step reads in one layer, whatever the context (linear attention).
  public var stateBytes: Double
  /// The format of its KV; nil for that of the deployment.
  public var format: NumberFormat?
  /// Its heads; nil for those of the model.
  public var heads: AttentionHeads?
  /// Layers that cache keys and values of their own, the others reading an earlier layer's; nil for all of them.
  public var cachedLayers: Double?

  /// A group that keeps what it is not told to forget.
  public init(
    layers: Double, read: Read = .all, keep: Keep = .all, scan: Scan = .none, stateBytes: Double = 0, format: NumberFormat? = nil
  ) {
    self.layers = layers
    self.read = read
    self.keep = keep
    self.scan = scan
    self.stateBytes = stateBytes
    self.format = format
  }

  /// So many layers without attention and without a state.
  public static func nothing(layers: Int) -> AttentionGroup { AttentionGroup(layers: Double(layers), read: .selected(0), keep: .asRead) }

  /// The most tokens that a step reads of a sequence; `Int.max` where it reads everything.
  public var readCap: Int {
    switch read {
    case .all: .max
    case .ends(let first, let last): first.addingReportingOverflow(last).overflow ? .max : first + last
    case .selected(let tokens): tokens
    }
  }

  /// The most tokens of a sequence that stay while its prompt is computed; `Int.max` where everything does.
  public var keepCap: Int {
    switch keep {
    case .all: .max
    case .asRead: readCap
    case .budget(let tokens): tokens
    case .afterPrompt: .max
    }
  }

  /// Tokens that a step reads of a sequence with so much context.
  public func readTokens(of context: Int) -> Int { min(context, readCap) }

  /// Whether its layers attend to tokens at all, rather than keep a state of them.
  public var attends: Bool { readCap > 0 }

  /// Tokens that stay of a sequence with so much context while its prompt is computed.
  public func residentTokens(of context: Int) -> Int { min(context, keepCap) }
}
