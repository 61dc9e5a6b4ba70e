import Kernel
import Metrics
import Record

/// The fewest replicas of one layout that hold the objective, or why there are none.
package struct LayoutSearch {
  let judge: FleetJudge
  /// What a fleet must keep to.
  let limits: FleetLimits
  /// What a fleet may cost in US dollars an hour.
  var mostDollarsPerHour = Double.infinity

  /// What is found of a layout.
  package enum Outcome: Sendable {
    /// The fewest replicas hold.
    case holds(PlanRow)
    /// It is not in the table.
    case passedOver(PassedOver)
  }

  private var candidate: PlanCandidate { judge.runner.candidate }

  /// Searches at a multiple of the rate, from `start` where a fleet is known that is about right, for no more money than was given, and with
  /// as many replicas dead as a fleet must do without.
  ///
  /// What a request has alone on a replica is taken for the best that it can have, so a layout that fails there is passed over.
  /// - Throws: as ``FleetRunner/trial(_:_:seed:)``.
  func outcome(rate: Double = 1, start: PlanFleet? = nil) throws -> Outcome {
    let (pools, sizes) = (candidate.layout.mode.pools, candidate.sizes)
    let (most, least) = (limits.most(of: candidate.layout.accelerator) / candidate.acceleratorsOfSize, sizes.reduce(0, +))
    if most < least { return passedOver(.beyondMost(accelerators: least * candidate.acceleratorsOfSize)) }
    let affordable = self.affordable(most)
    if affordable < least { return passedOver(.dearer(size: least)) }
    if start == nil {
      let fleet = PlanFleet(Array(repeating: 1, count: pools))
      let conditions = FleetRunner.Conditions(isAlone: true)
      // Where the first seed reaches what is asked nothing is ruled out, and the others are not asked.
      if try !judge.firstReaches(fleet, conditions) {
        let alone = try judge.judge(fleet, conditions)
        if alone.finding == .fails { return passedOver(.slowAlone(alone)) }
      }
    }
    var findings: [PlanFleet: FleetFinding] = [:]
    var order: [FleetFinding] = []
    let search = FleetSearch(start: start ?? estimate(rate: rate, most: affordable), most: affordable, sizes: sizes)
    let fewest = try search.fewest(weakest: { Self.weakest(findings[$0], fleet: $0) }) { fleet in
      if let known = findings[fleet] { return known.finding == .holds }
      let finding = try worst(of: fleet, rate: rate)
      findings[fleet] = finding
      order.append(finding)
      return finding.finding == .holds
    }
    if let fewest, let finding = findings[fewest] {
      let undecided = order.filter { $0.finding == .undecided && search.size($0.fleet) < search.size(fewest) }
      let figures = limits.survived == 0 ? nil : try judge.measure(fewest, FleetRunner.Conditions(rate: rate))
      return .holds(PlanRow(candidate: candidate, finding: finding, figures: figures, undecided: undecided))
    }
    if affordable < most { return passedOver(.dearer(size: affordable + 1)) }
    // What came nearest; of equals the last, which had the most replicas.
    guard var nearest = order.first else { preconditionFailure("a search without a probe") }
    for finding in order where finding.share >= nearest.share { nearest = finding }
    return passedOver(.tooMany(nearest))
  }

  /// How a fleet fares, or how it does with as many replicas dead as it must do without: what fails first, or else the finding with the
  /// least share.
  private func worst(of fleet: PlanFleet, rate: Double) throws -> FleetFinding {
    let dead = Array(repeating: limits.survived, count: fleet.replicas.count)
    var worst: FleetFinding?
    for conditions in judge.conditions(rate: rate, dead: dead) {
      let finding = try judge.judge(fleet, conditions)
      if finding.finding != .holds { return finding }
      if finding.share < worst?.share ?? .infinity { worst = finding }
    }
    guard let worst else { preconditionFailure("no conditions") }
    return worst
  }

  /// The greatest size of a fleet for what it may cost. Electricity that is paid apart is not counted: what it does not rule out is
  /// looked at.
  private func affordable(_ most: Int) -> Int {
    let price = candidate.leastDollarsPerHourOfSize
    guard mostDollarsPerHour.isFinite, price > 0 else { return most }
    // Sums of prices differ in their last digits by the order in which they were added: a cent decides nothing.
    return Int(min(Double(most), ((mostDollarsPerHour + 0.01) / price).rounded(.down)))
  }

  /// About what the fewest replicas cost in US dollars an hour, from an estimate of how many there are.
  var estimatedDollarsPerHour: Double {
    let most = limits.most(of: candidate.layout.accelerator) / candidate.acceleratorsOfSize
    return candidate.leastDollarsPerHour(of: estimate(rate: 1, most: max(1, most)))
  }

  private func passedOver(_ reason: PassedOver.Reason) -> Outcome {
    .passedOver(PassedOver(layout: candidate.layout, reason: reason, candidate: candidate))
  }

  private func estimate(rate: Double, most: Int) -> PlanFleet {
    let load = judge.runner.load
    let counts = candidate.prepared.deployments.map { deployed in
      ServiceEstimate(deployed, load: load, objective: judge.runner.objective)
        .replicas(role: deployed.pool.role, rate: load.figures.requestsPerSecond * rate, most: most)
    }
    return PlanFleet(counts.map { min($0 + limits.survived, max(1, most)) })
  }

  /// First tokens wait for prompts' replicas, later ones for tokens' replicas; of the whole answer the smaller pool is to blame.
  static func weakest(_ finding: FleetFinding?, fleet: PlanFleet) -> Int {
    guard fleet.replicas.count > 1 else { return 0 }
    switch finding?.weakness {
    case .latency(.ttft), .latency(.schedulingDelay): return 0
    case .latency(.tpot): return 1
    default: return fleet.replicas[0] <= fleet.replicas[1] ? 0 : 1
    }
  }
}
