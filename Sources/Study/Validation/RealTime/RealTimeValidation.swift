import Calibration
import Hardware
import Kernel
import Metrics
import Model
import Serving
import Store
import Workload

/// Holds the simulator against this machine: calibrates the executed core, serves loads with it in real time behind the same
/// policies, simulates the same arrivals with the measured profile, and lays both side by side. Everything is served twice, for no
/// simulation can be nearer to a machine than the machine is to itself.
public struct RealTimeValidation {
  private let plan: RealTimePlan
  private let options: ValidationOptions
  private let clock: ServingClock

  /// A validation by the given clock.
  public init(_ plan: RealTimePlan, options: ValidationOptions, clock: ServingClock) {
    self.plan = plan
    self.options = options
    self.clock = clock
  }

  /// Carries it out. `date` is the day that the profile is to carry.
  ///
  /// - Throws: ``InputError`` for names that are not known, faults of ours as ``BrokenInvariant`` or `BatchFault`, ``Interrupted``.
  public func report(date: String) throws -> ValidationReport {
    try plan.validate()
    for name in plan.schedulers { _ = try SchedulerCatalog.scheduler(named: name) }
    let model = try ModelCatalog.model(named: plan.model).shape
    let calibration = try MachineCalibration.run(
      model: model, options: plan.calibrationOptions, date: date
    ) { progress in options.say("calibrating, \(progress.stage.rawValue), about \(Int(progress.remaining.seconds.rounded(.up))) s left") }
    try options.store?.store(ProfileDocument(calibration.profile), kind: .measured)
    var bench = try RealTimeBench(plan: plan, options: options, clock: clock, model: model, calibration: calibration)
    let rehearsal = try bench.rehearse()
    var comparisons: [RealTimeComparison] = []
    for scheduler in plan.schedulers {
      let capacity = rehearsal.capacity(of: scheduler)
      for load in plan.loads {
        let percent = Int((load * 100).rounded())
        options.say("serving with \(scheduler) at \(percent) % of \(FixedDecimal.text(capacity, digits: 2)) requests/s, twice")
        let arrivals = try plan.load(requestsPerSecond: load * capacity)
        comparisons.append(try bench.comparison(scheduler: scheduler, arrivals: arrivals, name: "\(scheduler) at \(percent) %"))
      }
    }
    return ValidationReport(
      title: "this machine: \(calibration.profile.machine)", facts: facts(calibration, rehearsal), groups: comparisons.map(\.group),
      notes: [RealTimeFigures.verdict(comparisons.map(\.group)), Self.speed(comparisons)], storedPairs: comparisons.compactMap(\.storedPair)
    )
  }

  /// How the machine's speed wandered.
  private static func speed(_ comparisons: [RealTimeComparison]) -> String {
    let changes = comparisons.map { ($0.slowdown >= 1 ? "+" : "-") + FixedDecimal.text(abs($0.slowdown - 1) * 100, digits: 1) }
    let lost = comparisons.map(\.lostShare)
    let others =
      lost.contains { $0 >= 0.001 }
      ? "; others had the processor for \(lost.map { FixedDecimal.text($0 * 100, digits: 1) }.joined(separator: ", ")) % of the time, "
        + "during which the serving clock stood still" : ""
    return "Steps of the calibration, run again around the servings, took \(changes.joined(separator: ", ")) % longer than at calibration; "
      + "each load was simulated at the speed so found" + others
  }

  /// What the machine drew, or why no joules are compared.
  private static func energy(_ report: CalibrationReport) -> String {
    guard let draw = report.draw else { return "not compared: \(report.drawAbsence ?? "")" }
    return "\(FixedDecimal.text(draw.idleWatts, digits: 1)) W idle, \(FixedDecimal.text(draw.busyWatts, digits: 1)) W at work, counted by "
      + "the processors (\(draw.zones))"
  }

  private func facts(_ calibration: MachineCalibration, _ rehearsal: RealTimeRehearsal) -> [(heading: String, text: String)] {
    let errors = CalibrationReport.errors(calibration.report.wholeSteps)
    return [
      ("Library", calibration.report.library), ("Model", "\(plan.model), single precision"),
      ("Load", "\(RealTimePlan.loadInWords), for \(FixedDecimal.text(plan.duration.seconds, digits: 0)) s at each rate"),
      (
        "Capacity",
        rehearsal.capacities.map { "\(FixedDecimal.text($0.requestsPerSecond, digits: 2)) requests/s with \($0.scheduler)" }
          .joined(separator: ", ") + ", measured"
      ),
      (
        "Server",
        "\(FixedDecimal.text(rehearsal.host.perIteration * 1e6, digits: 1)) us an iteration and "
          + "\(FixedDecimal.text(rehearsal.host.perSequence * 1e6, digits: 2)) us a sequence beside the core's operators"
      ),
      ("Energy", Self.energy(calibration.report)),
      (
        "Calibration",
        "\(calibration.profile.id)@\(calibration.profile.digest.hexadecimal): whole steps within "
          + "\(FixedDecimal.text(errors.median * 100, digits: 1)) % in the median, repeats scatter by "
          + "\(FixedDecimal.text(calibration.report.noise * 100, digits: 1)) %"
      ),
    ]
  }
}
