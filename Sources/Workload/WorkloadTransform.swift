import Kernel

/// One step between a trace and the simulator, in the order written.
public enum WorkloadTransform: Hashable, Sendable {
  /// Every time divided by the factor: 2 makes twice the load of the same shape.
  case scaleRate(RateFactor)
  /// Keeps the requests with `from <= time < to` and moves them so that `from` becomes the start.
  case window(from: Instant, to: Instant)
  /// Keeps the first so many requests.
  case limit(Int)
  /// Cuts longer prompts and outputs to so many tokens, and reports how many; nil leaves that side alone.
  case clip(maximumPromptTokens: Int?, maximumOutputTokens: Int?)
  /// New times from a process for the same requests, whose lengths stay in order, are shuffled, or are drawn again.
  case resample(ArrivalProcess, lengths: LengthOrder = .asInTrace)
  /// The workload so far again and again, a mean gap between the passes, until so many requests have come.
  case `repeat`(requests: Int, blocks: RepeatedBlocks = .kept)
}
