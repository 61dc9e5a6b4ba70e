import Kernel
import Metrics
import Record
import Scenario

/// Answers the questions of a published result and lays its figures beside the answers.
public struct Reproduction {
  private let result: PublishedResult
  private let options: ReproductionOptions

  /// A reproduction of `result`.
  public init(_ result: PublishedResult, options: ReproductionOptions) {
    self.result = result
    self.options = options
  }

  /// What came of it. Runs that several quantities ask for are made once.
  ///
  /// - Throws: ``InputError`` where a scenario cannot be simulated, and what ``Study/run()`` throws.
  public func report() throws -> ReproductionReport {
    var answers = Answers()
    try answerSteps(&answers)
    try answerRuns(&answers)
    try answerCapacities(&answers)
    let figures = result.figures.map { figure in
      guard case .formulas(let formulas) = figure.answer else { return ReproducedFigure(figure, simulated: []) }
      return ReproducedFigure(figure, simulated: formulas.map { $0.value { answers.values[$0] } })
    }
    return ReproductionReport(
      result: result, figures: figures,
      quantities: result.quantities.map {
        AnsweredQuantity(name: $0.name, unit: $0.unit, value: answers.values[$0.name], limits: answers.limits[$0.name] ?? [])
      },
      notes: answers.notes, storedRuns: answers.storedRuns.sorted())
  }

  /// What is known so far; looked up by name and never gone through.
  private struct Answers {
    var values: [String: Double] = [:]
    var limits: [String: [CapacityFinding]] = [:]
    var notes: [String] = []
    var storedRuns: [Int64] = []
  }

  private func answerSteps(_ answers: inout Answers) throws {
    for quantity in result.quantities {
      guard case .step(let step) = quantity.question else { continue }
      answers.values[quantity.name] = try step.milliseconds(on: quantity.scenario)
    }
  }

  // MARK: Runs

  private func answerRuns(_ answers: inout Answers) throws {
    var scenarios: [PreparedScenario] = []
    var asked: [(quantity: PublishedQuantity, scenario: Int)] = []
    var needsTokens = false
    let cache = DeploymentCache()
    for quantity in result.quantities {
      switch quantity.question {
      case .run: break
      case .effective: needsTokens = true
      case .step, .capacity: continue
      }
      // The name of a scenario tells the quantity, so that resolved texts always differ: what counts is what they run.
      let known = scenarios.firstIndex { Scenario.differences(between: $0.scenario, and: quantity.scenario).isEmpty }
      if known == nil { scenarios.append(try PreparedScenario(quantity.scenario, sharing: cache)) }
      asked.append((quantity, known ?? scenarios.count - 1))
    }
    if scenarios.isEmpty { return }
    options.say("\(result.name): \(scenarios.count) scenarios")
    let runs = try ObservedRuns.carryOut(
      scenarios, options: options.study, progress: options.progress, keepsRecords: false, keepsTokens: needsTokens)
    for (quantity, scenario) in asked { answers.values[quantity.name] = answer(quantity, runs[scenario], &answers.notes) }
    answers.storedRuns += runs.flatMap { $0.replications.runs.compactMap(\.storedRun) }
    noteLosses(asked.map { ($0.quantity.name, runs[$0.scenario]) }, &answers.notes)
  }

  private func answer(_ quantity: PublishedQuantity, _ runs: ObservedRuns, _ notes: inout [String]) -> Double? {
    switch quantity.question {
    case .run(let figure): return figure.value(in: runs.replications)
    case .effective(let pace, let figure):
      let tally = runs.paceKept(pace)
      if tally.unresolved > 0 {
        notes.append("\(quantity.name): \(tally.unresolved) requests were preempted and count as too slow.")
      }
      guard figure == .throughput else { return 1 - tally.share }
      return runs.replications.mean(of: Measure(.requestThroughput)).map { $0 * tally.share }
    case .step, .capacity: return nil
    }
  }

  /// Requests that were turned away or never ended, which the latencies do not tell of.
  private func noteLosses(_ asked: [(name: String, runs: ObservedRuns)], _ notes: inout [String]) {
    for (name, runs) in asked where !runs.isComplete {
      let lost = runs.replications.total { $0.counts.arrived - $0.counts.finished }
      notes.append("\(name): \(lost) of \(runs.replications.total { $0.counts.arrived }) requests were turned away or did not end.")
    }
  }

  // MARK: Searches

  private func answerCapacities(_ answers: inout Answers) throws {
    for quantity in result.quantities {
      guard case .capacity(let question) = quantity.question else { continue }
      options.say("\(result.name): searching for \(quantity.name)")
      let search = try CapacitySearch(question, of: quantity.scenario, options: options.study, progress: options.progress)
      let found = try search.run(options: options.study, progress: options.progress)
      answers.values[quantity.name] = found.capacity
      answers.limits[quantity.name] = found.limiting
      answers.storedRuns += found.probes.flatMap(\.storedRuns)
      if found.capacity == nil {
        answers.notes.append("\(quantity.name): no probe of \(found.probes.count) met the conditions.")
      } else if !found.edge.isNarrow {
        answers.notes.append("\(quantity.name): the search ran out of probes before its bracket was narrow.")
      }
    }
  }
}

extension RunFigure {
  /// The figure of the runs of a scenario, the mean over its seeds; nil where a run cannot tell it.
  func value(in replications: Replications) -> Double? {
    func mean(_ value: (RunSummary) -> Double) -> Double {
      replications.runs.reduce(0) { $0 + value($1.summary) } / Double(replications.runs.count)
    }
    switch self {
    case .metric(let metric, let statistic): return replications.mean(of: Measure(metric, statistic))
    case .makespan: return mean { $0.end.seconds }
    case .cachedShare: return mean { $0.promptTokens == 0 ? 0 : Double($0.cachedTokens) / Double($0.promptTokens) }
    case .preemptions: return mean { Double($0.preemptions) }
    case .rejectedShare: return mean { $0.counts.arrived == 0 ? 0 : Double($0.counts.rejectedTotal) / Double($0.counts.arrived) }
    case .tokensPerStep: return mean { Self.tokensPerStep(of: $0.replicas) }
    }
  }

  private static func tokensPerStep(of replicas: [ReplicaOutcome]) -> Double {
    let accepted = replicas.reduce(0) { $0 + Double($1.acceptedTokens) }
    // A step gives a sequence one token, and those drafted that were right.
    let steps = replicas.reduce(0) { $0 + Double($1.decodeTokens) + Double($1.wastedTokens) } - accepted
    return steps > 0 ? (steps + accepted) / steps : 0
  }
}
