import Kernel

/// The host's part of iterations: what it takes, and what of that the accelerators wait for.
struct HostTimes: Hashable, Sendable {
  private let perIteration: Duration
  private let perSequence: Duration
  /// Of all layers of a batch that holds a chunk of a prompt, where no graph launches them.
  private let eager: Duration
  /// The same of what the accelerators wait for however long they work.
  private let exposedLaunch: Duration
  private let exposed: Duration
  private let overlaps: Bool

  /// Those of an engine by its rules, for so many layers.
  init(_ engine: EngineCostRules, layers: Int) {
    perIteration = RooflineRates.duration(engine.hostSecondsPerIteration)
    perSequence = RooflineRates.duration(engine.hostSecondsPerSequence)
    eager = RooflineRates.duration(engine.eagerSecondsPerLayer) * layers
    exposedLaunch = RooflineRates.duration(engine.exposedLaunchSecondsPerLayer) * layers
    exposed = RooflineRates.duration(engine.overlapsHost ? engine.exposedSecondsPerIteration : 0)
    overlaps = engine.overlapsHost
  }

  /// Host time of a batch: what is not hidden behind the accelerator at all, and what is where they overlap. Each rank has its own host.
  @inline(__always) func time(of shape: BatchShape, _ ranks: DataParallelRanks) -> Duration {
    let time = perIteration + perSequence * (ranks.most(shape.decodeSequences) + ranks.most(shape.prefillChunks))
    return shape.prefillChunks > 0 ? time + eager : time
  }

  /// The accelerator's line with the host's time: their sum, or where they overlap the longer of the two. There the line
  /// is flat until the accelerator takes longer, which makes a corner.
  @inline(__always) func applied(to line: ContextLine, shape: BatchShape, _ ranks: DataParallelRanks) -> ContextLine {
    let host = time(of: shape, ranks).picoseconds
    var result = line
    if overlaps { result = line.floor(at: host, context: shape.decodeContext) } else { result.base += host }
    result.base += exposedTime(of: shape).picoseconds
    return result
  }

  /// Time of a batch in which the accelerator waits for the host however long it works.
  @inline(__always) private func exposedTime(of shape: BatchShape) -> Duration {
    shape.prefillChunks > 0 ? exposed + exposedLaunch : exposed
  }

  /// Time in which the accelerator waits for the host, when it works for `busy`.
  func waiting(for shape: BatchShape, busy: Duration, _ ranks: DataParallelRanks) -> Duration {
    let host = time(of: shape, ranks)
    guard overlaps else { return host + exposedTime(of: shape) }
    return max(.zero, host - busy) + exposedTime(of: shape)
  }
}
