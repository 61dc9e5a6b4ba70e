import Kernel
import Metrics

/// The cheapest fleet of two types of accelerators side by side that holds the objective.
///
/// More replicas of either type are taken to be no worse, so that the fleets that hold lie above a staircase: for every number of the
/// first type there is a fewest of the second. The search goes down that staircase from the most of the first type on, and looks only
/// at fleets that would cost less than the best so far.
struct MixedSearch {
  /// Who judges fleets of the two types.
  let judge: FleetJudge
  /// What a fleet must keep to.
  let limits: FleetLimits
  /// About how many replicas of each type alone would carry the load: where the search begins, and no more.
  let alone: [Double]
  /// Whether that many of the first type, which were found, do carry it alone: beside them the second type has nothing to do.
  let firstHoldsAlone: Bool

  /// How far the first type's replicas may go beyond what is estimated to carry the load alone.
  private static let margin = 1.5

  private var candidate: PlanCandidate { judge.runner.candidate }
  private var sizes: [Int] { candidate.prepared.deployments.map(\.deployment.accelerators) }

  /// The most replicas of each type, whatever there is of the other.
  private var most: [Int] {
    zip([candidate.layout, candidate.beside ?? candidate.layout], sizes).map { limits.most(of: $0.accelerator) / $1 }
  }

  /// The greatest fleet within the limits; where their sum is too great, of as many of the first type as leave a replica of the second.
  /// Nil where there is none of both.
  var greatest: PlanFleet? {
    let first = min(most[0], (limits.mostAccelerators - sizes[1]) / sizes[0])
    guard first >= 1, most[1] >= 1 else { return nil }
    return PlanFleet([first, min(most[1], (limits.mostAccelerators - first * sizes[0]) / sizes[1])])
  }

  /// A fleet that holds under all conditions that were asked for.
  struct Found {
    let fleet: PlanFleet
    /// How it fared, under each condition.
    let findings: [FleetFinding]
    /// Watts with all its replicas alive; nil where electricity is in the price.
    let watts: Double?
    /// Fleets with fewer of the second type of which the seeds could not tell.
    let undecided: [FleetFinding]
  }

  /// The cheapest fleet of both that holds under each of the conditions, for less than `dollars` an hour; nil where there is none. It is
  /// priced with all its replicas alive.
  ///
  /// - Throws: as ``FleetRunner/trial(_:_:seed:)``.
  func cheapest(_ conditions: [FleetRunner.Conditions] = [.init()], below dollars: Double = .infinity) throws -> Found? {
    guard let greatest else { return nil }
    var findings: [PlanFleet: [FleetFinding]] = [:]
    var failed: [PlanFleet] = []
    func holds(_ fleet: PlanFleet) throws -> Bool {
      if failed.contains(where: { $0.replicas[0] >= fleet.replicas[0] && $0.replicas[1] >= fleet.replicas[1] }) { return false }
      if let known = findings[fleet] { return known.allSatisfy { $0.finding == .holds } }
      var found: [FleetFinding] = []
      for condition in conditions {
        found.append(try judge.judge(fleet, condition))
        if found.last?.finding != .holds { break }
      }
      findings[fleet] = found
      let holds = found.allSatisfy { $0.finding == .holds }
      if !holds { failed.append(fleet) }
      return holds
    }
    var best: (fleet: PlanFleet, dollars: Double, watts: Double?)?
    let enough = alone[0] * (conditions.map(\.rate).max() ?? 1)
    for first in stride(from: start(enough, conditions, greatest), to: 0, by: -1) {
      let most = self.most(beside: first, below: best?.dollars ?? dollars)
      if most < 1 { continue }
      let rest = Int((alone[1] / alone[0] * max(0, enough - Double(first))).rounded(.up))
      let search = FleetSearch(start: PlanFleet([min(max(1, rest), most)]), most: most)
      let second = try search.fewest(weakest: { _ in 0 }) { try holds(PlanFleet([first, $0.replicas[0]])) }
      if let second, let finding = findings[PlanFleet([first, second.replicas[0]])]?.first {
        let watts = try judge.wattsAlive(finding.fleet, rate: finding.rate)
        let cost = candidate.dollarsPerHour(of: finding.fleet, watts: watts)
        if cost < best?.dollars ?? dollars { best = (finding.fleet, cost, watts) }
      } else if most == self.most[1] {
        // With all that there are of the second type it does not hold, and fewer of the first help nothing.
        break
      }
    }
    guard let best, let found = findings[best.fleet] else { return nil }
    let fewer = (1..<best.fleet.replicas[1]).flatMap { findings[PlanFleet([best.fleet.replicas[0], $0])] ?? [] }
    return Found(fleet: best.fleet, findings: found, watts: best.watts, undecided: fewer.filter { $0.finding == .undecided })
  }

  /// The most of the first type that are looked at: beyond what carries the load alone nothing is gained, but an estimate of it may be
  /// short, and a replica may die.
  private func start(_ enough: Double, _ conditions: [FleetRunner.Conditions], _ greatest: PlanFleet) -> Int {
    let isExact = firstHoldsAlone && conditions.allSatisfy { $0.rate == 1 && $0.death == nil }
    return min(greatest.replicas[0], isExact ? Int(enough) - 1 : Int((enough * Self.margin).rounded(.up)) + 1)
  }

  /// The most replicas of the second type beside so many of the first, for less than `dollars` an hour.
  private func most(beside first: Int, below dollars: Double) -> Int {
    let room = (limits.mostAccelerators - first * sizes[0]) / sizes[1]
    let (none, one) = (candidate.leastDollarsPerHour(of: PlanFleet([first, 0])), candidate.leastDollarsPerHour(of: PlanFleet([first, 1])))
    var most = min(self.most[1], room)
    // A price of nothing bounds nothing.
    if dollars.isFinite, one > none { most = Int(min(Double(most), ((dollars - none) / (one - none)).rounded(.up) - 1)) }
    return most
  }
}
