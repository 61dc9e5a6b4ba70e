import Kernel
import Store

extension Plan {
  /// Puts the runs on the shelf that the database holds of these layouts.
  ///
  /// - Throws: ``InputError`` where it cannot be read.
  func takeStored(_ candidates: [PlanCandidate]) throws {
    guard let store = options.store, options.program.revision != "unknown" else { return }
    for candidate in candidates {
      shelf.add(stored: try store.trials(ofLayout: candidate.prepared.scenario.hash, revision: options.program.revision))
    }
  }

  /// Stores a plan with the runs that were simulated for it, and returns its number; nil where nothing is stored.
  ///
  /// - Throws: ``InputError`` where the database cannot be written.
  public func store(_ result: PlanResult) throws -> Int64? {
    guard let store = options.store else { return nil }
    try store.store(shelf.takeFresh(), revision: options.program.revision)
    return try store.store(
      StoredPlan(
        name: scenario.name, scenario: scenario.resolvedText, scenarioHash: scenario.hash, aim: result.aim.rawValue,
        mostAccelerators: result.mostAccelerators, requestsPerSecond: result.load.requestsPerSecond,
        revision: options.program.revision, version: options.program.version, created: options.program.created, runs: result.runs,
        runsFound: result.runsFound, layouts: result.rows.map { layout($0, result) }))
  }

  private func layout(_ row: PlanRow, _ result: PlanResult) -> StoredPlan.Layout {
    let layout = row.candidate.layout
    return StoredPlan.Layout(
      layoutHash: row.candidate.prepared.scenario.hash, accelerator: layout.accelerator, tensor: layout.tensor,
      pipeline: layout.pipeline, weights: layout.weights?.rawValue, mode: layout.mode.rawValue, replicas: row.fleet.replicas,
      accelerators: row.accelerators, dollarsPerHour: row.dollarsPerHour, attainedShare: row.finding.share,
      seeds: row.finding.trials.count, highestRequestsPerSecond: row.reach.map { $0.passing * result.load.requestsPerSecond },
      joulesPerOutputToken: row.finding.joulesPerOutputToken)
  }
}
