import Kernel

/// Prompts that begin with shared text, as a tree: an instruction, documents under it, questions about each.
///
/// Every level is a text that all prompts under it have in common; the last part of a prompt is its own. Which prompts
/// share what is told exactly, by identities of blocks: two prompts have as many in common as whole blocks of common text.
public struct SharedPrefixes: Hashable, Sendable, CustomStringConvertible {
  /// One level of shared text.
  public struct Level: Hashable, Sendable, CustomStringConvertible {
    /// Length of a text of this level.
    public var tokens: LengthDistribution
    /// How many texts of the next level follow one of this, on the last level how many prompts.
    public var degree: LengthDistribution

    /// A level.
    public init(tokens: LengthDistribution, degree: LengthDistribution) {
      self.tokens = tokens
      self.degree = degree
    }

    /// In words, for reports.
    public var description: String { "\(tokens) x \(degree)" }
  }

  /// In which order prompts come.
  public enum Order: String, Hashable, Sendable, CaseIterable {
    /// One after another through the tree, so that those which share most are neighbours.
    case grouped
    /// At random.
    case shuffled
  }

  /// Shared texts from the first of the prompt on. There are as many of the first level as the requests need.
  public var levels: [Level]
  /// Length of what is the prompt's own.
  public var ownTokens: LengthDistribution
  /// Length of outputs.
  public var outputTokens: LengthDistribution
  /// In which order prompts come.
  public var order: Order
  /// Tokens in a block of ``Arrival/blockHashes``. Where it divides all lengths of shared text nothing of it is lost.
  public var blockTokens: Int

  /// Prompts by their figures.
  public init(
    levels: [Level], ownTokens: LengthDistribution, outputTokens: LengthDistribution, order: Order = .shuffled, blockTokens: Int = 16
  ) {
    self.levels = levels
    self.ownTokens = ownTokens
    self.outputTokens = outputTokens
    self.order = order
    self.blockTokens = blockTokens
  }

  /// Most levels of shared text, and most blocks of a prompt: as many as an identity has room to number.
  static let mostLevels = 15
  static let mostBlocks = 1 << 24
  /// Most prompts of a workload; where they are shuffled, the tree is kept in memory.
  public static let mostRequests = 10_000_000

  /// Checks the figures.
  ///
  /// - Throws: ``InputError`` for no level or too many, lengths out of range, or a block size outside 1 ... 65,536.
  public func validate() throws {
    if levels.isEmpty || levels.count > Self.mostLevels {
      throw InputError("\(levels.count) levels of shared text", remedy: "give from 1 to \(Self.mostLevels)")
    }
    for level in levels {
      try level.tokens.validate()
      do { try level.degree.validate() } catch {
        throw InputError("a degree of \(level.degree)", remedy: "at least 1, and a range must not be empty")
      }
    }
    try ownTokens.validate()
    try outputTokens.validate()
    guard 1...65_536 ~= blockTokens else {
      throw InputError("prompt blocks of \(blockTokens) tokens", remedy: "give a block size from 1 to 65536")
    }
  }

  /// In words, for reports.
  public var description: String {
    "shared prefixes \(levels.map(\.description).joined(separator: ", then ")), own part \(ownTokens), output \(outputTokens), "
      + "\(order.rawValue), blocks of \(blockTokens)"
  }
}
