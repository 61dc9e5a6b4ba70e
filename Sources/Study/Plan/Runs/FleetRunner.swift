import Kernel
import Metrics
import Record
import Scenario
import Serving
import Store
import Workload

/// Runs fleets of one layout: the prepared cluster with other numbers of replicas, at a multiple of the rate, with or without a replica
/// that dies. A run is that of the scenario with these values (`windtunnel run` gives the same digest), without its statistics.
package struct FleetRunner: Sendable {
  /// What a run is to be beside its fleet.
  package struct Conditions: Sendable {
    /// The rate over the rate asked for.
    package var rate: Double
    /// Replicas that die.
    package var death: FleetDeath?
    /// Whether the run ends as soon as its objective is out of reach by far.
    package var isCutShort: Bool
    /// Whether requests come one at a time, each when the one before it has ended.
    package var isAlone: Bool

    /// Conditions; by default the load as asked for, on replicas that live, cut short where it is hopeless.
    package init(rate: Double = 1, death: FleetDeath? = nil, isCutShort: Bool = true, isAlone: Bool = false) {
      self.rate = rate
      self.death = death
      self.isCutShort = isCutShort
      self.isAlone = isAlone
    }
  }

  package let candidate: PlanCandidate
  let load: PlanLoad
  let objective: Objective
  let progress: PlanProgress
  /// Runs that were made already, in this plan or in one that is stored.
  let shelf: TrialShelf

  /// A run is cut short when the share of broken promises is this much, or twice what was allowed if that is more, beyond it: so far
  /// that no chance makes up for it, and a mean of several such runs fails the test without more seeds.
  private static let hopelessMargin = 0.04

  /// Simulated time ends after 106 days.
  static let longestSeconds = 100 * 86_400.0

  /// One run, or what is known of it from before.
  ///
  /// - Throws: ``InputError`` from the load, ``FailedRun`` for a broken invariant, ``Interrupted`` where the work is stopped, and
  ///   ``RunMissing`` where nothing may be run.
  package func trial(_ fleet: PlanFleet, _ conditions: Conditions, seed: UInt64) throws -> PlanTrial {
    let hash = candidate.prepared.scenario.hash
    let key = StoredTrial.Key(
      replicas: fleet.replicas, rateFactor: conditions.rate, dyingPool: conditions.death?.pool,
      deadReplicas: conditions.death?.replicas ?? 0, deathPicoseconds: conditions.death?.time.picoseconds ?? 0, isAlone: conditions.isAlone,
      mayBeCut: conditions.isCutShort, seed: seed)
    if let known = shelf.trial(of: hash, key) { return known }
    if shelf.isClosed { throw RunMissing(what: "\(candidate.name(of: fleet)) at \(conditions.rate) times the rate, seed \(seed)") }
    let trial = try run(fleet, conditions, seed: seed)
    shelf.add(trial, of: hash, key)
    return trial
  }

  private func run(_ fleet: PlanFleet, _ conditions: Conditions, seed: UInt64) throws -> PlanTrial {
    let scenario = candidate.prepared.scenario
    let rate = try RateFactor(conditions.rate)
    // Before the requests are counted: a seed that nobody asked for yet is read here.
    let arrivals = try load.source(seed: seed, rate: rate)
    let tally = ObjectiveTally(
      objective, warmUp: conditions.isAlone ? .none : scenario.run.warmUp,
      allowance: allowance(conditions, requests: load.requests(seed: seed)))
    let horizon = conditions.isAlone ? Instant.never : scenario.run.horizon.map { Instant($0) } ?? .never
    let source = PlanSource(arrivals, horizon: horizon, tally: tally, progress: progress.study)
    var options = scenario.options(seed: seed)
    options.promptBlockTokens = candidate.prepared.workload.blockTokens
    // One bin, which ends with the last arrival: what is drawn afterwards is not the steady state's.
    let last = load.lastArrival(seed: seed).map { Duration(seconds: min(Self.longestSeconds, max(1e-6, $0.seconds / conditions.rate))) }
    options.seriesBin = conditions.isAlone ? nil : last
    if conditions.isAlone { (options.concurrency, options.horizon) = (1, .never) }
    let outcome = try simulate(cluster(fleet, conditions), source, options, tally, fleet, conditions)
    progress.addRun()
    return Self.trial(of: outcome, seed: seed, tally: tally, source: source, all: load.requests(seed: seed))
  }

  private func simulate(
    _ cluster: ClusterConfiguration, _ source: PlanSource, _ options: SimulationOptions, _ tally: ObjectiveTally, _ fleet: PlanFleet,
    _ conditions: Conditions
  ) throws -> RunOutcome? {
    do {
      var simulation = try Simulation(cluster: cluster, source: source, options: options, observer: tally)
      return try simulation.run()
    } catch is PlanSource.Hopeless {
      return nil
    } catch let broken as BrokenInvariant {
      throw FailedRun(
        file: candidate.prepared.scenario.file, assignments: assignments(fleet, rate: conditions.rate), seed: options.seed,
        invariant: broken)
    }
  }

  /// What is laid over the scenario's file to have such a fleet at a multiple of the rate, which may be scaled already.
  package func assignments(_ fleet: PlanFleet, rate: Double) -> [String] {
    let prepared = candidate.prepared
    let replicas = candidate.assignments(of: fleet).suffix(1)
    if rate == 1 { return prepared.assignments + replicas }
    var factor = rate
    for case .scaleRate(let own) in prepared.scenario.workload.transforms { factor *= own.value }
    return prepared.assignments + replicas + ["workload.rate_scale=\(factor)"]
  }

  private func cluster(_ fleet: PlanFleet, _ conditions: Conditions) -> ClusterConfiguration {
    var cluster = candidate.prepared.cluster
    for pool in cluster.pools.indices { cluster.pools[pool].replicas = fleet.replicas[pool] }
    if let death = conditions.death { cluster.failures.faults.append(death.fault(of: fleet)) }
    return cluster
  }

  /// Requests that may break each demand before a run of so many is cut short; nil where it is not: where it is not known how many
  /// of them count.
  private func allowance(_ conditions: Conditions, requests: Int?) -> [Int]? {
    let run = candidate.prepared.scenario.run
    guard conditions.isCutShort, let requests, run.horizon == nil, run.warmUp == .none else { return nil }
    return Self.allowance(objective, requests: requests)
  }

  /// Requests of so many that may break each demand before a run is cut short.
  static func allowance(_ objective: Objective, requests: Int) -> [Int] {
    ObjectiveTally.asked(of: objective).map { asked in
      Int((Double(requests) * min(1, (1 - asked) + max(hopelessMargin, 1 - asked))).rounded(.up))
    }
  }

  static func trial(of outcome: RunOutcome?, seed: UInt64, tally: ObjectiveTally, source: PlanSource, all: Int?) -> PlanTrial {
    let isCut = outcome == nil || tally.isHopeless
    // Of a run that was cut short all requests count, and those that were not heard of as kept.
    let requests = isCut ? all ?? source.measured : source.measured
    let unfinished = isCut ? 0 : requests - tally.finished - tally.rejected
    // Where the last arrival was not known beforehand the load is so long that its tail hardly counts.
    let whole = outcome.map { run in (joules: run.replicas.reduce(0) { $0 + $1.joules }, tokens: run.outputTokens) }
    let steady = (tally.untilLastArrival ?? whole).flatMap { $0.tokens > 0 ? $0.joules / Double($0.tokens) : nil }
    return PlanTrial(
      seed: seed, requests: requests, met: tally.broken.map { requests - $0 - unfinished }, exceeded: tally.exceeded,
      rejected: tally.rejected, unfinished: unfinished, isCut: isCut, joulesPerOutputToken: isCut ? nil : steady,
      digest: isCut ? nil : outcome?.digest, p99Picoseconds: isCut ? nil : tally.p99Picoseconds)
  }
}
