import Kernel

/// How much of the prompts was seen before, told by distributions alone.
///
/// A prompt may begin with the root, the blocks that most prompts share (a system prompt). It may then continue an earlier
/// prompt: some way back, to some depth. The rest of it is new.
public struct PrefixSharing: Hashable, Sendable {
  /// What prompts of one range of sizes share.
  public struct Cell: Hashable, Sendable {
    /// The largest prompt of the range, in full blocks.
    public var largestBlocks: Int
    /// The share of these prompts that continue an earlier one beyond the root.
    public var continuingShare: Double
    /// For those that do: thousandths of the blocks beyond the root that were seen before.
    public var depthPerMille: QuantileCurve
  }
  /// Tokens in a block.
  public var blockTokens: Int
  /// Blocks of the root.
  public var rootBlocks: Int
  /// The share of prompts with a full block that begin with the root.
  public var rootShare: Double
  /// Ranges of prompt sizes, small to large.
  public var cells: [Cell]
  /// How many requests ago the deepest shared block was last used.
  public var reuseDistance: QuantileCurve

  /// Sharing by its figures.
  ///
  /// - Throws: ``InputError`` for shares outside 0 ... 1, a block size outside 1 ... 1,000,000, or ranges that do not rise.
  public init(blockTokens: Int, rootBlocks: Int, rootShare: Double, cells: [Cell], reuseDistance: QuantileCurve) throws {
    guard 1...1_000_000 ~= blockTokens, 0...1_000_000 ~= rootBlocks else {
      throw InputError("\(rootBlocks) root blocks of \(blockTokens) tokens", remedy: "give a block size from 1 to 1000000")
    }
    guard 0...1 ~= rootShare, cells.allSatisfy({ 0...1 ~= $0.continuingShare && $0.depthPerMille.values.last! <= 1000 }) else {
      throw InputError("a share of sharing prompts outside 0 to 1", remedy: "give shares from 0 to 1 and depths from 0 to 1000")
    }
    guard !cells.isEmpty, zip(cells, cells.dropFirst()).allSatisfy({ $0.largestBlocks < $1.largestBlocks }), reuseDistance.values[0] >= 1
    else {
      throw InputError("the ranges of prompt sizes do not rise, or a distance is 0", remedy: "give ranges from small to large")
    }
    self.blockTokens = blockTokens
    self.rootBlocks = rootBlocks
    self.rootShare = rootShare
    self.cells = cells
    self.reuseDistance = reuseDistance
  }
}
