import Metrics

/// The cheapest fleets under other conditions than those asked for, looked for among the layouts that hold.
///
/// A fleet that holds more costs no less than the layout's fewest replicas, so layouts are taken up from the cheapest on, and those that
/// cost more than what is already found are left. Fleets of two types come last, where they cost less.
struct PlanAnswers {
  /// Layouts that hold, with who judges them.
  let found: [(judge: FleetJudge, row: PlanRow)]
  /// Searches for fleets of two types.
  let mixed: [MixedSearch]
  /// How many accelerators a fleet may have.
  let limits: FleetLimits
  let workers: PlanWorkers

  /// Layouts that are taken up at a time, whatever the threads, so that the runs do not depend on these.
  private static let atOnce = 4

  /// The cheapest fleet that holds with one replica dead, of whichever pool; nil where there is none.
  ///
  /// - Throws: as ``FleetRunner/trial(_:_:seed:)``.
  func spare() throws -> PlanAnswer? {
    try cheapest("a replica dead", [0, 1].map { FleetRunner.Conditions(dyingPool: $0) }) { judge, row in
      var fleet = row.fleet
      var findings: [FleetFinding] = []
      repeat {
        findings = []
        for pool in fleet.replicas.indices {
          let finding = try judge.judge(fleet, FleetRunner.Conditions(dyingPool: pool))
          if finding.finding != .holds {
            fleet = fleet.adding(1, to: pool)
            break
          }
          findings.append(finding)
        }
        if !limits.allow(row.candidate, fleet) || fleet.total > 2 * row.fleet.total + fleet.replicas.count {
          return nil
        }
      } while findings.count < fleet.replicas.count
      return PlanAnswer(candidate: row.candidate, fleet: fleet, findings: findings)
    }
  }

  /// The cheapest fleet at a multiple of the load; nil where there is none.
  ///
  /// - Throws: as ``FleetRunner/trial(_:_:seed:)``.
  func growth(_ factor: Double) throws -> PlanAnswer? {
    try cheapest("the load x\(factor)", [FleetRunner.Conditions(rate: factor)]) { judge, row in
      let start = PlanFleet(row.fleet.replicas.map { Int((Double($0) * factor).rounded(.up)) })
      let outcome = try LayoutSearch(judge: judge, limits: limits).outcome(rate: factor, start: start)
      guard case .holds(let grown) = outcome else { return nil }
      return PlanAnswer(candidate: row.candidate, fleet: grown.fleet, findings: [grown.finding])
    }
  }

  /// The cheapest of what `answer` makes of the layouts, and of the fleets of two types that hold under each of the conditions.
  private func cheapest(
    _ what: String, _ conditions: [FleetRunner.Conditions], _ answer: @Sendable (FleetJudge, PlanRow) throws -> PlanAnswer?
  ) throws -> PlanAnswer? {
    // What does not hold as it was asked for holds under no harder condition.
    if found.isEmpty { return nil }
    let byCost = found.filter { $0.row.candidate.beside == nil }.enumerated().sorted { left, right in
      (left.element.row.dollarsPerHour, left.offset) < (right.element.row.dollarsPerHour, right.offset)
    }.map(\.element)
    var best: PlanAnswer?
    var next = 0
    while next < byCost.count {
      let end = min(byCost.count, next + Self.atOnce)
      let some = byCost[next..<end].filter { $0.row.dollarsPerHour < best?.dollarsPerHour ?? .infinity }
      if some.isEmpty { break }
      for found in try workers.map(what, Array(some), { try answer($0.judge, $0.row) }) {
        if let found, found.dollarsPerHour < best?.dollarsPerHour ?? .infinity { best = found }
      }
      next = end
    }
    let least = best?.dollarsPerHour ?? .infinity
    let fleets = try workers.map(what, mixed) { search in
      try search.cheapest(conditions, below: least).map { found in
        PlanAnswer(candidate: search.judge.runner.candidate, fleet: found.fleet, findings: found.findings)
      }
    }
    for found in fleets {
      if let found, found.dollarsPerHour < best?.dollarsPerHour ?? .infinity { best = found }
    }
    return best
  }
}
