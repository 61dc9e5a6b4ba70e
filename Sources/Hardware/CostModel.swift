import Kernel

/// What the attention of one prefill chunk costs, all layers together.
public struct ChunkCost: Hashable, Sendable, BitwiseCopyable {
  /// Time added to the iteration.
  public var time: Duration
  /// Energy above idle added to the iteration, in nanojoules, over all accelerators of the replica.
  public var energyNanojoules: Int64

  /// A chunk's share of an iteration.
  @inlinable public init(time: Duration, energyNanojoules: Int64) {
    self.time = time
    self.energyNanojoules = energyNanojoules
  }

  /// Nothing prefilled.
  public static let zero = ChunkCost(time: .zero, energyNanojoules: 0)

  /// Adds another chunk's cost.
  @inlinable public static func += (left: inout ChunkCost, right: ChunkCost) {
    left.time += right.time
    left.energyNanojoules += right.energyNanojoules
  }
}

/// What an iteration costs, linear in the context of its decoding sequences (Law 2 of the design):
/// `base + perContextToken x decodeContextTokens + perWindowToken x windowContextTokens`, in time and in energy alike.
///
/// All figures are integers, rounded once, so that k steps of an undisturbed batch have a closed form equal to the
/// plain loop bit for bit.
public struct IterationCost: Hashable, Sendable, BitwiseCopyable {
  /// Time that does not depend on the decoding sequences' context.
  public var base: Duration
  /// Time for each token of decode context.
  public var perContextToken: Duration
  /// Time for each token of windowed decode context.
  public var perWindowToken: Duration
  /// Energy above idle that does not depend on context, in nanojoules.
  public var baseNanojoules: Int64
  /// Energy above idle for each token of decode context, in nanojoules.
  public var perContextTokenNanojoules: Int64
  /// Energy above idle for each token of windowed decode context, in nanojoules.
  public var perWindowTokenNanojoules: Int64
  /// The line holds while the batch's `decodeContextTokens` stays at or below this.
  public var holdsUpToContextTokens: Int

  /// A cost line.
  @inlinable public init(
    base: Duration, perContextToken: Duration, perWindowToken: Duration = .zero, baseNanojoules: Int64 = 0,
    perContextTokenNanojoules: Int64 = 0, perWindowTokenNanojoules: Int64 = 0, holdsUpToContextTokens: Int = .max
  ) {
    self.base = base
    self.perContextToken = perContextToken
    self.perWindowToken = perWindowToken
    self.baseNanojoules = baseNanojoules
    self.perContextTokenNanojoules = perContextTokenNanojoules
    self.perWindowTokenNanojoules = perWindowTokenNanojoules
    self.holdsUpToContextTokens = holdsUpToContextTokens
  }
}

/// What an iteration of one replica costs. Called once an iteration and once a prefill chunk, never per token.
///
/// Implementations are pure: equal arguments give equal answers, and no clock is read.
public protocol CostModel: Sendable {
  /// The attention window in tokens where some layers have one; `Int.max` where none has.
  var attentionWindowTokens: Int { get }

  /// Whether it reads ``BatchShape/decodeContextLead``, which is kept for it only then. The line that it answers with
  /// must not change while the lead stays and the context grows within the line.
  var readsContextLead: Bool { get }

  /// What the attention of a chunk of `tokens` prompt tokens costs when `contextTokens` stand before it in the KV cache.
  func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost

  /// What attention of `sequences` decoding sequences to a prefix of `tokens` that they share costs where it is read once
  /// for all of them, all layers together, with `launches` of attention more than there would be; nil where it is no
  /// cheaper than reading it for each. The iteration's line then counts the sequences' own context only, and
  /// ``BatchShape/sharedReads``.
  func sharedPrefixCost(tokens: Int, sequences: Int, launches: Int) -> ChunkCost?

  /// What the iteration costs; `chunks` is the sum of ``chunkCost(tokens:contextTokens:)`` over its prefill chunks.
  ///
  /// The answer's line holds for `shape.decodeContextTokens` itself at least.
  func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> IterationCost
}

extension CostModel {
  /// Most do not.
  public var readsContextLead: Bool { false }

  /// Models that know nothing of shared prefixes read them for each sequence.
  public func sharedPrefixCost(tokens: Int, sequences: Int, launches: Int) -> ChunkCost? { nil }
}

/// A cost model of four constants, for tests and for queueing theory: `base + perToken x tokens + perContextToken x context`.
public struct LinearCostModel: CostModel {
  /// Time of an iteration whatever it holds.
  public var base: Duration
  /// Time for each token that passes through, decoded or prefilled.
  public var perToken: Duration
  /// Time for each token of decode context.
  public var perContextToken: Duration
  /// Energy above idle for each token that passes through, in nanojoules.
  public var perTokenNanojoules: Int64
  /// A sliding window, where one is to be tried: windowed context is then charged once more at `perContextToken`.
  public var attentionWindowTokens: Int

  /// A model of the given constants.
  public init(
    base: Duration, perToken: Duration = .zero, perContextToken: Duration = .zero, perTokenNanojoules: Int64 = 0,
    attentionWindowTokens: Int = .max
  ) {
    self.base = base
    self.perToken = perToken
    self.perContextToken = perContextToken
    self.perTokenNanojoules = perTokenNanojoules
    self.attentionWindowTokens = attentionWindowTokens
  }

  /// Nothing: attention is in the term by token here.
  public func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost { .zero }

  /// Each token of the prefix costs as a token of context, once.
  public func sharedPrefixCost(tokens: Int, sequences: Int, launches: Int) -> ChunkCost? {
    sequences < 2 || perContextToken == .zero ? nil : ChunkCost(time: perContextToken * tokens, energyNanojoules: 0)
  }

  /// The line of the four constants.
  public func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> IterationCost {
    let shared = shape.sharedReads.time - perContextToken * shape.sharedContextTokens
    return IterationCost(
      base: base + perToken * shape.tokens + chunks.time + shared, perContextToken: perContextToken,
      perWindowToken: attentionWindowTokens == .max ? .zero : perContextToken,
      baseNanojoules: perTokenNanojoules * Int64(shape.tokens) + chunks.energyNanojoules + shape.sharedReads.energyNanojoules)
  }
}
