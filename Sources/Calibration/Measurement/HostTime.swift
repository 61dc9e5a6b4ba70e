import CGSL

/// What a step takes outside of its operators: so much whatever it holds, and so much for each sequence.
struct HostTime {
  /// Seconds of any step.
  let perIteration: Double
  /// Seconds for each sequence.
  let perSequence: Double

  /// A line through the samples, by least squares; neither figure is below zero.
  init(samples: [StepSample]) {
    let counts = samples.map { Double($0.point.contexts.count + ($0.point.chunkTokens > 0 ? 1 : 0)) }
    let seconds = samples.map { $0.seconds(.host) }
    var (start, slope) = (0.0, 0.0)
    var (variance, covariance, slopeVariance, squares) = (0.0, 0.0, 0.0, 0.0)
    gsl_fit_linear(counts, 1, seconds, 1, counts.count, &start, &slope, &variance, &covariance, &slopeVariance, &squares)
    perSequence = slope.isFinite ? max(0, slope) : 0
    perIteration = start.isFinite ? max(0, start) : StepSample.median(seconds)
  }
}
