import Foundation
import Hardware
import Kernel
import Record
import Scenario

/// Fits what is a property of one installation on benchmarks of it: what its host, its front end and its link take, and by what factor a
/// class of operators differs from the profile of its accelerator.
public struct ServerFit {
  private let measurements: FitMeasurements
  private let options: ValidationOptions
  private let fit: FitOptions
  private let paths: [String]
  private var problem: FitProblem

  /// Fits on the records at `paths`, each in a form that ``Validation/report(against:options:backend:)-([String],_,_)`` takes; `date` is
  /// that of the profile.
  ///
  /// - Throws: ``InputError`` for records that cannot be used, are of several servers, or do not tell apart what is asked for by name;
  ///   ``FailedRun``, ``Interrupted``.
  public static func report(against paths: [String], options: ValidationOptions, fit: FitOptions = FitOptions(), date: String) throws
    -> FitReport
  {
    try ServerFit(paths, options, fit).report(date: date)
  }

  private init(_ paths: [String], _ options: ValidationOptions, _ fit: FitOptions) throws {
    measurements = try FitMeasurements(paths, options: options, backend: fit.backend, only: fit.only)
    (self.options, self.fit, self.paths) = (options, fit, paths)
    problem = FitProblem(runs: measurements.runs, loads: measurements.loads)
  }

  /// The server that the fit is of; all runs have its model and accelerator.
  private var server: FitServer { measurements.runs[0].server }

  private func report(date: String) throws -> FitReport {
    let start = server.values
    var problem = problem
    options.say("simulating \(problem.runs.count) runs")
    try problem.weigh(at: start)
    let before = try problem.residuals(start)
    let parameters = try wanted()
    options.say("looking for what \(before.count) figures tell apart")
    let columns = try problem.columns(parameters, at: start, before)
    var distinction = FitDistinction(Array(zip(parameters, columns)))
    var refusals = distinction.refused
    if fit.parameters != nil, !refusals.isEmpty { throw try untold(refusals, distinction.chosen, Array(zip(parameters, columns))) }
    if distinction.chosen.isEmpty { throw nothing() }
    var solution = try solve(problem, distinction.chosen, from: start)
    // Near the measured figures queues answer otherwise than where the fit began.
    try problem.weigh(at: solution.values)
    solution = try solve(problem, solution.parameters, from: solution.values)
    while true {
      distinction = FitDistinction(Array(zip(solution.parameters, solution.columns)))
      if fit.parameters != nil, !distinction.refused.isEmpty {
        throw try untold(refusals + distinction.refused, distinction.chosen, Array(zip(parameters, columns)))
      }
      var (kept, dropped) = (distinction.chosen, distinction.refused)
      if fit.parameters == nil, dropped.isEmpty, let widest = solution.tooWide {
        kept.removeAll { $0 == widest }
        dropped = [.init(parameter: widest, partners: [])]
      }
      if dropped.isEmpty { break }
      refusals += dropped
      if kept.isEmpty { throw nothing() }
      solution = try solve(problem, kept, from: start)
    }
    let proposal = try refusals.isEmpty ? nil : FitProposal(server, parameters, at: solution.values)
    let told = sentences(refusals, solution.parameters, Array(zip(parameters, columns)), proposal)
    let standIns = solution.parameters.compactMap { one -> (parameter: FitParameter, others: [FitParameter])? in
      let others = refusals.filter { $0.partners.contains(one) }.map(\.parameter)
      return others.isEmpty ? nil : (one, others)
    }
    return try report(problem, solution, start: start, refused: told, standIns, date: date)
  }

  private func solve(_ problem: FitProblem, _ parameters: [FitParameter], from start: FitValues) throws -> FitSolution {
    if options.progress.isStopped { throw Interrupted() }
    options.say("fitting \(parameters.map(\.name).joined(separator: ", "))")
    return try FitSolution(problem, parameters, from: start)
  }

  // MARK: What is fitted

  /// What is asked for, or all that one of the servers has.
  private func wanted() throws(InputError) -> [FitParameter] {
    let there = FitParameter.allCases.filter { one in measurements.runs.contains { $0.server.parameters.contains(one) } }
    guard let asked = fit.parameters else { return there }
    if let missing = asked.first(where: { !there.contains($0) }) {
      throw InputError(
        "'\(missing.name)' is nothing that the server of these runs has", file: paths.first,
        remedy: "it has \(there.map(\.name).joined(separator: ", "))")
    }
    return asked.sorted()
  }

  private func nothing() -> InputError {
    InputError(
      "no figure of the runs depends on anything that can be fitted", file: paths.first,
      remedy: "runs with first tokens, of more requests or at another load")
  }

  private typealias Columns = [(parameter: FitParameter, column: [Double])]

  /// The refusal of what was asked for by name.
  private func untold(_ refusals: [FitDistinction.Refusal], _ chosen: [FitParameter], _ columns: [(FitParameter, [Double])]) throws
    -> InputError
  {
    let proposal = try FitProposal(server, columns.map(\.0), at: server.values)
    return InputError(
      sentences(refusals, chosen, columns, proposal).map { String($0.dropLast()) }.joined(separator: "; "), file: paths.first,
      remedy: "leave one of them out of --parameters, or add such a run")
  }

