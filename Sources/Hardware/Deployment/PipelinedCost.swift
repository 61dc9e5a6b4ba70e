import Kernel

/// What an iteration costs stage by stage, where several micro-batches are in a pipeline at once.
public struct PipelinedCost: Sendable {
  /// The cost of each stage, in the order in which a batch passes through them.
  public var stages: [any CostModel]
  /// Time from the end of one stage to the begin of the next, whatever the batch.
  public var hop: Duration
  /// What each of the batch's tokens adds to it.
  public var hopPerToken: Duration

  /// Stages with the hand-over between them.
  public init(stages: [any CostModel], hop: Duration = .zero, hopPerToken: Duration = .zero) {
    self.stages = stages
    self.hop = hop
    self.hopPerToken = hopPerToken
  }
}
