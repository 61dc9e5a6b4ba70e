import Metrics

/// The cheapest fleets under other conditions than those asked for, looked for among the layouts that hold.
///
/// A fleet that holds more costs no less than the layout's fewest replicas, so layouts are taken up from the cheapest on, and those that
/// cost more than what is already found are left. Layouts that were too dear for the table follow, where their fewest replicas may still
/// cost less than that. Fleets of two types come last.
struct PlanAnswers {
  /// Layouts that hold, with who judges them, in the order of the space.
  let found: [(judge: FleetJudge, row: PlanRow)]
  /// Layouts that were not searched to their end, with the least size of a fleet that could hold.
  let dearer: [(judge: FleetJudge, size: Int)]
  /// Searches for fleets of two types.
  let mixed: [MixedSearch]
  /// What a fleet must keep to.
  let limits: FleetLimits
  let workers: PlanWorkers
  /// Keeps other processes from layouts meanwhile.
  let claims: LayoutClaims

  /// Layouts that are taken up at a time, whatever the threads, so that the runs do not depend on these.
  private static let atOnce = 4

  /// The cheapest fleet that holds with so many replicas of each of a layout's pools dead, one pool after the other and at each of the
  /// times that they may die; nil where there is none.
  ///
  /// - Throws: as ``FleetRunner/trial(_:_:seed:)``.
  func enduring(_ what: String, dead: @Sendable (PlanCandidate) -> [Int]) throws -> PlanAnswer? {
    // One replica less than the dead may do: what dies has served until then.
    let more = { @Sendable (candidate: PlanCandidate) in max(0, (dead(candidate).max() ?? 0) - 1) }
    return try cheapest(what, { $0.conditions(dead: dead($0.runner.candidate)) }, more: more) { judge, row in
      let counts = dead(row.candidate)
      var fleet = row.fleet
      for pool in fleet.replicas.indices {
        let own = fleet.replicas[pool]
        let room = limits.most(of: row.candidate.layout.accelerator) - row.candidate.accelerators(of: fleet)
        let most = room / (row.candidate.sizes[pool] * row.candidate.acceleratorsOfSize) + own
        let conditions = judge.conditions(dead: counts.indices.map { $0 == pool ? counts[$0] : 0 })
        // Where requests come without end the replicas that are left must be as many as are needed: about so many more.
        let fewest = try FleetSearch.fewest(from: own + counts[pool], above: own - 1, most: most) { replicas in
          let tried = fleet.adding(replicas - own, to: pool)
          return try conditions.allSatisfy { try judge.judge(tried, $0).finding == .holds }
        }
        guard let fewest else { return nil }
        fleet = fleet.adding(fewest - own, to: pool)
      }
      let findings = try judge.conditions(dead: counts).map { try judge.judge(fleet, $0) }
      // What held beside fewer replicas of the other kind holds beside more, or it is no answer.
      guard findings.allSatisfy({ $0.finding == .holds }) else { return nil }
      return PlanAnswer(candidate: row.candidate, fleet: fleet, findings: findings, watts: try judge.wattsAlive(fleet))
    }
  }

  /// The cheapest fleet at a multiple of the load; nil where there is none.
  ///
  /// - Throws: as ``FleetRunner/trial(_:_:seed:)``.
  func growth(_ factor: Double) throws -> PlanAnswer? {
    try cheapest(
      "the load x\(factor)", { $0.conditions(rate: factor, dead: Array(repeating: limits.survived, count: $0.runner.candidate.pools)) }
    ) { judge, row in
      let start = PlanFleet(row.fleet.replicas.map { Int((Double($0) * factor).rounded(.up)) })
      let outcome = try LayoutSearch(judge: judge, limits: limits).outcome(rate: factor, start: start)
      guard case .holds(let grown) = outcome else { return nil }
      return PlanAnswer(
        candidate: row.candidate, fleet: grown.fleet, findings: [grown.finding], watts: try judge.wattsAlive(grown.fleet, rate: factor))
    }
  }

  /// The cheapest of what `answer` makes of the layouts, and of the fleets of two types that hold under each of the conditions.
  private func cheapest(
    _ what: String, _ conditions: @Sendable (FleetJudge) -> [FleetRunner.Conditions], more: @Sendable (PlanCandidate) -> Int = { _ in 0 },
    _ answer: @Sendable (FleetJudge, PlanRow) throws -> PlanAnswer?
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
      for found in try workers.map(what, Array(some), { found in try holding(found.judge) { try answer(found.judge, found.row) } }) {
        if let found, found.dollarsPerHour < best?.dollarsPerHour ?? .infinity { best = found }
      }
      next = end
    }
    best = try cheaper(what, than: best, more: more, answer)
    let least = best?.dollarsPerHour ?? .infinity
    let fleets = try workers.map(what, mixed) { search in
      try holding(search.judge) {
        try search.cheapest(conditions(search.judge), below: least).map { found in
          PlanAnswer(candidate: search.judge.runner.candidate, fleet: found.fleet, findings: found.findings, watts: found.watts)
        }
      }
    }
    for found in fleets {
      if let found, found.dollarsPerHour < best?.dollarsPerHour ?? .infinity { best = found }
    }
    return best
  }

  private func holding(_ judge: FleetJudge, _ body: () throws -> PlanAnswer?) throws -> PlanAnswer? {
    try claims.holding(judge.runner.candidate, body)
  }

  /// The cheapest of what `answer` makes of layouts that were too dear for the table, where it costs less than `best`, which it is
  /// otherwise; `more` is how many replicas the answer has at least beyond the fewest that hold.
  private func cheaper(
    _ what: String, than best: PlanAnswer?, more: @Sendable (PlanCandidate) -> Int,
    _ answer: @Sendable (FleetJudge, PlanRow) throws -> PlanAnswer?
  ) throws -> PlanAnswer? {
    let prices = dearer.map(\.judge.runner.candidate.leastDollarsPerHourOfSize)
    // Of replicas that differ the smaller may be the ones that there are more of.
    let extras = dearer.map(\.judge.runner.candidate).map { more($0) * ($0.sizes.min() ?? 1) }
    let floors = dearer.indices.map { prices[$0] * Double(dearer[$0].size + extras[$0]) }
    let order = dearer.indices.sorted { (floors[$0], $0) < (floors[$1], $1) }
    var best = best
    for begin in stride(from: 0, to: order.count, by: Self.atOnce) {
      let least = best?.dollarsPerHour ?? .infinity
      let some = order[begin..<min(order.count, begin + Self.atOnce)].filter { floors[$0] < least }
      if some.isEmpty { break }
      let answers = try workers.map(what, some) { index -> PlanAnswer? in
        let judge = dearer[index].judge
        // Its fewest replicas alone must leave room for those that the answer has beyond them.
        let room = least - prices[index] * Double(extras[index])
        let search = LayoutSearch(judge: judge, limits: limits, mostDollarsPerHour: room)
        return try holding(judge) {
          guard case .holds(let row) = try search.outcome() else { return nil }
          return try answer(judge, row)
        }
      }
      for found in answers { if let found, found.dollarsPerHour < best?.dollarsPerHour ?? .infinity { best = found } }
    }
    return best
  }
}
