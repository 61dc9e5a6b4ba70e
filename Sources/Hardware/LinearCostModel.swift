import Kernel

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

  /// One group with a cap, where there is a window.
  public var readCaps: GroupValues<Int> {
    var caps = GroupValues(whole: Int.max, others: .max)
    caps[1] = attentionWindowTokens
    return caps
  }

  /// Nothing: attention is in the term by token here.
  public func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost { .zero }

  /// Each token of the prefix costs as a token of context, once.
  public func sharedPrefixCost(tokens: Int, sequences: Int, launches: Int) -> ChunkCost? {
    sequences < 2 || perContextToken == .zero ? nil : ChunkCost(time: perContextToken * tokens, energyNanojoules: 0)
  }

  /// The line of the four constants.
  public func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine {
    let shared = shape.sharedReads.time - perContextToken * shape.sharedContextTokens
    let time = base + perToken * shape.tokens + chunks.time + shared
    let energy = perTokenNanojoules * Int64(shape.tokens) + chunks.energyNanojoules + shape.sharedReads.energyNanojoules
    var slopes = GroupValues(whole: perContextToken.picoseconds)
    if attentionWindowTokens != .max { slopes[1] = perContextToken.picoseconds }
    return StepLine(time: ContextLine(base: time.picoseconds, slopes: slopes), energy: ContextLine(base: energy))
  }
}
