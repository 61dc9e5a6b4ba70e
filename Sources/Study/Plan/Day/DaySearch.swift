import Kernel
import Metrics
import Record
import Scenario
import Serving
import Workload

/// Carries a layout through a day: with the fewest replicas that hold at the busiest hour, and with the scaling policy of Kubernetes'
/// horizontal autoscaler, whose requests a replica are as many as still hold the objective over the day.
///
/// Each day is one run with the first seed, of every request of its 24 hours: its share is the verdict. More requests a replica are
/// taken to be cheaper and no better, so that the most that hold are found by halving.
struct DaySearch {
  let judge: FleetJudge
  let curve: DailyCurve
  let limits: FleetLimits

  /// Requests of a day that is still simulated: some minutes of processor time.
  static let mostRequests = 100_000_000.0
  /// Requests a replica that are tried, rising: half an octave apart.
  private static let targets = (0...18).map { (pow2(Double($0) / 2) * 10).rounded() / 10 }

  /// Two to the power of a multiple of one half, by products alone: the same on every machine.
  private static func pow2(_ exponent: Double) -> Double {
    var value = exponent.truncatingRemainder(dividingBy: 1) == 0 ? 1 : 2.0.squareRoot()
    for _ in 0..<Int(exponent) { value *= 2 }
    return value
  }

  private var candidate: PlanCandidate { judge.runner.candidate }

  /// What the day comes to from a row of the table.
  ///
  /// - Throws: ``InputError`` where the day has more requests than are simulated; as ``FleetRunner/trial(_:_:seed:)``.
  func answer(_ row: PlanRow) throws -> DayAnswer {
    let requests = judge.runner.load.figures.requestsPerSecond * 86_400 * curve.mean
    guard requests >= 2, requests <= Self.mostRequests else {
      throw InputError(
        "a day of this load has \(requests) requests, and a plan simulates each",
        remedy: "--day with a load of \(Self.mostRequests / 86_400) req/s or less in the mean, of which the fleet is a multiple")
    }
    let count = Int(requests.rounded())
    let search = LayoutSearch(judge: judge, limits: limits)
    func fewest(at factor: Double) throws -> Int? {
      // A rate of nothing needs no replica, and one is always there.
      if factor < 1e-3 { return 1 + limits.survived }
      let start = PlanFleet([max(1, Int((Double(row.fleet.total) * factor).rounded(.up)))])
      guard case .holds(let found) = try search.outcome(rate: factor, start: start) else { return nil }
      return found.fleet.total
    }
    let factors = curve.factors
    guard let most = try fewest(at: factors.max() ?? 1), let least = try fewest(at: factors.min() ?? 1) else {
      return DayAnswer(candidate: candidate, curve: curve, requests: count, fixed: nil, following: nil)
    }
    let fixed = try day(most, least: most, target: nil, requests: count)
    var (best, low, high) = (DayAnswer.Fleet?.none, 0, Self.targets.count)
    while low < high, least < most {
      let middle = (low + high) / 2
      if let fleet = try day(most, least: least, target: Self.targets[middle], requests: count) {
        best = fleet
        low = middle + 1
      } else {
        high = middle
      }
    }
    return DayAnswer(candidate: candidate, curve: curve, requests: count, fixed: fixed, following: best)
  }

  /// A day of a fleet; nil where it does not hold the objective.
  private func day(_ most: Int, least: Int, target: Double?, requests: Int) throws -> DayAnswer.Fleet? {
    // Of the layout's assignments only the last has the number of replicas.
    var own = Array(candidate.layout.assignments(of: PlanFleet([most]), own: candidate.layout.accelerator).suffix(1))
    own += ["workload.day=\(curve)"] + length(requests)
    if let target { own.append("scaling={policy: target_requests, requests_per_replica: \(target), minimum: \(least)}") }
    let scenario = try candidate.prepared.scenario.changing(own)
    let prepared = try PreparedScenario(scenario, assignments: candidate.prepared.assignments + own)
    let asked = ObjectiveTally.asked(of: judge.runner.objective)
    let allowance = asked.map { Int(((1 - $0) * Double(requests)).rounded(.down)) }
    let tally = ObjectiveTally(judge.runner.objective, warmUp: scenario.run.warmUp, allowance: allowance)
    let seed = judge.seeds[0]
    let source = PlanSource(
      try scenario.workload.makeSource(seed: seed), horizon: .never, tally: tally, progress: judge.runner.progress.study)
    var options = scenario.options(seed: seed)
    options.promptBlockTokens = prepared.workload.blockTokens
    options.horizon = .never
    guard let outcome = try run(prepared.cluster, source, options, tally, prepared), !tally.isHopeless else { return nil }
    judge.runner.progress.addRun()
    let measured = max(1, source.measured)
    let shares = tally.broken.map { 1 - Double($0 + measured - tally.finished - tally.rejected) / Double(measured) }
    let nearest = asked.indices.min { shares[$0] - asked[$0] < shares[$1] - asked[$1] } ?? 0
    if shares[nearest] < asked[nearest] { return nil }
    // The last answers of the day fall into the next one, and a day is paid for as 24 hours.
    let on = outcome.replicas.reduce(0) { $0 + $1.onTime.seconds } / max(1, outcome.end.seconds) * 24
    return DayAnswer.Fleet(
      replicas: most, fewest: least, requestsPerReplica: target, share: shares[nearest], replicaHours: on,
      dollars: on * candidate.dollarsPerHour(of: PlanFleet([1])), assignments: prepared.assignments)
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
