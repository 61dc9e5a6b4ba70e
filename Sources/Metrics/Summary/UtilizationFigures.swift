import Record

/// What a replica's hardware could have done, and what a model's work costs: with these, a run's exact sums of tokens and
/// contexts give MFU and MBU.
public struct UtilizationFigures: Hashable, Sendable {
  /// FLOPs of the linear layers for each token, prefilled or decoded.
  public var flopsPerToken: Double
  /// FLOPs of attention for each query-key pair, all layers.
  public var flopsPerPair: Double
  /// FLOPs of the LM head for each row.
  public var flopsPerSampledRow: Double
  /// Bytes of weights read by each iteration.
  public var weightBytesPerIteration: Double
  /// Bytes of KV for each token of context, read by decoding and written once.
  public var kvBytesPerToken: Double
  /// The replica's peak FLOP/s, all accelerators.
  public var peakFlopsPerSecond: Double
  /// The replica's peak memory bandwidth in bytes a second, all accelerators.
  public var peakBytesPerSecond: Double

  /// The figures of one kind of replica.
  public init(
    flopsPerToken: Double, flopsPerPair: Double, flopsPerSampledRow: Double, weightBytesPerIteration: Double, kvBytesPerToken: Double,
    peakFlopsPerSecond: Double, peakBytesPerSecond: Double
  ) {
    self.flopsPerToken = flopsPerToken
    self.flopsPerPair = flopsPerPair
    self.flopsPerSampledRow = flopsPerSampledRow
    self.weightBytesPerIteration = weightBytesPerIteration
    self.kvBytesPerToken = kvBytesPerToken
    self.peakFlopsPerSecond = peakFlopsPerSecond
    self.peakBytesPerSecond = peakBytesPerSecond
  }

  /// FLOPs of the model's work on a replica.
  public func flops(of replica: ReplicaOutcome) -> Double {
    let tokens = Double(replica.prefillTokens) + Double(replica.decodeTokens)
    let pairs = Double(replica.prefillPairs) + Double(replica.decodeContextTokens)
    return flopsPerToken * tokens + flopsPerPair * pairs + flopsPerSampledRow * Double(replica.sampledRows)
  }

  /// Bytes that a replica had to move: weights once an iteration, KV read by decoding, KV written once a token.
  public func bytes(of replica: ReplicaOutcome) -> Double {
    let written = Double(replica.prefillTokens) + Double(replica.decodeTokens)
    return weightBytesPerIteration * Double(replica.iterations) + kvBytesPerToken * (Double(replica.decodeContextTokens) + written)
  }
}
