import Calibration
import Foundation
import Hardware
import Kernel
import Model
import Testing

/// Calibration plans, cleans and fits measurements; no test here depends on how fast the machine is.
struct MeasurementTests {
  private static func run(_ milliseconds: Double, waited: Double = 0) -> StepSample.Run {
    StepSample.Run(times: StepTimes([(.gateUp, Int64(milliseconds * 1e6))]), waitedShare: waited)
  }

  @Test func `a point's time is the median of its repeats, and a wild one is an outlier`() {
    var sample = StepSample(.decode(4, context: 100))
    for time in [10.0, 10.1, 9.9, 30, 10.05] { sample.add(Self.run(time)) }
    #expect(abs(sample.total - 10.05e-3) < 1e-9)
    #expect(sample.outliers == 1 && sample.noise < 0.02)
  }

  @Test func `runs in which the processor was taken away count only where nothing better is to be had`() {
    var sample = StepSample(.prefill(64, context: 0))
    // Times are the thread's own already, waiting left out.
    sample.add(Self.run(10, waited: 0.6))
    sample.add(Self.run(9.8, waited: 0.3))
    sample.add(Self.run(10.8, waited: 0.4))
    #expect(abs(sample.total - 10e-3) < 1e-9)
    sample.add(Self.run(10))
    sample.add(Self.run(10.2, waited: 0.001))
    #expect(abs(sample.total - 10.1e-3) < 1e-9)
    #expect(sample.disturbedRuns == 3 && sample.repeats.count == 2)
  }

  @Test func `the grid holds each point once, within its limits, and contexts end anywhere in a block`() {
    var options = CalibrationOptions()
    options.maximumSequences = 16
    options.maximumBatchedTokens = 512
    let points = MeasurementGrid(options: options).layers.flatMap { $0 }
    #expect(Set(points).count == points.count && points.count > 40)
    #expect(points.allSatisfy { $0.contexts.count <= 16 && $0.chunkTokens <= 512 && $0.rows > 0 })
    #expect((1...16).allSatisfy { count in points.contains { $0.contexts.count == count } })
    let sixteen = StepPoint.decode(16, context: 520)
    #expect(Set(sixteen.contexts.map { $0 % 16 }).count == 16)
    #expect(abs(Double(sixteen.decodeContext) / 16 - 521) <= 1)
  }

  @Test func `checks are drawn by seed, with unequal contexts and chunks`() {
    let grid = MeasurementGrid(options: CalibrationOptions())
    let checks = grid.checks(30, seed: 4)
    #expect(checks == grid.checks(30, seed: 4) && checks != grid.checks(30, seed: 5))
    #expect(checks.count { $0.chunkTokens > 0 } == 20)
    #expect(checks.count { Set($0.contexts).count > 1 } > 20)
  }

  @Test func `new points are asked for where a count lies off the line between its neighbours, and nowhere else`() {
    // A line to 16 rows, a jump, then a line again.
    func time(_ rows: Int) -> Double { rows <= 16 ? 1 + 0.1 * Double(rows) : 6 + 0.1 * Double(rows) }
    var refinement = RowRefinement()
    var rows = [1, 4, 16, 64, 256]
    #expect(refinement.wanted(rows.map { ($0, time($0)) }, noise: 0) == [32, 128])
    rows = [1, 2, 4, 8, 16, 32, 64, 128, 256]
    let second = refinement.wanted(rows.map { ($0, time($0)) }, noise: 0)
    #expect(second.contains(23) && !second.contains(91) && !second.contains(181))
    var patient = RowRefinement()
    #expect(patient.wanted(rows.map { ($0, time($0)) }, noise: 0.5).isEmpty)
  }

