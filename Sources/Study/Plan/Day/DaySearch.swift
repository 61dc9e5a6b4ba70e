import Kernel
import Metrics
import Record
import Scenario
import Serving
import Workload

/// Carries a layout through a day: with a fixed number of replicas, and with the scaling policy of Kubernetes' horizontal autoscaler, whose
/// requests a replica are as many as still hold the objective over the day.
///
/// Each day is a run of every request of its 24 hours, and the verdict is that of the plan's test over its seeds; of a day of so many
/// requests that all seeds would be more than ``mostRequests`` the first seed's share is the verdict. Where a fleet must do without some
/// replicas, these die at the start of the busiest hour; what the day costs is told of a fleet that is alive. More requests a replica are
/// taken to be cheaper and no better, so that the most that hold are found by halving.
package struct DaySearch {
  let judge: FleetJudge
  let curve: DailyCurve
  let limits: FleetLimits

  /// A search over the days of `curve`, for fleets that keep to `limits`.
  package init(judge: FleetJudge, curve: DailyCurve, limits: FleetLimits) {
    (self.judge, self.curve, self.limits) = (judge, curve, limits)
  }

  /// Requests of a day that is still simulated, or of all the days of a verdict: some minutes of processor time.
  static let mostRequests = 100_000_000.0
  private static let hours = 24.0
  /// Requests a replica that are tried, rising: half an octave apart, to a tenth.
  package static let targets: [Double] = (0...18).map { step in
    let octave = Double(1 << (step / 2))
    let exact = step % 2 == 0 ? octave : octave * 2.0.squareRoot()
    return (exact * 10).rounded() / 10
  }

  private var candidate: PlanCandidate { judge.runner.candidate }

  /// Refuses a day with more requests than are simulated, or with none, before anything is run for it.
  ///
  /// - Throws: ``InputError``.
  static func check(_ curve: DailyCurve, load: PlanLoad) throws {
    let requests = requests(curve, load)
    if requests >= 2 && requests <= mostRequests { return }
    let (count, most) = (requests < 1e15 ? "\(Int(requests))" : "\(requests)", Int(mostRequests / 86_400))
    throw InputError(
      "a day of this load has \(count) requests, and a plan simulates each",
      remedy:
        "--day with 2 to \(Int(mostRequests)) requests a day: a rate of \(most) req/s or less in the mean, of which the fleet is a multiple"
    )
  }

  private static func requests(_ curve: DailyCurve, _ load: PlanLoad) -> Double { load.figures.requestsPerSecond * 86_400 * curve.mean }

  /// What the day comes to from a row of the table.
  ///
  /// - Throws: as ``FleetRunner/trial(_:_:seed:)``.
  func answer(_ row: PlanRow) throws -> DayAnswer {
    let count = Int(Self.requests(curve, judge.runner.load).rounded())
    let factors = curve.factors
    guard let busiest = try fewest(at: factors.max() ?? 1, row), let least = try fewest(at: factors.min() ?? 1, row),
      let first = try fewest(at: factors[0], row)
    else { return DayAnswer(candidate: candidate, curve: curve, requests: count, fixed: nil, following: nil) }
    let fixed = try fixed(from: busiest)
    var (best, low, high) = (DayAnswer.Fleet?.none, 0, Self.targets.count)
    while let fixed, low < high, least < fixed.replicas {
      let middle = (low + high) / 2
      let scaling = Scaling(least: least, initial: min(max(first, least), fixed.replicas), target: Self.targets[middle])
      if let fleet = try day(fixed.replicas, scaling) {
        best = fleet
        low = middle + 1
      } else {
        high = middle
      }
    }
    return DayAnswer(candidate: candidate, curve: curve, requests: count, fixed: fixed, following: best)
  }

  /// The fewest replicas that hold at a factor of the rate; nil where none do.
  private func fewest(at factor: Double, _ row: PlanRow) throws -> Int? {
    // A load that is spread over months is one of requests that are alone: one replica, which is always there.
    if judge.runner.load.seconds / max(factor, 1e-9) > FleetRunner.longestSeconds { return 1 + limits.survived }
    let start = PlanFleet([max(1, Int((Double(row.fleet.total) * factor).rounded(.up)))])
    guard case .holds(let found) = try LayoutSearch(judge: judge, limits: limits).outcome(rate: factor, start: start) else { return nil }
    return found.fleet.total
  }

  /// The fewest replicas, there all the time, that hold the objective over the day: as many as the busiest hour alone takes, or some more.
  private func fixed(from busiest: Int) throws -> DayAnswer.Fleet? {
    let most = limits.most(of: candidate.layout.accelerator) / candidate.acceleratorsPerReplica
    var known: [Int: DayAnswer.Fleet] = [:]
    // A fleet of twice as many and two more that does not hold is none of too few replicas.
    let found = try FleetSearch.fewest(from: busiest, above: busiest - 1, most: min(most, 2 * busiest + 2)) { replicas in
      known[replicas] = try day(replicas)
      return known[replicas] != nil
    }
    return found.flatMap { known[$0] }
  }

  // MARK: A day

  /// Replicas that are switched on and off.
  package struct Scaling {
    let least: Int
    let initial: Int
    let target: Double

    /// At least so many replicas, so many at the start, and as many as have `target` requests outstanding each.
    package init(least: Int, initial: Int, target: Double) {
      (self.least, self.initial, self.target) = (least, initial, target)
    }
  }

  /// A run of a day: what became of its requests, and of the replicas where it was not cut short.
  private struct Day {
    let trial: PlanTrial
    let outcome: RunOutcome?
  }

  /// How the days of a verdict are judged.
  private func test(requests: Int) -> AttainmentTest {
    let seeds = judge.test.looks.last ?? 1
    return Double(requests) * Double(seeds) <= Self.mostRequests ? judge.test : AttainmentTest(seeds: 1, asked: judge.test.asked)
  }

  /// The days of a fleet; nil where it does not hold the objective over them.
  ///
  /// - Throws: as ``FleetRunner/trial(_:_:seed:)``.
  package func day(_ most: Int, _ scaling: Scaling? = nil) throws -> DayAnswer.Fleet? {
    let requests = Int(Self.requests(curve, judge.runner.load).rounded())
    let dying = try prepared(most, scaling, requests: requests, dead: limits.survived)
    let test = test(requests: requests)
    var days: [Day] = []
    for look in test.looks {
      for seed in judge.seeds[days.count..<look] { days.append(try day(dying, seed: seed, requests: requests)) }
      if test.finding(days.map(\.trial)) != .undecided { break }
    }
    let finding = FleetFinding(
      PlanFleet([most]), rate: 1, outputTokensPerSecond: judge.runner.load.figures.outputTokensPerSecond, trials: days.map(\.trial),
      test: test, objective: judge.runner.objective)
    guard finding.finding == .holds else { return nil }
    if limits.survived > 0 {
      let alive = try prepared(most, scaling, requests: requests, dead: 0)
      days = try judge.seeds.prefix(test.looks[0]).map { try day(alive, seed: $0, requests: requests, isCutShort: false) }
    }
    let least = scaling?.least ?? most
    let ons = days.compactMap { $0.outcome.map { Self.on($0, least: least) } }
    let (hours, watts) = (ons.reduce(0) { $0 + $1.hours } / Double(ons.count), ons.reduce(0) { $0 + $1.watts } / Double(ons.count))
    return DayAnswer.Fleet(
      replicas: most, fewest: least, requestsPerReplica: scaling?.target, share: finding.share, halfWidth: finding.halfWidth,
      seeds: finding.trials.count, replicaHours: hours, dollars: hours * candidate.dollarsPerHour(of: PlanFleet([1]), watts: watts),
      assignments: dying.assignments)
  }

  private func prepared(_ most: Int, _ scaling: Scaling?, requests: Int, dead: Int) throws -> PreparedScenario {
    let own = assignments(most, scaling, requests: requests, dead: dead)
    return try PreparedScenario(
      try candidate.prepared.scenario.changing(own), assignments: candidate.prepared.assignments + own)
  }

  private func day(_ prepared: PreparedScenario, seed: UInt64, requests: Int, isCutShort: Bool = true) throws -> Day {
    let (scenario, objective) = (prepared.scenario, judge.runner.objective)
    let allowance = isCutShort ? FleetRunner.allowance(objective, requests: requests) : nil
    let tally = ObjectiveTally(objective, warmUp: scenario.run.warmUp, allowance: allowance)
    let source = PlanSource(
      try scenario.workload.makeSource(seed: seed), horizon: .never, tally: tally, progress: judge.runner.progress.study)
    var options = scenario.options(seed: seed)
    options.promptBlockTokens = prepared.workload.blockTokens
    let outcome = try run(prepared.cluster, source, options, tally, prepared)
    judge.runner.progress.addRun()
    return Day(
      trial: FleetRunner.trial(of: outcome, seed: seed, tally: tally, source: source, all: requests),
      outcome: tally.isHopeless ? nil : outcome)
  }

  /// What is laid over the layout for such a day.
  private func assignments(_ most: Int, _ scaling: Scaling?, requests: Int, dead count: Int) -> [String] {
    // Of the layout's assignments only the last has the number of replicas.
    var own = Array(candidate.layout.assignments(of: PlanFleet([most]), own: candidate.layout.accelerator).suffix(1))
    own += ["workload.day=\(curve)"] + length(requests)
    if candidate.prepared.scenario.run.horizon != nil { own.append("run.horizon=null") }
    if let scaling {
      own.append(
        "scaling={policy: target_requests, requests_per_replica: \(scaling.target), minimum: \(scaling.least), initial: \(scaling.initial)}"
      )
    }
    let dead = (0..<min(count, most)).map { "{replica: \($0), at: \(busiestHour) h}" }
    if !dead.isEmpty { own.append("failures=[\(dead.joined(separator: ", "))]") }
    return own
  }

  /// When the curve is highest, in hours after midnight; of equals the first.
  private var busiestHour: Double {
    let factors = curve.factors
    let step = factors.indices.reduce(0) { factors[$1] > factors[$0] ? $1 : $0 }
    return Double(step) * Self.hours / Double(factors.count)
  }

  /// Hours of 24 that replicas were switched on, all of them together, and the watts that one of them drew meanwhile.
  ///
  /// Where the load ends before midnight the fewest replicas stay on; what of the last answers falls into the next day is left out.
  private static func on(_ outcome: RunOutcome, least: Int) -> (hours: Double, watts: Double) {
    let end = max(1e-6, outcome.end.seconds / 3600)
    let run = outcome.replicas.reduce(0) { $0 + $1.onTime.seconds } / 3600
    let joules = outcome.replicas.reduce(0) { $0 + $1.joules }
    return (run * min(1, hours / end) + max(0, hours - end) * Double(least), run > 0 ? joules / (run * 3600) : 0)
  }

  private func run(
    _ cluster: ClusterConfiguration, _ source: PlanSource, _ options: SimulationOptions, _ tally: ObjectiveTally,
    _ prepared: PreparedScenario
  ) throws -> RunOutcome? {
    do {
      var simulation = try Simulation(cluster: cluster, source: source, options: options, observer: tally)
      return try simulation.run()
    } catch is PlanSource.Hopeless {
      return nil
    } catch let broken as BrokenInvariant {
      throw FailedRun(file: prepared.scenario.file, assignments: prepared.assignments, seed: options.seed, invariant: broken)
    }
  }

  /// What makes the load as long as a day: a trace comes again, with prompts of its own each time; what is drawn is drawn longer.
  private func length(_ requests: Int) -> [String] {
    let workload = candidate.prepared.scenario.workload
    if case .trace = workload.origin { return ["workload.repeat={requests: \(requests), blocks: distinct}"] }
    let isLimited = workload.transforms.contains { if case .limit = $0 { true } else { false } }
    return ["workload.requests=\(requests)"] + (isLimited ? ["workload.limit=null"] : [])
  }
}
