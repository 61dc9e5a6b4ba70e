import Kernel

/// The first iteration of an engine that has just started (``EngineRules/coldStart``).
extension EngineState {
  /// How much longer the iteration being planned takes because its replica has run none since it started.
  @inline(__always) mutating func takeColdStart(_ shared: inout SharedState) -> Duration {
    run.isCold ? warmUp(&shared) : .zero
  }

  /// Micro-batches of a pipeline are run by the same processes: the first that enters warms them for all.
  @inline(never) private mutating func warmUp(_ shared: inout SharedState) -> Duration {
    run.isCold = false
    if stages.exist {
      if !shared.stageQueues[stages.queue].isCold { return .zero }
      shared.stageQueues[stages.queue].isCold = false
    }
    return rules.coldStart
  }

  /// Notes that the replica's processes are new.
  mutating func coolDown(_ shared: inout SharedState) {
    run.isCold = true
    if stages.exist { shared.stageQueues[stages.queue].isCold = true }
  }
}
