import Hardware
import Metrics
import Model

extension Deployment {
  /// The model's work and the hardware's peaks as ``RunMetrics`` wants them. Only work that the model needs counts, at the
  /// datasheet's peak of the weights' format.
  ///
  /// Layers with a window count the whole context, so such models are overstated on long contexts. How many experts an iteration
  /// touches depends on its batch: those of a batch of `meanBatchTokens` are taken.
  package func utilizationFigures(meanBatchTokens: Int) -> UtilizationFigures {
    UtilizationFigures(
      flopsPerToken: model.linearFLOPsPerToken, flopsPerPair: model.prefillAttentionFLOPsPerPair,
      flopsPerSampledRow: model.headFLOPsPerRow,
      weightBytesPerIteration: model.weightBytesRead(tokens: meanBatchTokens, format: weightFormat),
      kvBytesPerToken: Double(keyValueBytesPerToken), peakFlopsPerSecond: accelerator.peakFLOPs(weightFormat) * Double(accelerators),
      peakBytesPerSecond: accelerator.bandwidthBytesPerSecond.value * Double(accelerators))
  }
}
