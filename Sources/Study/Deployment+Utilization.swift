import Hardware
import Metrics
import Model

extension Deployment {
  /// The model's work and the hardware's peaks as ``RunMetrics`` wants them. Only work that the model needs counts, at the
  /// datasheet's peak of the weights' format.
  package var utilizationFigures: UtilizationFigures {
    UtilizationFigures(
      flopsPerToken: model.linearFLOPsPerToken, flopsPerPair: flopsPerPairOfWhole, flopsPerSampledRow: model.headFLOPsPerRow,
      weightBytesPerIteration: model.weightBytesRead(tokens: 0, format: weightFormat),
      expertBytes: model.mixtureOfExperts == nil ? 0 : model.routedExpertBytes(weightFormat),
      kvBytesPerToken: Double(keyValueBytesPerToken), kvBytesReadPerToken: readBytesPerToken(of: model.attentionGroups[0]) + indexBytes,
      capped: cappedGroups, stateBytes: Double(model.stateBytes),
      peakFlopsPerSecond: accelerator.peakFLOPs(weightFormat) * Double(modelAccelerators),
      peakBytesPerSecond: accelerator.bandwidthBytesPerSecond.value * Double(modelAccelerators))
  }

  /// The share of the routed experts' weights that an iteration of so many tokens reads; nil without routed experts.
  package var expertShare: (@Sendable (Int) -> Double)? {
    if model.mixtureOfExperts == nil { return nil }
    return { @Sendable tokens in expertShareRead(tokens: tokens) }
  }

  private var groups: ArraySlice<AttentionGroup> { model.attentionGroups.dropFirst() }

  /// Groups whose layers read a part only. Where there are none, every layer is counted as reading everything.
  private var cappedGroups: [UtilizationFigures.CappedGroup] {
    groups.map { .init(flopsPerPair: flopsPerPair(of: $0), kvBytesPerToken: readBytesPerToken(of: $0)) }
  }

  private var flopsPerPairOfWhole: Double {
    if groups.isEmpty { return model.prefillAttentionFLOPsPerPair }
    return flopsPerPair(of: model.attentionGroups[0]) + groups.reduce(0) { $0 + $1.layers * $1.scan.flopsPerToken }
  }

  private func flopsPerPair(of group: AttentionGroup) -> Double {
    if !group.attends { return 0 }
    return group.layers * (group.heads?.flopsPerPair ?? model.prefillAttentionFLOPsPerPairPerLayer)
  }

  /// Bytes that decoding reads of a token of context; layers that cache nothing read an earlier layer's.
  private func readBytesPerToken(of group: AttentionGroup) -> Double {
    if !group.attends { return 0 }
    return group.layers * Double((group.format ?? keyValueFormat).bytes(for: model.keyValueValues(of: group)))
  }

  /// Bytes of indexes that are looked through for each token of context.
  private var indexBytes: Double { model.attentionGroups.reduce(0) { $0 + $1.layers * $1.scan.bytesPerToken } }
}
