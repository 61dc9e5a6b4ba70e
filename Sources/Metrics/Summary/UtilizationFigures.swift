import Record

/// What a replica's hardware could have done, and what a model's work costs: with these, a run's exact sums of tokens and
/// contexts give MFU and MBU.
public struct UtilizationFigures: Hashable, Sendable {
  /// What an attention group with a cap on what it reads costs.
  public struct CappedGroup: Hashable, Sendable {
    /// FLOPs for each query-key pair, all layers of the group.
    public var flopsPerPair: Double
    /// Bytes of KV that decoding reads for each token of context up to the cap.
    public var kvBytesPerToken: Double

    /// The figures of a group.
    public init(flopsPerPair: Double, kvBytesPerToken: Double) {
      self.flopsPerPair = flopsPerPair
      self.kvBytesPerToken = kvBytesPerToken
    }
  }

  /// FLOPs of the linear layers for each token, prefilled or decoded.
  public var flopsPerToken: Double
  /// FLOPs of attention for each query-key pair, all layers that read everything.
  public var flopsPerPair: Double
  /// FLOPs of the LM head for each row.
  public var flopsPerSampledRow: Double
  /// Bytes of weights read by each iteration, those of routed experts apart.
  public var weightBytesPerIteration: Double
  /// Bytes of the weights of all routed experts, of which an iteration reads those that its tokens choose.
  public var expertBytes: Double
  /// Bytes of KV that decoding reads for each token of context in layers that read everything.
  public var kvBytesReadPerToken: Double
  /// Bytes of KV written once for each token.
  public var kvBytesPerToken: Double
  /// The attention groups with a cap, from the second group on.
  public var capped: [CappedGroup]
  /// Bytes of a sequence's state, which decoding reads and writes for every token.
  public var stateBytes: Double
  /// The replica's peak FLOP/s, all accelerators.
  public var peakFlopsPerSecond: Double
  /// The replica's peak memory bandwidth in bytes a second, all accelerators.
  public var peakBytesPerSecond: Double

  /// The figures of one kind of replica.
  public init(
    flopsPerToken: Double, flopsPerPair: Double, flopsPerSampledRow: Double, weightBytesPerIteration: Double, expertBytes: Double = 0,
    kvBytesPerToken: Double, kvBytesReadPerToken: Double? = nil, capped: [CappedGroup] = [], stateBytes: Double = 0,
    peakFlopsPerSecond: Double, peakBytesPerSecond: Double
  ) {
    self.flopsPerToken = flopsPerToken
    self.flopsPerPair = flopsPerPair
    self.flopsPerSampledRow = flopsPerSampledRow
    self.weightBytesPerIteration = weightBytesPerIteration
    self.expertBytes = expertBytes
    self.kvBytesPerToken = kvBytesPerToken
    self.kvBytesReadPerToken = kvBytesReadPerToken ?? kvBytesPerToken
    self.capped = capped
    self.stateBytes = stateBytes
    self.peakFlopsPerSecond = peakFlopsPerSecond
    self.peakBytesPerSecond = peakBytesPerSecond
  }

  /// FLOPs of the model's work on a replica.
  public func flops(of replica: ReplicaOutcome) -> Double {
    let tokens = Double(replica.prefillTokens) + Double(replica.decodeTokens)
    let pairs = Double(replica.prefillPairs) + Double(replica.decodeContextTokens)
    let whole = flopsPerToken * tokens + flopsPerPair * pairs + flopsPerSampledRow * Double(replica.sampledRows)
    return capped.indices.reduce(whole) { sum, group in
      let reads = reads(of: replica, group)
      return sum + capped[group].flopsPerPair * (Double(reads.prefillPairs) + Double(reads.decodeContextTokens))
    }
  }

  /// Bytes that a replica had to move: weights once an iteration, KV and states read by decoding, KV written once a token.
  /// `timesExpertsRead` is how often it read the routed experts' weights, parts of them summed up over its iterations.
  public func bytes(of replica: ReplicaOutcome, timesExpertsRead: Double) -> Double {
    let written = Double(replica.prefillTokens) + Double(replica.decodeTokens)
    let weights = weightBytesPerIteration * Double(replica.iterations) + expertBytes * timesExpertsRead
    if capped.isEmpty { return weights + kvBytesPerToken * (Double(replica.decodeContextTokens) + written) }
    let states = 2 * stateBytes * Double(replica.decodeTokens)
    let whole = weights + states + kvBytesPerToken * written + kvBytesReadPerToken * Double(replica.decodeContextTokens)
    return capped.indices.reduce(whole) { $0 + capped[$1].kvBytesPerToken * Double(reads(of: replica, $1).decodeContextTokens) }
  }

  /// What a replica read of a group with a cap: everything where its cost model knows of no cap.
  private func reads(of replica: ReplicaOutcome, _ group: Int) -> CappedReads {
    if group < replica.cappedReads.count { return replica.cappedReads[group] }
    return CappedReads(prefillPairs: replica.prefillPairs, decodeContextTokens: replica.decodeContextTokens)
  }
}
