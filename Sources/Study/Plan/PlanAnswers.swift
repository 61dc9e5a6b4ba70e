import Metrics

/// The cheapest fleets under other conditions than those asked for, looked for among the layouts that hold.
///
/// A fleet that holds more costs no less than the layout's fewest replicas, so layouts are taken up from the cheapest on, and those that
/// cost more than what is already found are left.
struct PlanAnswers {
  /// Layouts that hold, with who judges them.
  let found: [(judge: FleetJudge, row: PlanRow)]
  /// The most accelerators that a fleet may have.
  let mostAccelerators: Int
  /// Replicas of a pool that a fleet does without, whatever else is asked.
  let survived: Int
  let workers: PlanWorkers

  /// Layouts that are taken up at a time, whatever the threads, so that the runs do not depend on these.
  private static let atOnce = 4

  /// The cheapest fleet that holds with so many replicas of a layout dead, of whichever pool and at each of the times that they may die;
  /// nil where there is none.
  ///
  /// - Throws: as ``FleetRunner/trial(_:_:seed:)``.
  func enduring(_ what: String, dead: @Sendable (PlanCandidate) -> Int) throws -> PlanAnswer? {
    try cheapest(what) { judge, row in
      let counts = Array(repeating: dead(row.candidate), count: row.fleet.replicas.count)
      var fleet = row.fleet
      for pool in fleet.replicas.indices {
        let own = fleet.replicas[pool]
        let most = mostAccelerators / row.candidate.acceleratorsPerReplica - fleet.total + own
        // Where requests come without end the replicas that are left must be as many as are needed: about so many more.
        let fewest = try FleetSearch.fewest(from: own + counts[pool], above: own - 1, most: most) { replicas in
          let tried = fleet.adding(replicas - own, to: pool)
          return try judge.deaths(of: tried, replicas: counts).filter { $0.pool == pool }.allSatisfy {
            try judge.judge(tried, FleetRunner.Conditions(death: $0)).finding == .holds
          }
        }
        guard let fewest else { return nil }
        fleet = fleet.adding(fewest - own, to: pool)
      }
      let findings = try judge.deaths(of: fleet, replicas: counts).map { try judge.judge(fleet, FleetRunner.Conditions(death: $0)) }
      // What held beside fewer replicas of the other kind holds beside more, or it is no answer.
      return findings.allSatisfy { $0.finding == .holds } ? PlanAnswer(candidate: row.candidate, fleet: fleet, findings: findings) : nil
    }
  }

  /// The cheapest fleet at a multiple of the load; nil where there is none.
  ///
  /// - Throws: as ``FleetRunner/trial(_:_:seed:)``.
  func growth(_ factor: Double) throws -> PlanAnswer? {
    try cheapest("the load x\(factor)") { judge, row in
      let start = PlanFleet(row.fleet.replicas.map { Int((Double($0) * factor).rounded(.up)) })
      let outcome = try LayoutSearch(judge: judge, mostAccelerators: mostAccelerators, survived: survived).outcome(
        rate: factor, start: start)
      guard case .holds(let grown) = outcome else { return nil }
      return PlanAnswer(candidate: row.candidate, fleet: grown.fleet, findings: [grown.finding])
    }
  }

  /// The cheapest of what `answer` makes of the layouts.
  private func cheapest(
    _ what: String, _ answer: @Sendable (FleetJudge, PlanRow) throws -> PlanAnswer?
  ) throws -> PlanAnswer? {
    let byCost = found.enumerated().sorted { left, right in
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
    return best
  }
}
