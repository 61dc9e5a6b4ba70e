import Kernel
import Model

/// Gated linear attention out of a profile: all chunks of a batch in one kernel, all decodes in another, in every layer that has it.
///
/// What the kernels take holds the traffic of the states and the short convolution; products and norms are priced apart.
struct MeasuredLinear: Sendable {
  /// What the times rest on.
  let coverage: OperatorCoverage
  private let layers: Int
  private let ranks: Int
  private let stateSeconds: Double
  private let chunks: MonotoneGrid
  private let decodes: MonotoneGrid
  private let rates: RooflineRates

  /// Nil where the profile lacks it, or the model's linear layers are of another kind.
  init?(model: ModelShape, layout: ParallelLayout, profile: CalibrationProfile?, rates: RooflineRates) {
    guard let profile, model.linearMixers.count == 1, let mixer = model.linearMixers.first, let heads = mixer.heads else { return nil }
    let here = max(1, heads / layout.tensor)
    let size = Int(Double(mixer.recurrentValues / max(1, heads)).squareRoot().rounded())
    let (prefill, decode) = (
      OperatorCall.linearPrefill(heads: here, headSize: size), OperatorCall.linearDecode(heads: here, headSize: size)
    )
    guard let chunkFit = profile.fit(for: prefill), let decodeFit = profile.fit(for: decode) else { return nil }
    chunks = chunkFit.grid(for: prefill)
    decodes = decodeFit.grid(for: decode)
    layers = mixer.layers
    ranks = layout.data
    stateSeconds = 2 * mixer.stateBytes / Double(layout.tensor) / rates.bytesPerSecond
    self.rates = rates
    // The models that were measured keep their states in 32 bits.
    let isAsMeasured = mixer.recurrentFormat == .fp32 && !chunkFit.extrapolates(prefill) && !decodeFit.extrapolates(decode)
    coverage = OperatorCoverage(
      part: .linearMixer, operation: "gated linear attention", basis: isAsMeasured ? .measured : .extrapolated)
  }

  /// What the linear layers of a batch cost beside their products.
  func cost(of shape: BatchShape) -> ChunkCost {
    var cost = ChunkCost.zero
    if shape.prefillChunks > 0 {
      let count = (shape.prefillChunks + ranks - 1) / ranks
      let seconds = chunks.seconds(Double(shape.prefillTokens) / Double(shape.prefillChunks), Double(count))
      cost += rates.cost(of: work(count), times: layers, measured: seconds)
    }
    if shape.decodeSequences > 0 {
      let count = (shape.decodeSequences + ranks - 1) / ranks
      cost += rates.cost(of: work(count), times: layers, measured: decodes.seconds(Double(count)))
    }
    return cost
  }

  private func work(_ sequences: Int) -> RooflineRates.Work { RooflineRates.Work(memorySeconds: Double(sequences) * stateSeconds) }
}
