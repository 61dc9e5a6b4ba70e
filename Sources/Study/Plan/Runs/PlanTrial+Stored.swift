import Store

extension StoredTrial {
  /// Whether it can be a run of a fleet of so many pools under an objective of so many demands and limits.
  func fits(pools: Int, demands: Int, limits: Int) -> Bool {
    key.replicas.count == pools && met.count == demands && exceeded.count == limits
      && (p99Picoseconds?.count ?? limits) == limits && (met + exceeded + [rejected, unfinished]).allSatisfy { 0...requests ~= $0 }
  }
}

extension PlanTrial {
  /// A run as it was read back.
  init(_ stored: StoredTrial) {
    self.init(
      seed: stored.key.seed, requests: stored.requests, met: stored.met, exceeded: stored.exceeded, rejected: stored.rejected,
      unfinished: stored.unfinished, isCut: stored.isCut, joulesPerOutputToken: stored.joulesPerOutputToken, digest: stored.digest,
      p99Picoseconds: stored.p99Picoseconds)
  }

  /// The run as it is stored.
  func stored(layoutHash: String, key: StoredTrial.Key) -> StoredTrial {
    StoredTrial(
      layoutHash: layoutHash, key: key, requests: requests, met: met, exceeded: exceeded, rejected: rejected, unfinished: unfinished,
      isCut: isCut, joulesPerOutputToken: joulesPerOutputToken, digest: digest, p99Picoseconds: p99Picoseconds)
  }
}