  @Test func `few knots find the corner of a curve, and the fit is within its noise`() throws {
    let reference = ReferenceTime(form: .matrixProduct, launchSeconds: 1e-6, flopsPerSecond: 1e11, bytesPerSecond: 1e10, bytesPerValue: 4)
    let call = OperatorCall.matrixProduct(outputs: 2048, inputs: 512, format: .fp32)
    var stream = RandomStream(seed: 1, name: "noise")
    func truth(_ rows: Double) -> Double { 4e-4 + max(0, rows - 32) * 3e-5 + rows * 1e-6 }
    let rows = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256, 512, 1024].enumerated().map { index, count in
      var quantities = call.quantities
      quantities[.rows] = Double(count)
      return FitRow(quantities: quantities, seconds: truth(Double(count)) * (1 + 0.003 * stream.normal()), weight: 1, point: index)
    }
    let knots = SurfaceFitter.knots(rows, along: .rows, reference: reference, most: 12)
    #expect(knots.count <= 12 && knots.first == 1 && knots.last == 1024)
    let surface = SurfaceFitter.fit(rows, reference: reference, axes: [.init(.rows, knots)])
    for row in rows {
      let exact = truth(row.quantities[.rows])
      #expect(abs(surface.seconds(at: row.quantities) / exact - 1) < 0.02)
    }
    // Two knots cannot follow the corner: the fit above is no accident of the reference.
    let straight = SurfaceFitter.fit(rows, reference: reference, axes: [.init(.rows, [1, 1024])])
    #expect(rows.contains { abs(straight.seconds(at: $0.quantities) / truth($0.quantities[.rows]) - 1) > 0.05 })
  }

  @Test func `heavier rows pull a fit to themselves`() {
    let reference = ReferenceTime(form: .pass, launchSeconds: 0, bytesPerSecond: 1e9, bytesPerValue: 4)
    var quantities = OperatorCall.elementwise(.norm, width: 250).quantities
    quantities[.rows] = 1
    let rows = [(1e-6, 9.0), (4e-6, 1.0)].enumerated().map { index, row in
      FitRow(quantities: quantities, seconds: row.0, weight: row.1, point: index)
    }
    let surface = SurfaceFitter.fit(rows, reference: reference, axes: [.init(.rows, [1])])
    // The weighted mean of the logarithms.
    #expect(abs(surface.seconds(at: quantities) / (1e-6 * pow(4, 0.1)) - 1) < 1e-3)
  }

  @Test(.serialized, arguments: [1, 2])
  func `a calibration gives a profile that answers for every operator of the model`(threads: Int) throws {
    let model = try ModelCatalog.model(named: "llama-tiny-1m").shape
    var options = CalibrationOptions(quick: true, threads: threads, seed: 3)
    options.budgetSeconds = 1
    options.maximumSequences = 8
    options.maximumBatchedTokens = 128
    options.maximumSequenceTokens = 512
    let told = Told()
    let result = try MachineCalibration.run(model: model, options: options, date: "2026-11-24") { told.add($0) }
    #expect(told.steps > 0)
    #expect(result.report.steps >= result.report.points && result.report.operators.count == 12)
    #expect(result.report.operators.allSatisfy { $0.residuals.heldOutRows > 0 && $0.knots > 1 })
    #expect(!result.report.wholeSteps.isEmpty && result.report.wholeSteps.allSatisfy { $0.composed > .zero })
    let read = try JSONDecoder().decode(CalibrationProfile.self, from: JSONEncoder().encode(result.profile))
    #expect(read == result.profile)
    let limits = EngineLimits(kvBlocks: 512, maximumSequences: 8, maximumBatchedTokens: 128, maximumSequenceTokens: 512)
    let deployment = try Deployment(
      model: model, accelerator: result.accelerator, options: result.deployment(limits: limits))
    #expect(deployment.coverage.allSatisfy { $0.basis != .roofline })
    // The steps that tell the machine's speed run on the engine that will serve, and leave it empty.
    let engine = try ExecutedEngine(model: model, limits: limits, threads: threads)
    let slowdown = result.referenceSteps.slowdown(on: engine)
    #expect(slowdown > 0 && slowdown.isFinite && engine.freeBlocks == limits.kvBlocks)
    // More work never takes less time.
    func seconds(_ sequences: Int, _ context: Int) -> Double {
      var shape = BatchShape()
      shape.addDecodes(sequences, contextTokens: context, readCaps: deployment.costModel.readCaps)
      let cost = deployment.costModel.iterationCost(of: shape, chunks: .zero)
      return cost.time(of: shape.decodeContext).seconds
    }
    for sequences in 1..<8 { #expect(seconds(sequences, 100) <= seconds(sequences + 1, 100)) }
    for context in stride(from: 20, to: 400, by: 40) { #expect(seconds(4, context) <= seconds(4, context + 40)) }
  }

  @Test func `host time is a line over sequences, and never below zero`() {
    let counts = (1...32).map(Double.init)
    let line = HostTime(sequences: counts, seconds: counts.map { 2e-5 + 1e-6 * $0 })
    #expect(abs(line.perIteration - 2e-5) < 1e-9 && abs(line.perSequence - 1e-6) < 1e-10)
    let falling = HostTime(sequences: counts, seconds: counts.map { 1e-4 - 1e-6 * $0 })
    #expect(falling.perSequence == 0 && falling.perIteration > 0)
    let alike = HostTime(sequences: [4, 4, 4], seconds: [3e-6, 5e-6, 4e-6])
    #expect(abs(alike.perIteration + 4 * alike.perSequence - 4e-6) < 1e-12)
  }

  @Test func `a profile at another speed answers with all times in proportion`() {
    let reference = ReferenceTime(form: .matrixProduct, launchSeconds: 2e-6, flopsPerSecond: 1e11, bytesPerSecond: 1e10, bytesPerValue: 4)
    let call = OperatorCall.matrixProduct(outputs: 512, inputs: 512, format: .fp32)
    let fit = OperatorFit(
      kind: .matrixProduct, format: .fp32, ranges: [.init(.rows, 1, 256)],
      surface: ResponseSurface(reference: reference, axes: [.init(.rows, [1, 16, 256])], factors: [0.8, 1.6, 1.1]),
      residuals: FitResiduals(rows: 3, heldOutRows: 0, heldOutShapes: 0, medianError: 0, p90Error: 0, worstError: 0))
    let profile = CalibrationProfile(
      id: "here", accelerator: "here", origin: .init(source: "", software: "", licence: ""), date: "2026-11-24", machine: "", library: "",
      operators: [fit])
    for slowdown in [0.9, 1, 1.137] {
      for rows in [1.0, 3, 16, 90, 256, 1000] {
        var quantities = call.quantities
        quantities[.rows] = rows
        let slowed = profile.slowed(by: slowdown).operators[0].surface.seconds(at: quantities)
        #expect(abs(slowed / (slowdown * fit.surface.seconds(at: quantities)) - 1) < 1e-12)
      }
    }
  }

  @Test func `options that cannot be are refused by name`() throws {
    let model = try ModelCatalog.model(named: "llama-tiny-1m").shape
    func refusal(_ change: (inout CalibrationOptions) -> Void) -> InputError? {
      var options = CalibrationOptions(quick: true)
      change(&options)
      return #expect(throws: InputError.self) { try MachineCalibration.run(model: model, options: options, date: "2026-11-24") }
    }
    #expect(refusal { $0.budgetSeconds = .nan }?.message.contains("budget") == true)
    #expect(refusal { $0.repeats = 0 }?.message == "repeats is 0")
    #expect(refusal { $0.maximumSequences = 1_000_000_000_000 }?.message.contains("max_sequences") == true)
    #expect(refusal { $0.threads = -1 }?.message == "threads is -1")
  }
}

/// What a calibration said while it ran; it calls back on the thread that runs it.
private final class Told {
  private(set) var steps = 0
  func add(_ progress: CalibrationProgress) { steps = max(steps, progress.steps) }
}
