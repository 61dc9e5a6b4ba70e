import CGSL

/// What a step takes outside of its operators: so much whatever it holds, and so much for each sequence.
public struct HostTime: Hashable, Sendable {
  /// Seconds of any step.
  public let perIteration: Double
  /// Seconds for each sequence.
  public let perSequence: Double

  /// A line through host times of steps with so many sequences, by least squares; neither figure is below zero.
  public init(sequences: [Double], seconds: [Double]) {
    var (start, slope) = (0.0, 0.0)
    var (variance, covariance, slopeVariance, squares) = (0.0, 0.0, 0.0, 0.0)
    unsafe gsl_fit_linear(sequences, 1, seconds, 1, seconds.count, &start, &slope, &variance, &covariance, &slopeVariance, &squares)
    perSequence = slope.isFinite ? max(0, slope) : 0
    // All steps alike make no line; then the steps' middle is what is known.
    perIteration = start.isFinite ? max(0, start) : seconds.isEmpty ? 0 : StepSample.median(seconds)
  }

  /// Host time inside the core alone, from measured steps.
  init(samples: [StepSample]) {
    self.init(
      sequences: samples.map { Double($0.point.contexts.count + ($0.point.chunkTokens > 0 ? 1 : 0)) },
      seconds: samples.map { $0.seconds(.host) })
  }
}
