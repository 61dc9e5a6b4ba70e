import Kernel

/// What a calibration of this machine measures, and how long it may take.
public struct CalibrationOptions: Hashable, Sendable {
  /// Threads of the executed core.
  public var threads: Int
  /// Sequences that decode at once, at most.
  public var maximumSequences: Int
  /// Tokens of a step, at most.
  public var maximumBatchedTokens: Int
  /// Prompt and output of a sequence together, at most.
  public var maximumSequenceTokens: Int
  /// Tokens in a KV block.
  public var blockTokens: Int
  /// Seconds until the last step is measured, start included; the fit comes on top.
  public var budgetSeconds: Double
  /// Repeats of a point that are wanted, as far as the budget goes; never below 3.
  public var repeats: Int
  /// Decides weights, the order of points, and which are kept aside.
  public var seed: UInt64

  /// Options of a full calibration, or of a quick one that ends within 20 s.
  public init(quick: Bool = false, threads: Int = 1, seed: UInt64 = 0) {
    self.threads = threads
    maximumSequences = 64
    maximumBatchedTokens = 2048
    maximumSequenceTokens = 4096
    blockTokens = 16
    budgetSeconds = quick ? 17 : 90
    repeats = quick ? 3 : 7
    self.seed = seed
  }

  /// Refuses options that cannot be.
  ///
  /// - Throws: ``InputError`` naming the option.
  func validate() throws(InputError) {
    guard budgetSeconds >= 1 && budgetSeconds <= 86_400 else {
      throw InputError("the budget of \(budgetSeconds) s is out of range", remedy: "from 1 to 86400 s")
    }
    let ranges = [
      ("max_sequences", maximumSequences, 1...4096), ("max_batched_tokens", maximumBatchedTokens, 32...65_536),
      ("max_model_tokens", maximumSequenceTokens, 64...1_000_000), ("repeats", repeats, 3...1000),
    ]
    for (name, value, range) in ranges where !range.contains(value) {
      throw InputError("\(name) is \(value)", remedy: "from \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
