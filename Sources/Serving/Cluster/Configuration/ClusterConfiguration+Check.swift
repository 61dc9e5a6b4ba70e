import Kernel
import Record

extension ClusterConfiguration {
  /// Refuses a cluster that cannot serve.
  ///
  /// - Throws: ``InputError`` naming the pool.
  func check() throws {
    var total = 0
    for pool in pools {
      if pool.replicas < 0 || pool.replicas > WakeRank.mostEngines {
        throw InputError("pool '\(pool.name)' has \(pool.replicas) replicas", remedy: "between 0 and \(WakeRank.mostEngines)")
      }
      total += pool.replicas * max(1, min(pool.replica.microBatches, WakeRank.mostEngines))
    }
    if total < 1 || total > WakeRank.mostEngines {
      throw InputError("the cluster has \(total) replicas", remedy: "between 1 and \(WakeRank.mostEngines)")
    }
    let roles = pools.filter { $0.replicas > 0 }.map(\.role)
    if !roles.contains(where: \.takesPrompts) {
      throw InputError("no pool computes prompts", remedy: "a pool with role: prefill or role: both")
    }
    if roles.contains(.decode) && !roles.contains(.prefill) {
      throw InputError("no pool hands over to the decode pools", remedy: "a pool with role: prefill")
    }
    try mixedPool?.check(self)
    try failures.check(in: self)
    for pool in pools { try pool.scaling?.check(pool: pool.name, replicas: pool.replicas) }
  }

  /// Refuses an acceptance by class of requests where the load has other classes.
  ///
  /// - Throws: ``InputError`` naming the pool.
  func check(classes: [RequestClass]) throws {
    for pool in pools {
      let known = pool.replica.speculation?.requestClasses.count ?? 0
      if known > 0 && known != classes.count {
        throw InputError(
          "pool '\(pool.name)' has acceptance for \(known) classes of requests, and the load has \(classes.count)",
          remedy: "one for each class")
      }
    }
  }

  /// Refuses prompts that cannot be shared: that is done by whole blocks, so a block of the load must be a whole number of the
  /// replica's; and a router asks for a replica's cache, not for one of several.
  ///
  /// - Throws: ``InputError`` naming the pool.
  func check(promptBlockTokens: Int?) throws {
    if let tokens = promptBlockTokens {
      for pool in pools where pool.replica.rules.prefixCaching && pool.replica.blockTokens > 0 && tokens % pool.replica.blockTokens != 0 {
        throw InputError(
          "the load's prompt blocks of \(tokens) tokens are no whole number of blocks of pool '\(pool.name)'",
          remedy: "a block_tokens that divides \(tokens), or prefix_caching: false")
      }
    }
    let router = try RouterCatalog.router(named: router)
    if router.readsPrefixes, let pool = pools.first(where: { $0.replica.microBatches > 1 }) {
      throw InputError(
        "the router '\(router.name)' asks which replica holds a prompt, and in pool '\(pool.name)' each micro-batch has a cache of its own",
        remedy: "parallel.micro_batches: 1, or another router")
    }
  }
}

extension SimulationOptions {
  /// Refuses options that no run can have.
  ///
  /// - Throws: ``InputError`` naming the option.
  func check() throws {
    if let concurrency, concurrency < 1 || concurrency >= StepHeap.slotLimit {
      throw InputError("a concurrency of \(concurrency)", remedy: "between 1 and \(StepHeap.slotLimit - 1)")
    }
    if let seriesBin, seriesBin.picoseconds < 1 { throw InputError("a series bin of no length", remedy: "above zero") }
    if let promptBlockTokens, promptBlockTokens < 1 {
      throw InputError("prompt blocks of \(promptBlockTokens) tokens", remedy: "at least 1")
    }
    try RequestClass.check(classes)
    if horizon < .start { throw InputError("a horizon before the start of the run", remedy: "zero or later") }
  }
}
