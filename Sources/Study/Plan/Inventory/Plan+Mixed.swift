import Kernel
import Scenario

extension Plan {
  /// A pair of types with who judges their fleets.
  struct Pair: Sendable {
    let first: PlanLayout
    let second: PlanLayout
    /// The search; nil where both cannot serve side by side.
    let search: MixedSearch?
    /// Why they cannot.
    let fault: String?
  }

  /// The pairs of types that are looked at, where the plan is to mix them.
  ///
  /// - Throws: ``InputError`` where the database cannot be read.
  func pairs(_ outcomes: [(judge: FleetJudge, outcome: LayoutSearch.Outcome)]) throws -> [Pair] {
    guard space.isMixed else { return [] }
    let cache = DeploymentCache()
    var pairs: [Pair] = []
    for (first, second) in MixedPairs(outcomes).pairs {
      let (layout, beside) = (first.candidate.layout, second.candidate.layout)
      do {
        let candidate = try PlanCandidate(
          layout, beside: beside, of: scenario, costs: costs, assignments: assignments, sharing: cache)
        try takeStored([candidate])
        let search = MixedSearch(
          judge: outcomes[0].judge.judging(candidate), limits: space.limits, alone: [first.replicas, second.replicas],
          firstHoldsAlone: first.isFound)
        pairs.append(Pair(first: layout, second: beside, search: search, fault: nil))
      } catch let error as InputError {
        pairs.append(Pair(first: layout, second: beside, search: nil, fault: error.message))
      }
    }
    return pairs
  }

  /// What comes of a pair: a fleet for less than `dollars` an hour, or why there is none. Its runs are then stored.
  ///
  /// - Throws: ``FailedRun`` for a broken invariant, ``Interrupted`` where the work is stopped.
  func outcome(_ pair: Pair, below dollars: Double) throws -> MixedFleet {
    let outcome: MixedFleet.Outcome
    if let search = pair.search {
      do {
        let row = try claims.holding(search.judge.runner.candidate) { try cheapest(of: search, below: dollars) }
        outcome = row.map { .holds($0) } ?? (dollars.isFinite ? .noneCheaper : .noneHolds)
      } catch let error as InputError {
        outcome = .impossible(error.message)
      }
    } else {
      outcome = .impossible(pair.fault ?? "")
    }
    return MixedFleet(first: pair.first, second: pair.second, outcome: outcome)
  }

  private func cheapest(of search: MixedSearch, below dollars: Double) throws -> PlanRow? {
    let dead = Array(repeating: space.survived, count: 2)
    return try search.cheapest(search.judge.conditions(dead: dead), below: dollars).map { found in
      let worst = found.findings.min { $0.share < $1.share } ?? found.findings[0]
      return PlanRow(
        candidate: search.judge.runner.candidate, finding: worst,
        figures: space.survived == 0 ? nil : try search.judge.measure(found.fleet), undecided: found.undecided)
    }
  }
}
