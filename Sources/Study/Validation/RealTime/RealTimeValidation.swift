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
  private let launcher: any EngineLauncher

  /// A validation by the given clock. Engines that share the work of requests are started by `launcher`.
  public init(_ plan: RealTimePlan, options: ValidationOptions, clock: ServingClock, launcher: any EngineLauncher) {
    self.plan = plan
    self.options = options
    self.clock = clock
    self.launcher = launcher
  }

  /// Carries it out. `date` is the day that the profile is to carry.
  ///
  /// - Throws: ``InputError`` for names that are not known, faults of ours as ``BrokenInvariant`` or `BatchFault`, ``Interrupted``.
  public func report(date: String) throws -> ValidationReport {
    try plan.validate()
    let ways = try ServedWay.all(of: plan)
    let model = try ModelCatalog.model(named: plan.model).shape
    let calibration = try MachineCalibration.run(
      model: model, options: plan.calibrationOptions, date: date
    ) { progress in options.say("calibrating, \(progress.stage.rawValue), about \(Int(progress.remaining.seconds.rounded(.up))) s left") }
    try options.store?.store(ProfileDocument(calibration.profile), kind: .measured)
    var bench = try RealTimeBench(
      plan: plan, ways: ways, options: options, clock: clock, launcher: launcher, model: model, calibration: calibration)
    defer { bench.end() }
    let rehearsal = try bench.rehearse(ways)
    var comparisons: [RealTimeComparison] = []
    for way in ways {
      let capacity = rehearsal.capacity(of: way)
      for load in plan.loads {
        let percent = Int((load * 100).rounded())
        options.say("serving with \(way.name) at \(percent) % of \(FixedDecimal.text(capacity, digits: 2)) requests/s, twice")
        let arrivals = try plan.load(requestsPerSecond: load * capacity, way)
        comparisons.append(try bench.comparison(way, arrivals: arrivals, name: "\(way.name) at \(percent) %"))
      }
    }
    return ValidationReport(
      title: "this machine: \(calibration.profile.machine)",
      facts: RealTimeFacts(plan: plan, ways: ways, calibration: calibration, rehearsal: rehearsal, link: bench.link).facts,
      groups: comparisons.map(\.group), notes: RealTimeNotes(plan: plan, ways: ways).notes(on: comparisons),
      storedPairs: comparisons.compactMap(\.storedPair))
  }
}
