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
  private let deadline: Int64
  /// Points that are run once even when time is up.
  private var essentials: Set<StepPoint> = []
  /// How much longer than their own time steps take, because others want the processor too.
  private var slowdown = 1.0
  private(set) var steps = 0

  /// Decodes and chunks that a fit wants, of each, whatever they take.
  private static let fewestPoints = 6
  private static let fewestChecks = 2
  private static let checkCount = (quick: 8, full: 24)

  /// A campaign whose budget has been running since `start`, by the wall clock.
  init(meter: StepMeter, options: CalibrationOptions, start: Int64, progress: @escaping (CalibrationProgress) -> Void) {
    self.meter = meter
    self.options = options
    report = progress
    stream = RandomStream(seed: options.seed, name: "order")
    self.start = start
    // However long the start took, something is measured.
    deadline = max(start + Int64(options.budgetSeconds * 1e9), WallClock.nanoseconds() + Int64(options.budgetSeconds * 2.5e8))
  }

  /// Measures everything.
  mutating func run() {
    warmUp()
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
    let begin = WallClock.nanoseconds()
    var worked = 0.0
    repeat {
      for pilot in pilots where meter.fits(pilot) {
        let times = meter.run(pilot).times
        worked += times.total.seconds
        costs.learn(pilot, times)
      }
      tell(.starting)
    } while WallClock.nanoseconds() < until
    slowdown = max(1, Double(WallClock.nanoseconds() - begin) / 1e9 / max(worked, 1e-6))
  }

  /// Takes layer by layer what fits the engine and the budget, within a layer the cheapest first.
  private mutating func settlePoints() {
    let grid = MeasurementGrid(options: options)
    var left = 0.8 * Double(deadline - WallClock.nanoseconds()) / 1e9 / slowdown
    for layer in grid.layers {
      let sorted = layer.filter(meter.fits).map { (point: $0, seconds: costs.seconds($0)) }.sorted {
        ($0.seconds, $0.point.rows, $0.point.decodeContext) < ($1.seconds, $1.point.rows, $1.point.decodeContext)
      }
      for (point, seconds) in sorted {
        let needed = (isDear(seconds) ? 2 : 3) * seconds
        let alike = samples.count { ($0.point.chunkTokens > 0) == (point.chunkTokens > 0) }
        if needed > left && alike >= Self.fewestPoints { continue }
        if alike < Self.fewestPoints { essentials.insert(point) }
        left -= needed
        samples.append(StepSample(point))
      }
    }
    let wanted = options.budgetSeconds < 30 ? Self.checkCount.quick : Self.checkCount.full
    let drawn = grid.checks(3 * wanted, seed: options.seed).filter(meter.fits)
    let affordable = drawn.filter { costs.seconds($0) < 0.02 * options.budgetSeconds }
    let chosen =
      affordable.count >= Self.fewestChecks
      ? affordable.prefix(wanted) : drawn.sorted { costs.seconds($0) < costs.seconds($1) }.prefix(Self.fewestChecks)
    checks = chosen.map { StepSample($0) }
    essentials.formUnion(checks.prefix(Self.fewestChecks).map(\.point))
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
      // The first round goes on to the deadline, and with what is essential beyond it; later ones must fit before it.
      let now = WallClock.nanoseconds()
      let isLate = round == 0 ? now > deadline && !essentials.contains(sample.point) : now + Int64(expected * slowdown * 1e9) > deadline
      if isLate { continue }
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
