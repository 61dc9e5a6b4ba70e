import Kernel
import Metrics
import Record
import Serving
import Workload

/// Simulates measured experiments of which only the rates and the summaries are known.
struct StagedExperimentValidation {
  let experiments: [StagedExperiment]
  /// Experiments of the table that cannot be simulated.
  let leftOut: LeftOut
  let title: String
  let file: String
  let options: ValidationOptions

  /// Prompts that the load generator went round, so that all but the first of each find their prefix in the cache.
  private static let distinctPrompts = 100

  /// The report.
  ///
  /// - Throws: ``InputError`` where an experiment cannot be simulated, and what a simulation throws.
  func report() throws -> ValidationReport {
    var groups: [ValidationReport.Group] = []
    var stored: [Int64] = []
    var calibrations: [String] = []
    var leftOut = leftOut
    for (index, experiment) in experiments.enumerated() {
      options.say("simulating experiment \(index + 1) of \(experiments.count)")
      let prepared = try ServerScenario.prepared(
        experiment.settings, name: experiment.name, file: file, assignments: options.assignments)
      // Prompts come from the cache here, so that arithmetic proves nothing.
      let gap = experiment.figures.flatMap(\.values).filter { $0.name == "ITL mean" }.map(\.value).min()
      if let fault = PhysicalCheck(prepared).fault(.init(iterationSeconds: gap.map { $0 / 1000 })) {
        leftOut.add("\(experiment.name): \(fault.share)", fault.reason)
        continue
      }
      if !calibrations.contains(prepared.calibration) { calibrations.append(prepared.calibration) }
      let load = ReplayLoad(
        arrivals(of: experiment, seed: options.seed), blockTokens: experiment.settings.blockTokens,
        words: "experiment \(experiment.name): Poisson arrivals, "
          + experiment.stages.map { "\($0.requestsPerSecond)/s for \($0.seconds) s" }.joined(separator: ", then "))
      let run = try LoadReplay(prepared: prepared, load: load, options: options).simulate()
      if let number = run.storedRun { stored.append(number) }
      let subject = ValidationReport.Subject(prepared, load: "stages of rates", source: Validation.name(file))
      groups += experiment.figures.map { group(experiment, $0, run.records, subject) }
    }
    return ValidationReport(
      title: title,
      facts: [
        ("Experiments", "\(experiments.count + self.leftOut.count - leftOut.count), arrivals drawn with seed \(options.seed)"),
        ("Calibration", calibrations.joined(separator: ", ")),
      ], groups: groups, assumptions: StagedExperiment.assumptions, leftOut: leftOut, storedSimulations: stored)
  }

  private func group(
    _ experiment: StagedExperiment, _ measured: StagedExperiment.Figures, _ records: [RequestRecord], _ subject: ValidationReport.Subject
  ) -> ValidationReport.Group {
    let own = measured.stage.map { stage in
      let first = experiment.stages.prefix(stage).reduce(0) { $0 + $1.requests }
      return records.filter { (first..<first + experiment.stages[stage].requests).contains($0.request) }
    }
    let simulated = RecordStatistics(own ?? records)
    let figures = measured.values.compactMap { name, value in
      simulated.value(name).map { ValidationFigure(name, measured: value, simulated: $0) }
    }
    let name = measured.stage.map { "\(experiment.name), stage \($0)" } ?? experiment.name
    return .init(name, family: experiment.settings.model, figures: figures, isCounted: measured.stage == nil, subject: subject)
  }

  /// Poisson arrivals: given how many come in a stage, their times are independent and uniform over it.
  func arrivals(of experiment: StagedExperiment, seed: UInt64) -> [Arrival] {
    var arrivals: [Arrival] = []
    var start = Duration.zero
    let blocks = experiment.promptTokens / experiment.settings.blockTokens
    for (index, stage) in experiment.stages.enumerated() {
      var stream = RandomStream(seed: seed, name: "arrivals", substream: UInt64(index))
      let times = (0..<stage.requests).map { _ in stream.uniform() * stage.seconds }.sorted()
      for time in times {
        let text = UInt64(arrivals.count % Self.distinctPrompts)
        let identities = (0..<UInt64(blocks)).map { text << 32 | $0 }
        arrivals.append(
          Arrival(
            time: Instant(start + Duration(seconds: time)), promptTokens: experiment.promptTokens,
            outputTokens: experiment.outputTokens, blockHashes: identities))
      }
      start += Duration(seconds: stage.seconds)
    }
    return arrivals
  }
}