  /// Refusals as sentences, each with the benchmark that would help.
  private func sentences(
    _ refusals: [FitDistinction.Refusal], _ chosen: [FitParameter], _ columns: [(FitParameter, [Double])], _ proposal: FitProposal?
  ) -> [String] {
    refusals.map { refusal in
      let name = refusal.parameter.name
      let there: Columns = columns.map { (parameter: $0.0, column: $0.1) }
      let run = proposal?.telling(refusal.parameter, from: chosen, there)
      let help = run.map { "a run of \($0) would tell" } ?? "no run of equal requests would tell"
      if refusal.partners.isEmpty { return "\(name): the figures hardly depend on it, or are too few; \(help)." }
      let partners = refusal.partners.map(\.name).joined(separator: " and ")
      return "\(name): it moves the same figures as \(partners), which the runs do not tell apart from it; \(help)."
    }
  }

  // MARK: Report

  private func report(
    _ problem: FitProblem, _ solution: FitSolution, start: FitValues, refused: [String],
    _ standIns: [(parameter: FitParameter, others: [FitParameter])], date: String
  ) throws -> FitReport {
    let halves = solution.halfIntervals
    let figures = solution.parameters.enumerated().map { index, parameter in
      let value = solution.values[parameter]
      let half = halves?[index] ?? 0
      return FitReport.Figure(
        parameter: parameter, before: start.figure(parameter), value: solution.values.figure(parameter),
        low: parameter.figure(max(parameter.bounds.lowerBound, value - half)), high: parameter.figure(value + half))
    }
    let uncertain = { (residuals: [Double]) in (FitSolution.squares(residuals) / Double(max(1, residuals.count))).squareRoot() }
    let assignments = figures.filter { $0.parameter.operatorClass == nil }
      .map { "engine.\($0.parameter.name)=\(FixedDecimal.text($0.value * 1e6, digits: 3)) us" }
    return FitReport(
      title: paths.count == 1 ? Validation.name(paths[0]) : "\(paths.count) records", facts: facts(), figures: figures, standIns: standIns,
      refused: refused,
      before: uncertain(try problem.residuals(start)), after: uncertain(solution.residuals), observations: solution.residuals.count,
      folds: try FitFolds(problem, solution, start: start).folds(), assumptions: measurements.assumptions, leftOut: measurements.leftOut,
      profile: profile(solution, figures, refused, date: date), assignments: assignments, scenario: server.prepared.scenario,
      workload: options.scenario == nil ? workload : nil)
  }

  private func facts() -> [(heading: String, text: String)] {
    let deployment = server.prepared.deployments.first?.deployment
    let layouts = measurements.runs.reduce(into: [Int]()) { counts, run in
      let count = run.server.prepared.deployments.first?.deployment.accelerators ?? 1
      if !counts.contains(count) { counts.append(count) }
    }
    let counts = layouts.sorted().map(String.init).joined(separator: " and ")
    let requests = measurements.runs.reduce(0) { $0 + $1.arrivals.count }
    return [
      ("Server", "\(deployment?.model.name ?? "") on \(counts) x \(deployment?.accelerator.id ?? ""), \(engine)"),
      ("Runs", "\(measurements.runs.count), \(measurements.loads.count) loads, \(requests) requests"),
      ("Calibration", server.prepared.calibration),
    ]
  }

  /// As many requests as the run with the most has, of its mean lengths, at its rate or so many in flight.
  private var workload: String? {
    guard let run = measurements.runs.max(by: { $0.arrivals.count < $1.arrivals.count }), !run.arrivals.isEmpty else { return nil }
    let count = Double(run.arrivals.count)
    let prompt = Int((run.arrivals.reduce(0) { $0 + Double($1.promptTokens) } / count).rounded())
    let output = Int((run.arrivals.reduce(0) { $0 + Double($1.outputTokens) } / count).rounded())
    let span = (run.arrivals.map(\.time).max() ?? .start) - (run.arrivals.map(\.time).min() ?? .start)
    let load =
      run.concurrency.map { "arrivals: at_once, concurrency: \($0)" }
      ?? (span > .zero
        ? "arrivals: {process: poisson, rate: \(FixedDecimal.text(count / span.seconds, digits: 3)) req/s}" : "arrivals: at_once")
    return "workload={prompt: \(prompt), output: \(output), \(load), requests: \(run.arrivals.count)}"
  }

  /// The preset of the server's engine.
  private var engine: String { server.prepared.scenario.pools.first?.engine ?? "" }

  private func profile(_ solution: FitSolution, _ figures: [FitReport.Figure], _ refused: [String], date: String) -> CalibrationProfile? {
    guard let deployment = server.prepared.deployments.first?.deployment, let own = deployment.options.profile else { return nil }
    var profile = FitServer.scaled(own, solution.values)
    profile.id = fit.name ?? "\(own.id)-\(deployment.model.name)-fitted"
    profile.date = date
    profile.installation = InstallationFit(
      model: deployment.model.name, engine: engine, base: server.prepared.calibration,
      figures: figures.map {
        .init(
          name: $0.parameter.name, unit: $0.parameter.operatorClass == nil ? "s" : "factor", value: $0.value, low: $0.low, high: $0.high,
          before: $0.before)
      }, refused: refused, sources: measurements.sources)
    return profile
  }
}
