import Kernel
import Model

/// Measures a grid of steps, round after round in changing order, within a budget of time.
///
/// Order is drawn anew for every round, and repeats of a point lie a round apart, so that a machine that slows down or
/// is disturbed for a while disturbs all points alike. After two rounds the grid grows where straight lines miss.
struct MeasurementCampaign {
  let options: CalibrationOptions
  private let meter: StepMeter
  private let report: (CalibrationProgress) -> Void
  private(set) var samples: [StepSample] = []
  /// Samples from here on are checks and belong to no fit.
  private(set) var checks: [StepSample] = []
  private var refinement = RowRefinement()
  private var costs = StepCostEstimate()
  private var stream: RandomStream
  private let start: Int64
  private var deadline: Int64
  private(set) var steps = 0

  private static let fewestPoints = 12
  private static let checkCount = (quick: 8, full: 24)

  init(meter: StepMeter, options: CalibrationOptions, progress: @escaping (CalibrationProgress) -> Void) {
    self.meter = meter
    self.options = options
    report = progress
    stream = RandomStream(seed: options.seed, name: "order")
    start = WallClock.nanoseconds()
    deadline = start
  }

  /// Measures everything.
  mutating func run() {
    warmUp()
    deadline = WallClock.nanoseconds() + Int64(options.budgetSeconds * 1e9)
    settlePoints()
    for round in 0..<2 * options.repeats + Self.generations {
      if round >= 2 && round < 2 + Self.generations { refine() }
      measureRound(round)
      if WallClock.nanoseconds() >= deadline { break }
    }
  }

  /// Rounds that may add points.
  private static let generations = 3

  /// Runs a few steps until caches, clocks and pages are warm, and learns what steps cost.
  private mutating func warmUp() {
    let pilots = [
      StepPoint.decode(1, context: 24), .prefill(8, context: 0), .decode(4, context: 520), .prefill(64, context: 250),
    ]
    let until = WallClock.nanoseconds() + Int64(0.03 * options.budgetSeconds * 1e9)
    repeat {
      for pilot in pilots where meter.fits(pilot) { costs.learn(pilot, meter.run(pilot).times) }
      tell(.starting)
    } while WallClock.nanoseconds() < until
  }

  /// Takes layer by layer what fits the engine and the budget, within a layer the cheapest first.
  private mutating func settlePoints() {
    let grid = MeasurementGrid(options: options)
    var left = 0.8 * options.budgetSeconds
    for layer in grid.layers {
      let sorted = layer.filter(meter.fits).map { (point: $0, seconds: costs.seconds($0)) }.sorted {
        ($0.seconds, $0.point.rows, $0.point.decodeContext) < ($1.seconds, $1.point.rows, $1.point.decodeContext)
      }
      for (point, seconds) in sorted {
        let needed = (isDear(seconds) ? 2 : 3) * seconds
        // A fit wants a few points whatever they take.
        if needed > left && samples.count >= Self.fewestPoints { continue }
        left -= needed
        samples.append(StepSample(point))
      }
    }
    let wanted = options.budgetSeconds < 30 ? Self.checkCount.quick : Self.checkCount.full
    let affordable = 0.02 * options.budgetSeconds
    let drawn = grid.checks(3 * wanted, seed: options.seed).filter { meter.fits($0) && costs.seconds($0) < affordable }
    checks = drawn.prefix(wanted).map { StepSample($0) }
  }

  /// Whether a step takes so much of the budget that it is run twice only; long steps scatter least.
  private func isDear(_ seconds: Double) -> Bool { seconds > 0.015 * options.budgetSeconds }

  /// Asks for points where the time of the linear layers is no straight line over rows.
  private mutating func refine() {
    let noise = StepSample.median(samples.filter { $0.repeats.count > 1 }.map(\.noise))
    for rows in refinement.wanted(LinearCurve.points(of: samples), noise: noise.isNaN ? 0 : noise) {
      let decode = StepPoint.decode(rows, context: 264)
      let point = rows <= options.maximumSequences && meter.fits(decode) ? decode : StepPoint.prefill(rows, context: 0)
      guard meter.fits(point), costs.seconds(point) < 0.02 * options.budgetSeconds else { continue }
      samples.append(StepSample(point))
    }
  }

  private mutating func measureRound(_ round: Int) {
    let order = Array(0..<samples.count + checks.count).shuffled(using: &stream)
    for index in order {
      let isCheck = index >= samples.count
      let sample = isCheck ? checks[index - samples.count] : samples[index]
      let expected = costs.seconds(sample.point)
      if sample.isComplete(options.repeats) || (sample.taken >= 2 && isDear(expected)) { continue }
      let now = WallClock.nanoseconds()
      if now + Int64(expected * 1e9) > deadline && (round > 0 || now > deadline) { continue }
      let run = meter.run(sample.point)
      steps += 1
      if isCheck { checks[index - samples.count].add(run) } else { samples[index].add(run) }
      if steps % 8 == 0 { tell(isCheck ? .checking : round >= 2 && round < 2 + Self.generations ? .refining : .measuring) }
    }
  }

  private func tell(_ stage: CalibrationProgress.Stage) {
    let now = WallClock.nanoseconds()
    let missing = (samples + checks).reduce(0.0) { $0 + Double(max(0, options.repeats - $1.repeats.count)) * costs.seconds($1.point) }
    let left = min(Int64(missing * 1e9), max(0, deadline - now))
    report(
      CalibrationProgress(
        stage: stage, points: samples.count + checks.count, steps: steps, elapsed: Duration(picoseconds: (now - start) * 1000),
        remaining: stage == .starting ? Duration(seconds: options.budgetSeconds) : Duration(picoseconds: left * 1000)))
  }
}
