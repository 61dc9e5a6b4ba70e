import CGSL
import Hardware
import Kernel
import Model

/// Calibrates this machine: runs the executed core over a grid of steps and fits what each operator took.
public struct MachineCalibration: Sendable {
  /// Operator times of this machine, fitted.
  public let profile: CalibrationProfile
  /// Noise, errors, rates.
  public let report: CalibrationReport
  /// This machine as an accelerator, which the profile belongs to.
  public let accelerator: Accelerator
  /// The engine rules to simulate with: host times as measured, no overlap, no padding.
  public let engine: EngineCostRules

  /// Steps that tell later how much slower or faster the machine has become.
  public let referenceSteps: ReferenceSteps

  /// Measures and fits.
  ///
  /// - Parameters:
  ///   - model: a model that the executed core runs.
  ///   - date: the day, as the profile is to carry it.
  ///   - progress: called some times a second while it measures.
  /// - Throws: ``InputError`` where the model or an option cannot be, or the matrix library is not OpenBLAS.
  public static func run(
    model: ModelShape, options: CalibrationOptions = CalibrationOptions(), date: String,
    progress: @escaping (CalibrationProgress) -> Void = { _ in }
  ) throws(InputError) -> MachineCalibration {
    try BLASLibrary.check()
    try options.validate()
    let start = WallClock.nanoseconds()
    let meter = try StepMeter(model: model, options: options)
    let peak = try MatrixPeak.flopsPerSecond(threads: options.threads)
    var campaign = MeasurementCampaign(meter: meter, options: options, start: start, progress: progress)
    let counter = EnergyCounter()
    let draw = MachineDraw.around(counter) { campaign.run() }
    return MachineCalibration(
      model: model, options: options, date: date, campaign: campaign, peak: peak, start: start, draw: draw, counter: counter)
  }

  private init(
    model: ModelShape, options: CalibrationOptions, date: String, campaign: MeasurementCampaign, peak: Double, start: Int64,
    draw: MachineDraw?, counter: EnergyCounter
  ) {
    let samples = campaign.samples.filter { !$0.repeats.isEmpty }
    let machine = MachineDescription.current
    let operators = MeasuredOperator.all(of: model)
    let fitter = OperatorFitter(seed: options.seed)
    let fits = operators.compactMap { one in fitter.fit(one, samples: samples).map { (one, $0) } }
    let rates = LinearRates(model: model, samples: samples)
    profile = CalibrationProfile(
      id: Self.profileName(of: model), accelerator: ExecutedAccelerator.id,
      origin: .init(
        source: "measured on this machine: \(samples.count) steps of \(model.name), \(campaign.steps) runs, seed \(options.seed)",
        software: "windtunnel's executed core, \(options.threads) thread\(options.threads == 1 ? "" : "s")",
        licence: "the user's own"),
      date: date, machine: machine.description, library: "\(BLASLibrary.version), \(BLASLibrary.core) kernels",
      operators: fits.map(\.1))
    accelerator = ExecutedAccelerator.describe(
      machine, threads: options.threads, flopsPerSecond: peak, bytesPerSecond: rates.bytesPerSecond, draw: draw)
    referenceSteps = ReferenceSteps(samples)
    let host = HostTime(samples: samples)
    var engine = EngineCostRules()
    engine.hostSecondsPerIteration = host.perIteration
    engine.hostSecondsPerSequence = host.perSequence
    self.engine = engine
    let check = WholeStepCheck(model: model, accelerator: accelerator, profile: profile, engine: engine, options: options)
    let noise = samples.filter { $0.repeats.count > 1 }.map(\.noise).sorted()
    let total = samples.reduce(0) { $0 + $1.total }
    report = CalibrationReport(
      machine: machine, library: BLASLibrary.description, peakFLOPsPerSecond: peak, coreFLOPsPerSecond: rates.flopsPerSecond,
      bandwidthBytesPerSecond: rates.bytesPerSecond,
      operators: fits.map { one, fit in
        .init(
          part: one.part, residuals: fit.residuals, knots: fit.surface.factors.count,
          share: samples.reduce(0) { $0 + $1.seconds(one.part) } / total)
      }, wholeSteps: check.compare(campaign.checks), gridSteps: check.compare(samples),
      hostPerIteration: Duration(seconds: host.perIteration), hostPerSequence: Duration(seconds: host.perSequence),
      points: samples.count + campaign.checks.count { !$0.repeats.isEmpty }, steps: campaign.steps, noise: StepSample.median(noise),
      noiseP90: noise.isEmpty ? .nan : noise[min(noise.count - 1, noise.count * 9 / 10)],
      meanExcess: StepSample.median(samples.map(\.excess)),
      outliers: samples.reduce(0) { $0 + $1.outliers },
      disturbedRuns: (samples + campaign.checks).reduce(0) { $0 + $1.disturbedRuns },
      elapsed: Duration(picoseconds: (WallClock.nanoseconds() - start) * 1000), draw: draw,
      drawAbsence: draw == nil ? counter.absence ?? "the energy counters told nothing" : nil)
  }

  /// What the profile of a model on this machine is called.
  public static func profileName(of model: ModelShape) -> String { "\(ExecutedAccelerator.id)-\(model.name)" }

  /// Options of a deployment that a simulation of this machine is to use: the profile, single precision throughout, and
  /// what an engine with these limits holds. `profile` and `engine` replace what was measured, where the machine has changed its speed
  /// or a server takes other host times than the bare core.
  public func deployment(
    limits: EngineLimits, profile: CalibrationProfile? = nil, engine: EngineCostRules? = nil
  ) -> DeploymentOptions {
    WholeStepCheck.deployment(profile: profile ?? self.profile, engine: engine ?? self.engine, limits: limits)
  }
}
