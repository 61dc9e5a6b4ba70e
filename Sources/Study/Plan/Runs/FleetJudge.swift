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

  /// A look with the first seeds and no more, for figures that are read off a curve.
  ///
  /// - Throws: as ``FleetRunner/trial(_:_:seed:)``.
  package func measure(_ fleet: PlanFleet, _ conditions: FleetRunner.Conditions = .init()) throws -> FleetFinding {
    finding(fleet, conditions, try seeds.prefix(test.looks[0]).map { try runner.trial(fleet, conditions, seed: $0) })
  }

  private func finding(_ fleet: PlanFleet, _ conditions: FleetRunner.Conditions, _ trials: [PlanTrial]) -> FleetFinding {
    FleetFinding(fleet, rate: conditions.rate, trials: trials, test: test, objective: runner.objective)
  }
}
