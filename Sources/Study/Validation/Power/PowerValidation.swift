import Hardware
import Kernel
import Metrics
import Scenario
import Serving
import Workload

/// Simulates steady states whose watts were measured.
struct PowerValidation {
  let points: [PowerPoint]
  /// Rows of the table that are no points.
  let leftOut: LeftOut
  let title: String
  let file: String
  let options: ValidationOptions

  /// Turns of the batch that are simulated: the first third of one is not looked at, for prompts come all at once in it.
  private static let turns = 2.3
  private static let (bins, skippedBins) = (23, 3)

  /// The report.
  ///
  /// - Throws: ``InputError`` where nothing can be simulated, and what a simulation throws.
  func report() throws -> ValidationReport {
    var (groups, states) = ([ValidationReport.Group](), [PowerFit.State]())
    var (leftOut, calibrations, stored) = (leftOut, [String](), [Int64]())
    for (index, point) in points.enumerated() {
      options.say("simulating state \(index + 1) of \(points.count)")
      do {
        let prepared = try prepared(point)
        if let fault = PhysicalCheck(prepared).fault(point.work) {
          leftOut.add("\(point.name): \(fault.share)", fault.reason)
          continue
        }
        if !calibrations.contains(prepared.calibration) { calibrations.append(prepared.calibration) }
        let run = try simulated(point, prepared)
        if let number = run.number { stored.append(number) }
        groups.append(.init(point.name, family: point.family, figures: figures(point, run, prepared.deployments[0].deployment)))
        states.append(try state(point, prepared))
      } catch let error as InputError {
        // A state that the simulated memory has no room for is told and left out; the rest still counts.
        leftOut.add(point.name, error)
      }
    }
    return ValidationReport(
      title: title,
      facts: [
        ("States", "\(groups.count) of \(groups.count + leftOut.count), \(Self.turns) turns of the batch each"),
        ("Calibration", calibrations.joined(separator: ", ")),
      ], groups: groups, notes: notes, assumptions: PowerPoint.assumptions, leftOut: leftOut, storedSimulations: stored,
      tables: HeldOutShares.tables(states) { id in (try? AcceleratorCatalog.accelerator(named: id))?.power.shares.value })
  }

  /// What the figures mean.
  private var notes: [String] {
    let share = Int((PowerFit.nearTime * 100).rounded())
    return [
      "'Power, own time' is what is simulated; 'Power' has the simulated energy of an iteration and the measured time of it. Shares are "
        + "fitted to the states whose simulated iteration is within \(share) % of the measured one (timed), without what is left out, and "
        + "tried on that: 'off' is the median error of its watts."
    ]
  }

  private func prepared(_ point: PowerPoint) throws -> PreparedScenario {
    var assignments = ["accelerator.host_power=0 W"]
    if point.expertParts > 1 { assignments.append("parallel.expert=\(point.expertParts)") }
    return try ServerScenario.prepared(point.settings, name: point.name, file: file, assignments: assignments + options.assignments)
  }

  // MARK: Figures

  /// What a simulation came to while its batch was steady.
  private struct SteadyRun {
    var seconds = 0.0
    var joules = 0.0
    var tokens = 0.0
    var medianGap: Double?
    var number: Int64?
  }

  private func simulated(_ point: PowerPoint, _ prepared: PreparedScenario) throws -> SteadyRun {
    let state = SteadyState(point)
    let replica = prepared.cluster.pools[0]
    let turn = state.meanIteration(replica.replica.costModel, replicas: replica.replicas).seconds * Double(state.outputTokens)
    let bin = Duration(seconds: max(1e-3, turn * Self.turns / Double(Self.bins)))
    var replay = LoadReplay(
      prepared: prepared,
      load: ReplayLoad(
        state.arrivals(turns: 4), concurrency: state.batch,
        words: "\(state.batch) requests in flight, \(state.promptTokens) prompt and \(state.outputTokens) output tokens"),
      options: options)
    replay.seriesBin = bin
    replay.horizon = .start + bin * Self.bins
    let run = try replay.simulate()
    var steady = SteadyRun(medianGap: Measure(.itl, .p50).value(in: run.summary), number: run.storedRun)
    for bin in run.summary.series.dropFirst(Self.skippedBins) {
      steady.seconds += bin.width.seconds
      steady.joules += bin.joules
      steady.tokens += Double(bin.outputTokens)
    }
    return steady
  }

  private func figures(_ point: PowerPoint, _ run: SteadyRun, _ deployment: Deployment) -> [ValidationFigure] {
    guard run.seconds > 0, run.tokens > 0 else { return [] }
    let watts = run.joules / run.seconds
    let idle = deployment.accelerator.idleWatts.value * Double(point.accelerators)
    let aboveIdle = (run.joules - idle * run.seconds) / run.tokens
    let most = (deployment.accelerator.powerCapWatts ?? deployment.accelerator.maximumWatts.value) * Double(point.accelerators)
    var figures = [
      ValidationFigure(
        "Power", unit: "W", measured: point.watts, simulated: min(most, idle + aboveIdle * point.tokensPerSecond)),
      ValidationFigure("Power, own time", unit: "W", measured: point.watts, simulated: watts),
      ValidationFigure(
        "Energy", unit: "J a token", measured: point.watts / point.tokensPerSecond, simulated: run.joules / run.tokens),
    ]
    if let measured = point.gapMilliseconds, let simulated = run.medianGap {
      figures.append(ValidationFigure("ITL p50", measured: measured, simulated: simulated))
    }
    return figures
  }

  // MARK: Fits

  /// The state as fits see it: with one share at a time the energy above idle tells for how long that share counts.
  private func state(_ point: PowerPoint, _ prepared: PreparedScenario) throws -> PowerFit.State {
    let deployment = prepared.deployments[0].deployment
    let (steady, replicas) = (SteadyState(point), prepared.cluster.pools[0].replicas)
    let (idle, most) = (deployment.accelerator.idleWatts.value, deployment.accelerator.maximumWatts.value)
    var parts: [Double] = []
    for index in 0..<4 {
      let only = PowerShares.only(index)
      var options = deployment.options
      (options.roofline.activePowerShare, options.roofline.computePowerShare) = (only.active, only.compute)
      (options.roofline.memoryPowerShare, options.roofline.samplerPowerShare) = (only.memory, only.sampler)
      let alone = try Deployment(model: deployment.model, accelerator: deployment.accelerator, options: options)
      let joules = steady.meanIteration(alone.costModel, replicas: replicas).joules
      parts.append(joules / Double(deployment.accelerators) / (most - idle))
    }
    return PowerFit.State(
      family: point.family, engine: point.settings.engine, accelerator: point.settings.accelerator,
      watts: point.watts / Double(point.accelerators), idleWatts: idle, maximumWatts: most, seconds: point.iterationSeconds,
      simulatedSeconds: steady.meanIteration(deployment.costModel, replicas: replicas).seconds, parts: parts)
  }
}
