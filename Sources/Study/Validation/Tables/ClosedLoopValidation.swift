import Kernel
import Metrics
import Serving
import Workload

/// Simulates points that were measured at a fixed number of requests in flight, of which only means are known.
struct ClosedLoopValidation {
  let points: [ClosedLoopPoint]
  /// Rows of the table that are no points.
  let leftOut: LeftOut
  let title: String
  let file: String
  let options: ValidationOptions

  /// Requests for each place in flight, which all start at once. All count, as with the load generators that measured.
  private static let waves = 10

  /// The requests of a point, of the lengths that its load generator draws.
  func arrivals(of point: ClosedLoopPoint) -> [Arrival] {
    var random = RandomStream(seed: options.seed, name: "lengths")
    func drawn(_ tokens: Int) -> Int {
      let least = max(1, Int(Double(tokens) * point.leastShare))
      return least + random.integer(below: tokens - least + 1)
    }
    return (0..<Self.waves * point.concurrency).map { _ in
      Arrival(time: .start, promptTokens: drawn(point.promptTokens), outputTokens: drawn(point.outputTokens))
    }
  }

  /// The report.
  ///
  /// - Throws: ``InputError`` where a point cannot be simulated, and what a simulation throws.
  func report() throws -> ValidationReport {
    var groups: [ValidationReport.Group] = []
    var leftOut = leftOut
    var (stored, calibrations) = ([Int64](), [String]())
    for (index, point) in points.enumerated() {
      options.say("simulating point \(index + 1) of \(points.count)")
      let prepared: PreparedScenario
      do {
        prepared = try ServerScenario.prepared(point.settings, name: point.name, file: file, assignments: options.assignments)
      } catch let error as InputError {
        // A point that the simulated memory has no room for is told and left out; the rest still counts.
        leftOut.add(point.name, error)
        continue
      }
      if let fault = PhysicalCheck(prepared).fault(point.work) {
        leftOut.add("\(point.name): \(fault.share)", fault.reason)
        continue
      }
      if !calibrations.contains(prepared.calibration) { calibrations.append(prepared.calibration) }
      let load = ReplayLoad(
        arrivals(of: point), concurrency: point.concurrency,
        words: "\(point.concurrency) requests in flight, \(point.promptTokens) prompt and \(point.outputTokens) output tokens")
      let run = try LoadReplay(prepared: prepared, load: load, options: options).simulate()
      if let number = run.storedRun { stored.append(number) }
      let statistics = RecordStatistics(run.records)
      let figures = [("TPOT mean", point.tpotMilliseconds), ("TTFT mean", point.ttftMilliseconds)].compactMap { name, measured in
        statistics.value(name).map { ValidationFigure(name, measured: measured, simulated: $0) }
      }
      groups.append(
        .init(
          point.name, family: point.family, figures: figures,
          subject: .init(prepared, load: "in flight", source: Validation.name(file))))
    }
    return ValidationReport(
      title: title,
      facts: [
        ("Points", "\(groups.count) of \(groups.count + leftOut.count), \(Self.waves) waves each"),
        ("Calibration", calibrations.joined(separator: ", ")),
      ], groups: groups, assumptions: ClosedLoopPoint.assumptions, leftOut: leftOut, storedSimulations: stored)
  }
}
