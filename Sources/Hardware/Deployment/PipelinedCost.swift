import Kernel

/// What an iteration costs stage by stage, where several micro-batches are in a pipeline at once.
public struct PipelinedCost: Sendable {
  /// The cost of each stage, in the order in which a batch passes through them.
  public let stages: [any CostModel]
  /// Whether a stage costs what the one before it costs, for it is given the same object.
  public let repeatsLast: [Bool]
  /// Time from the end of one stage to the begin of the next, whatever the batch.
  public var hop: Duration
  /// What each of the batch's tokens adds to it.
  public var hopPerToken: Duration

  /// Stages with the hand-over between them.
  public init(stages: [any CostModel], hop: Duration = .zero, hopPerToken: Duration = .zero) {
    self.stages = stages
    repeatsLast = stages.indices.map { $0 > 0 && Self.isSame(stages[$0 - 1], stages[$0]) }
    self.hop = hop
    self.hopPerToken = hopPerToken
  }

  private static func isSame(_ one: any CostModel, _ other: any CostModel) -> Bool {
    type(of: one) is AnyClass && one as AnyObject === other as AnyObject
  }
}
