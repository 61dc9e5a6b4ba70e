import Foundation
import Kernel
import Store

extension Plan {
  /// Puts the runs on the shelf that the database holds of these layouts. A row that does not fit what it stands for, as of an altered
  /// database, is left, and its run made anew.
  ///
  /// - Throws: ``InputError`` where it cannot be read.
  func takeStored(_ candidates: [PlanCandidate]) throws {
    guard let store = options.store, options.program.revision != "unknown" else { return }
    // Before the look into the database: what others store after it is looked for layout by layout.
    if options.mayRun { store.claims.join() }
    for candidate in candidates { try claims.takeStored(candidate, from: store) }
  }

  /// Stores the runs that no database has yet, so that they outlive the process. Those that cannot be stored wait for the end of the
  /// plan, which tells why: an answer is worth more than its storing.
  func keepRuns() {
    try? storeRuns()
  }

  func storeRuns() throws {
    if let store = options.store { try shelf.storeFresh(in: store, revision: options.program.revision) }
  }

  /// Stores a plan with the runs that were simulated for it, and returns its number and how many runs the database has more; nil where
  /// nothing is stored. Runs of a program whose revision is not known are not stored, and their number is nil.
  ///
  /// - Throws: ``InputError`` where the database cannot be written.
  public func store(_ result: PlanResult) throws -> (number: Int64, runsAdded: Int?)? {
    guard let store = options.store else { return nil }
    try storeRuns()
    var plan = StoredPlan(
      name: scenario.name, scenario: scenario.resolvedText, scenarioHash: scenario.hash, aim: result.aim.rawValue,
      mostAccelerators: result.limits.mostAccelerators, requestsPerSecond: result.load.requestsPerSecond,
      revision: options.program.revision, version: options.program.version, created: options.program.created, runs: result.runs,
      runsFound: result.runsFound, layouts: result.rows.map { layout($0, result) })
    plan.priceList = costs.prices.map { StoredPlan.PriceList(name: $0.list.name, date: $0.list.date, kind: $0.kind.rawValue) }
    plan.scenarioFile = URL(fileURLWithPath: scenario.file).standardizedFileURL.path
    plan.changes = assignments
    plan.carbonGramsPerKilowattHour = costs.carbon?.gramsPerKilowattHour
    let number = try store.store(plan)
    return (number, options.program.revision == "unknown" ? nil : shelf.stored)
  }

  private func layout(_ row: PlanRow, _ result: PlanResult) -> StoredPlan.Layout {
    let layout = row.candidate.layout
    var stored = StoredPlan.Layout(
      layoutHash: row.candidate.prepared.scenario.hash, accelerator: layout.accelerator, tensor: layout.tensor,
      pipeline: layout.pipeline, data: layout.data, expert: layout.expert, weights: layout.weights?.rawValue, mode: layout.mode.rawValue,
      replicas: row.fleet.replicas,
      accelerators: row.accelerators, dollarsPerHour: row.dollarsPerHour, attainedShare: row.finding.share,
      seeds: row.finding.trials.count, highestRequestsPerSecond: row.reach.map { $0.passing * result.load.requestsPerSecond },
      joulesPerOutputToken: row.figures.joulesPerOutputToken)
    stored.beside = row.candidate.beside.map { beside in
      StoredPlan.Beside(
        accelerator: beside.accelerator, tensor: beside.tensor, pipeline: beside.pipeline, replicas: row.fleet.replicas[1])
    }
    stored.gramsPerMillionOutputTokens = row.gramsPerMillionOutputTokens
    stored.latencyOverLimit = row.figures.latencyOverLimit
    stored.isPareto = row.isPareto
    stored.decodeTensor = layout.decodeTensor
    stored.varied = layout.setting.values.map { "\($0.path)=\($0.text)" }.joined(separator: ", ")
    stored.assignments = row.candidate.assignments(of: row.fleet)
    return stored
  }
}
