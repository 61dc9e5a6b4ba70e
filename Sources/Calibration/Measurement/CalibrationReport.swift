import Hardware
import Kernel

/// What a calibration found beside its profile: how noisy the machine was, and how well composed steps match whole ones.
public struct CalibrationReport: Sendable {
  /// A row of the table of operators.
  public struct Operator: Hashable, Sendable {
    /// The part of a step.
    public let part: ExecutedPart
    /// Its fit's distance from points kept aside.
    public let residuals: FitResiduals
    /// Knots of its curve or grid.
    public let knots: Int
    /// Share of the time of all measured steps.
    public let share: Double
  }

  /// A whole step: measured, and composed of its operators by the cost model that a simulation uses.
  public struct WholeStep: Hashable, Sendable {
    /// Sequences that decode.
    public let sequences: Int
    /// Their contexts, summed, new tokens included.
    public let contextTokens: Int
    /// Prompt tokens of the chunk.
    public let chunkTokens: Int
    /// Tokens before the chunk.
    public let chunkContextTokens: Int
    /// Median of the repeats.
    public let measured: Duration
    /// The cost model's answer.
    public let composed: Duration
    /// Share of the measured time; above zero where the model is too slow.
    public var error: Double { composed.seconds / measured.seconds - 1 }
  }

  /// The machine.
  public let machine: MachineDescription
  /// The matrix library, with version, kernels and threads.
  public let library: String
  /// The machine's own matrix product of 1024 x 1024 x 1024, in FLOP/s.
  public let peakFLOPsPerSecond: Double
  /// The best rate of a linear layer of the core, in FLOP/s.
  public let coreFLOPsPerSecond: Double
  /// Bytes of weights a second when one token passes.
  public let bandwidthBytesPerSecond: Double
  /// Operators, in the order in which a step runs them.
  public let operators: [Operator]
  /// Steps that no fit saw: decodes of unequal contexts, most beside a chunk.
  public let wholeSteps: [WholeStep]
  /// Steps of the grid, which the fits saw.
  public let gridSteps: [WholeStep]
  /// Host time of a step whatever it holds, inside the engine.
  public let hostPerIteration: Duration
  /// Host time for each sequence of a step.
  public let hostPerSequence: Duration
  /// Points measured, checks included.
  public let points: Int
  /// Steps run.
  public let steps: Int
  /// Median over points of the repeats' relative scatter.
  public let noise: Double
  /// The same, nine in ten points stay below.
  public let noiseP90: Double
  /// Median over points of mean over median less one: what slow repeats add to a mean.
  public let meanExcess: Double
  /// Repeats that lie more than five deviations and 10 % from their median.
  public let outliers: Int
  /// Runs in which the system took the processor away, and which count only where nothing better is to be had.
  public let disturbedRuns: Int
  /// How long it all took.
  public let elapsed: Duration
  /// What the machine drew by its own counters; nil where it has none that can be read.
  public let draw: MachineDraw?
  /// Why the draw is not known; nil where it is.
  public let drawAbsence: String?

  /// Median and 90th percentile of the absolute errors of whole steps, and the mean error with its sign.
  public static func errors(_ steps: [WholeStep]) -> (median: Double, p90: Double, mean: Double) {
    let errors = steps.map { abs($0.error) }.sorted()
    guard !errors.isEmpty else { return (0, 0, 0) }
    let mean = steps.reduce(0) { $0 + $1.error } / Double(steps.count)
    return (StepSample.median(errors), errors[min(errors.count - 1, Int(0.9 * Double(errors.count)))], mean)
  }
}
