import Kernel
import Metrics

/// Says of fleets of one layout whether they hold the objective: runs them, and adds seeds where it is close.
package struct FleetJudge: Sendable {
  /// Who runs the fleets.
  package let runner: FleetRunner
  /// The test of the verdicts.
  package let test: AttainmentTest
  /// As many seeds as the last look of the test takes, in the order in which they are added.
  package let seeds: [UInt64]

  /// A verdict, by the test; seeds are added until there is one, or until they are at an end.
  ///
  /// - Throws: as ``FleetRunner/trial(_:_:seed:)``.
  package func judge(_ fleet: PlanFleet, _ conditions: FleetRunner.Conditions = .init()) throws -> FleetFinding {
    var trials: [PlanTrial] = []
    for look in test.looks {
      for seed in seeds[trials.count..<look] { trials.append(try runner.trial(fleet, conditions, seed: seed)) }
      if test.finding(trials) != .undecided { break }
    }
    return finding(fleet, conditions, trials)
  }

  /// The same judge of another layout's fleets: the same load, test and seeds.
  func judging(_ candidate: PlanCandidate) -> FleetJudge {
    let other = FleetRunner(
      candidate: candidate, load: runner.load, objective: runner.objective, progress: runner.progress, shelf: runner.shelf)
    return FleetJudge(runner: other, test: test, seeds: seeds)
  }

  /// Whether the share of the first seed reaches what was asked: no verdict, and all that it takes where only a failure counts.
  ///
  /// - Throws: as ``FleetRunner/trial(_:_:seed:)``.
  func firstReaches(_ fleet: PlanFleet, _ conditions: FleetRunner.Conditions) throws -> Bool {
    finding(fleet, conditions, [try runner.trial(fleet, conditions, seed: seeds[0])]).reaches(test)
  }

  /// A look with the first seeds and no more, for figures that are read off a curve.
  ///
  /// - Throws: as ``FleetRunner/trial(_:_:seed:)``.
  package func measure(_ fleet: PlanFleet, _ conditions: FleetRunner.Conditions = .init()) throws -> FleetFinding {
    finding(fleet, conditions, try seeds.prefix(test.looks[0]).map { try runner.trial(fleet, conditions, seed: $0) })
  }

  /// Watts that a fleet draws at a multiple of the rate with all its replicas alive; nil where electricity is in the price.
  ///
  /// - Throws: as ``FleetRunner/trial(_:_:seed:)``.
  func wattsAlive(_ fleet: PlanFleet, rate: Double = 1) throws -> Double? {
    runner.candidate.paysElectricity ? try measure(fleet, FleetRunner.Conditions(rate: rate)).watts : nil
  }

  /// What a fleet is held against: so many replicas dead of each pool, one pool after the other and at each of the times of
  /// ``PlanLoad/deathTimes``; the load as it is where none die.
  func conditions(rate: Double = 1, dead: [Int]) -> [FleetRunner.Conditions] {
    let deaths = dead.indices.filter { dead[$0] > 0 }.flatMap { pool in
      runner.load.deathTimes.map { FleetDeath(pool: pool, replicas: dead[pool], time: $0) }
    }
    return deaths.isEmpty ? [FleetRunner.Conditions(rate: rate)] : deaths.map { FleetRunner.Conditions(rate: rate, death: $0) }
  }

  /// A look with the first seeds and no more, with so many replicas of each pool dead: the finding with the least share.
  ///
  /// - Throws: as ``FleetRunner/trial(_:_:seed:)``.
  func measureWorst(_ fleet: PlanFleet, rate: Double = 1, dead: [Int], isCutShort: Bool = true) throws -> FleetFinding {
    let findings = try conditions(rate: rate, dead: dead).map { conditions in
      var conditions = conditions
      conditions.isCutShort = isCutShort
      return try measure(fleet, conditions)
    }
    return findings.min { $0.share < $1.share } ?? findings[0]
  }

  private func finding(_ fleet: PlanFleet, _ conditions: FleetRunner.Conditions, _ trials: [PlanTrial]) -> FleetFinding {
    FleetFinding(
      fleet, rate: conditions.rate, outputTokensPerSecond: conditions.rate * runner.load.figures.outputTokensPerSecond, trials: trials,
      test: test, objective: runner.objective)
  }
}
