import Model

/// The best rates that the linear layers of measured steps reached.
struct LinearRates {
  /// FLOP/s of the largest batch.
  let flopsPerSecond: Double
  /// Bytes of weights a second of the smallest.
  let bytesPerSecond: Double

  init(model: ModelShape, samples: [StepSample]) {
    let curve = LinearCurve.points(of: samples)
    // Two FLOPs and four bytes for every weight of the layers' matrices.
    flopsPerSecond = curve.map { model.linearFLOPsPerToken * Double($0.rows) / $0.seconds }.max() ?? 0
    bytesPerSecond = curve.map { 2 * model.linearFLOPsPerToken / $0.seconds }.max() ?? 0
  }
}
