import Kernel

/// A cost model of few constants, for tests and for queueing theory: `base + perToken x tokens + perContextToken x context`.
public struct LinearCostModel: CostModel {
  /// Time of an iteration whatever it holds.
  public var base: Duration
  /// Time for each token that passes through, decoded or prefilled.
  public var perToken: Duration
  /// Time for each token of decode context.
  public var perContextToken: Duration
  /// Energy above idle for each token that passes through, in nanojoules.
  public var perTokenNanojoules: Int64
  /// The most tokens that each attention group reads, and what a token of its context takes beside `perContextToken`.
  public let readCaps: GroupValues<Int>
  private let cappedSlopes: GroupValues<Int64>

  /// An attention group with a cap.
  public struct CappedGroup: Hashable, Sendable {
    /// The most tokens that a step reads of a sequence.
    public var readCap: Int
    /// Time for each token of the context up to there.
    public var perContextToken: Duration

    /// A group.
    public init(readCap: Int, perContextToken: Duration) {
      self.readCap = readCap
      self.perContextToken = perContextToken
    }
  }

  /// A model of the given constants, with up to three groups whose context counts up to a cap, beside the whole context.
  ///
  /// - Precondition: there are at most three groups.
  public init(
    base: Duration, perToken: Duration = .zero, perContextToken: Duration = .zero, perTokenNanojoules: Int64 = 0,
    cappedGroups: [CappedGroup] = []
  ) {
    self.base = base
    self.perToken = perToken
    self.perContextToken = perContextToken
    self.perTokenNanojoules = perTokenNanojoules
    var caps = GroupValues(whole: Int.max, others: .max)
    var slopes = GroupValues<Int64>.zero
    for (index, group) in cappedGroups.enumerated() {
      caps[index + 1] = group.readCap
      slopes[index + 1] = group.perContextToken.picoseconds
    }
    (readCaps, cappedSlopes) = (caps, slopes)
  }

  /// Nothing: attention is in the term by token here.
  public func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost { .zero }

  /// Each token of the prefix costs as a token of context, once.
  public func sharedPrefixCost(tokens: Int, sequences: Int, launches: Int) -> ChunkCost? {
    sequences < 2 || perContextToken == .zero ? nil : ChunkCost(time: perContextToken * tokens, energyNanojoules: 0)
  }

  /// The line of the constants.
  public func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine {
    let shared = shape.sharedReads.time - perContextToken * shape.sharedContextTokens
    let time = base + perToken * shape.tokens + chunks.time + shared
    let energy = perTokenNanojoules * Int64(shape.tokens) + chunks.energyNanojoules + shape.sharedReads.energyNanojoules
    var slopes = cappedSlopes
    slopes.whole = perContextToken.picoseconds
    return StepLine(time: ContextLine(base: time.picoseconds, slopes: slopes), energy: ContextLine(base: energy))
  }
}
