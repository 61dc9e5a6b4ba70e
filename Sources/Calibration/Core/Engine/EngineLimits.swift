import Kernel
import Model

/// How much an executed engine can hold at once; all its memory is taken when it starts.
public struct EngineLimits: Hashable, Sendable {
  /// KV blocks in the pool.
  public var kvBlocks: Int
  /// Tokens in a block: a multiple of 16, the width of the attention's vectors.
  public var blockTokens: Int
  /// Sequences known at once, waiting ones that have been added included.
  public var maximumSequences: Int
  /// Tokens that one step may process.
  public var maximumBatchedTokens: Int
  /// Prompt and output of a sequence together.
  public var maximumSequenceTokens: Int

  /// Limits; the defaults are those of a small server.
  public init(
    kvBlocks: Int, blockTokens: Int = 16, maximumSequences: Int = 256, maximumBatchedTokens: Int = 2048,
    maximumSequenceTokens: Int = 4096
  ) {
    self.kvBlocks = kvBlocks
    self.blockTokens = blockTokens
    self.maximumSequences = maximumSequences
    self.maximumBatchedTokens = maximumBatchedTokens
    self.maximumSequenceTokens = maximumSequenceTokens
  }

  /// Blocks that `tokens` tokens of one sequence fill, the last one perhaps in part.
  func blocks(forTokens tokens: Int) -> Int { (tokens + blockTokens - 1) / blockTokens }

  /// Bytes that an engine with these limits takes for `model`, in floating point, which cannot overflow.
  func bytes(for model: ModelShape) -> Double {
    let cache = Double(kvBlocks) * Double(blockTokens) * Double(model.layers * model.keyValueValuesPerTokenPerLayer)
    let rows = Double(maximumBatchedTokens)
    let row = 2 * model.hiddenSize + (2 * model.heads + 2 * model.keyValueHeads + 1) * model.headSize + 3 * model.intermediateSize
    let logits = Double(maximumSequences) * Double(model.vocabularySize + model.hiddenSize)
    let tables = Double(maximumSequences) * Double(maximumSequenceTokens) * 1.1
    return 4 * (Double(model.parameterCount) + cache + rows * Double(row) + logits + tables)
  }

  /// Refuses limits that cannot be, or that do not fit the model or the machine's memory.
  ///
  /// - Throws: ``InputError`` naming the limit.
  func validate(for model: ModelShape, memoryBytes: Double) throws(InputError) {
    try Self.check(kvBlocks, 1...100_000_000, "kv_blocks")
    try Self.check(blockTokens, 1...4096, "block_tokens")
    try Self.check(maximumSequences, 1...65_536, "max_sequences")
    try Self.check(maximumBatchedTokens, 1...1_000_000, "max_batched_tokens")
    try Self.check(maximumSequenceTokens, 1...model.maximumPositions, "max_model_tokens")
    if blockTokens % Vector.width != 0 {
      throw InputError("block_tokens is \(blockTokens)", remedy: "the executed core wants a multiple of \(Vector.width)")
    }
    let needed = bytes(for: model)
    guard needed > 0.8 * memoryBytes else { return }
    throw InputError(
      "\(model.name) with \(kvBlocks) KV blocks needs \(Self.gigabytes(needed)), and this machine has \(Self.gigabytes(memoryBytes))",
      remedy: "a smaller model or fewer KV blocks")
  }

  private static func check(_ value: Int, _ range: ClosedRange<Int>, _ name: String) throws(InputError) {
    guard !range.contains(value) else { return }
    throw InputError("\(name) is \(value)", remedy: "a whole number from \(range.lowerBound) to \(range.upperBound)")
  }

  private static func gigabytes(_ bytes: Double) -> String { "\((bytes / 1e8).rounded() / 10) GB" }
}
