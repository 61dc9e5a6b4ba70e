import Foundation
import Kernel
import Metrics
import Scenario
import Store

extension Plan {
  /// As many rows as all, where they are written down.
  private static let mostRows = 1_000_000

  /// A stored plan, to be asked again.
  ///
  /// Where nothing may be run it is asked for the program that made it, whose runs the database holds, and its day is left out, whose
  /// runs are not stored. Otherwise it is asked for this program, and what the database lacks is run and stored.
  ///
  /// - Throws: ``InputError`` where the database does not hold the question, or the scenario cannot be read as it was.
  public static func asked(
    _ question: StoredPlanQuestion, in store: ResultStore, threads: Int, program: ProgramIdentity, mayRun: Bool
  ) throws -> Plan {
    guard let terms = question.terms else {
      throw InputError(
        "plan \(question.number) was stored by an earlier version, which did not keep all that was asked", file: store.path,
        remedy: "make it again: windtunnel plan")
    }
    let scenario = try Scenario.read(question.scenario + terms.section, file: terms.file)
    guard scenario.hash == question.scenarioHash else {
      throw InputError(
        "plan \(question.number) was made of a scenario that this version reads in another way", file: store.path,
        remedy: "make it again: windtunnel plan")
    }
    let own = try PlanQuestion(scenario)
    var options = own.options
    options.threads = threads
    options.rowsWithReach = terms.rows
    options.store = store
    options.program = program
    if !mayRun {
      options.program.revision = question.revision
      options.day = nil
      options.mayRun = false
    }
    return try Plan(scenario, space: own.space, costs: own.costs, options: options, assignments: terms.changes)
  }

  /// What there is to say of the question where the plan is stored; `changes` are all that was laid over its file.
  public func terms(changes: [String]) -> StoredPlanQuestion.Terms {
    let file = URL(fileURLWithPath: scenario.file).standardizedFileURL.path
    return StoredPlanQuestion.Terms(
      section: scenario.plan.text, rows: min(options.rowsWithReach, Self.mostRows), file: file, changes: changes)
  }

  /// How fleets of a row's layout fared, of all alive, at every rate that the database has a run of: by replicas, then by rate.
  ///
  /// Of a seed that was run twice, cut short and to its end, the one to its end counts.
  /// - Throws: ``InputError`` where the database cannot be read.
  package func findings(of row: PlanRow, _ result: PlanResult) throws -> [FleetFinding] {
    guard let store = options.store else { return [] }
    let (demands, limits) = (ObjectiveTally.asked(of: objective).count, ObjectiveTally.limitMetrics(of: objective).count)
    let trials = try store.trials(ofLayout: row.candidate.prepared.scenario.hash, revision: options.program.revision)
      .filter { !$0.key.isAlone && $0.key.dyingPool == nil && $0.fits(pools: row.candidate.pools, demands: demands, limits: limits) }
      .sorted { Self.order($0.key).lexicographicallyPrecedes(Self.order($1.key)) }
    var findings: [FleetFinding] = []
    var index = 0
    while index < trials.count {
      let (replicas, rate) = (trials[index].key.replicas, trials[index].key.rateFactor)
      var some: [PlanTrial] = []
      while index < trials.count, trials[index].key.replicas == replicas, trials[index].key.rateFactor == rate {
        let trial = PlanTrial(trials[index])
        if some.last?.seed != trial.seed { some.append(trial) }
        index += 1
      }
      findings.append(
        FleetFinding(
          PlanFleet(replicas), rate: rate, outputTokensPerSecond: rate * result.load.outputTokensPerSecond, trials: some, test: result.test,
          objective: objective))
    }
    return findings
  }

  /// Fleets, rates and seeds in their order; of one seed the run that was not to be cut short comes first.
  private static func order(_ key: StoredTrial.Key) -> [Double] {
    key.replicas.map(Double.init) + [key.rateFactor, Double(key.seed), key.mayBeCut ? 1 : 0]
  }
}
