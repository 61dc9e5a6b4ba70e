import Kernel
import Report
import Store
import Study

/// A plan as the command line carries it out: progress shown, signals heeded, what was found stored.
struct PlanExecution {
  /// Whether progress is shown.
  let isShown: Bool

  /// Carries out `body`, which does something of a plan.
  ///
  /// - Throws: what `body` throws.
  func watching<Result>(_ plan: Plan, _ body: () throws -> Result) rethrows -> Result {
    let line = PlanProgressLine(plan.progress, isShown: isShown)
    let signals = StopSignals(stopping: plan.progress.study, farewell: farewell(plan))
    line.start()
    defer {
      line.end()
      signals.end()
    }
    return try body()
  }

  /// Searches and stores a part.
  ///
  /// - Throws: what ``Plan/search(_:)`` throws; ``InputError`` where the database cannot be written.
  func search(_ shard: SweepShard, of plan: Plan) throws -> PlanPart {
    try watching(plan) {
      let part = try plan.search(shard)
      try plan.store(part)
      return part
    }
  }

  /// Says which parts of a plan that was divided its database does not hold: their layouts are searched here.
  ///
  /// - Throws: ``InputError`` where the database or the load cannot be read.
  func tellMissingParts(of plan: Plan) throws {
    guard let store = plan.options.store, try store.planParts().contains(where: { $0.name == plan.scenario.name }) else { return }
    let parts = try plan.outline().parts
    guard let first = parts.first else { return }
    let own = parts.filter { $0.parts == first.parts }
    let missing = PlanPartText.missing(own)
    if missing.isEmpty || parts.count > own.count { return }
    Console.note("note: \(missing) of 0 to \(first.parts - 1) of this plan not in \(store.path): searched here")
  }

  private func farewell(_ plan: Plan) -> String {
    if plan.options.store == nil { return "nothing was stored" }
    return plan.options.program.revision == "unknown"
      ? "nothing was stored, for the program's revision is not known" : "the runs that had ended are stored"
  }
}
