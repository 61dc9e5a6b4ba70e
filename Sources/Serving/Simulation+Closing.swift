import Kernel

extension Simulation {
  /// The state of the cluster now, as a scrape sees it; a leap under way is read off in closed form.
  ///
  /// - Parameter plansAreMade: whether the replicas have planned at `now` already, as at the end of the run.
  func snapshot(at now: Instant, plansAreMade: Bool) -> SeriesSample {
    var sample = SeriesSample(
      time: now, waiting: 0, running: 0, kvBlocksUsed: 0, arrived: ledger.pointee.arrived, finished: ledger.pointee.finished,
      prefillTokens: 0, outputTokens: 0, joules: 0)
    var nanojoules: Int128 = 0
    var pools = [(idle: Double, nanojoules: Int128)](repeating: (0, 0), count: cluster.pools.count)
    for index in 0..<replicaCount {
      let progress = replicas[index].progress(at: now, plansAreMade: plansAreMade)
      sample.waiting += replicas[index].waiting.count + replicas[index].swapped.count + replicas[index].landed.count
      sample.running += replicas[index].running.count
      sample.kvBlocksUsed += progress.kvBlocksUsed
      sample.prefillTokens += replicas[index].totals.prefillTokens
      sample.outputTokens += progress.outputTokens
      nanojoules += progress.dynamicNanojoules
      let idle = idleWatts(of: index) * onTime(of: index, by: now).seconds
      sample.joules += idle
      pools[replicas[index].pool].idle += idle
      pools[replicas[index].pool].nanojoules += progress.dynamicNanojoules
    }
    sample.joules += Double(nanojoules) / 1e9
    sample.poolJoules = pools.map { $0.idle + Double($0.nanojoules) / 1e9 }
    sample.inTransit = requests.count + unplaced.count - sample.waiting - sample.running
    return sample
  }

  /// Books what is under way as far as it has come, adds up, and checks that nothing was lost.
  mutating func close(at end: Instant) throws -> RunOutcome {
    now = end
    if let bin = options.seriesBin, end.picoseconds % bin.picoseconds != 0 {
      ledger.pointee.observer?.receive(.sampled(snapshot(at: end, plansAreMade: true)))
    }
    for index in 0..<replicaCount where replicas[index].isBusy {
      try settle(index, steps: replicas[index].span.stepsEnded(by: end), ledger.pointee.observer)
    }
    var outcomes: [ReplicaOutcome] = []
    for index in 0..<replicaCount {
      var outcome = replicas[index].outcome(joules: idleWatts(of: index) * onTime(of: index, by: end).seconds)
      outcome.onTime = onTime(of: index, by: end)
      outcome.lost = replicas[index].totals.lost
      if !books.presence.isEmpty && replicas[index].lane == 0 {
        outcome.crashes = books.presence[replicas[index].number].crashes
        outcome.downTime = books.presence[replicas[index].number].downTime(by: end)
      }
      if replicas[index].lane == 0 { outcomes.append(outcome) } else { outcomes[outcomes.count - 1].add(lane: outcome) }
    }
    let rejected = ledger.pointee.rejected
    var handOvers = desk?.pointee.totals ?? HandOverTotals()
    handOvers.roleChanges = board.pointee.roleChanges
    let outcome = RunOutcome(
      end: end, arrived: ledger.pointee.arrived, finished: ledger.pointee.finished, rejected: rejected,
      unfinished: requests.count + unplaced.count, promptTokens: ledger.pointee.promptTokens,
      outputTokens: (0..<replicaCount).reduce(0) { $0 + replicas[$1].totals.outputTokens }, events: ledger.pointee.events,
      digest: ledger.pointee.digest.value, replicas: outcomes,
      handOvers: handOvers, retries: ledger.pointee.retries, startUps: ledger.pointee.startUps)
    let told = outcome.finished + rejected.reduce(0, +) + outcome.unfinished
    if told != outcome.arrived {
      throw BrokenInvariant("\(outcome.arrived) requests arrived and \(told) are accounted for", time: end)
    }
    try checkConservation()
    return outcome
  }

  /// How long the replica of a lane was switched on by `time`.
  private func onTime(of index: Int, by time: Instant) -> Duration {
    books.presence.isEmpty ? time - .start : books.presence[replicas[index].number].onTime(by: time)
  }

  /// The idle draw of a replica, which its first lane answers for.
  private func idleWatts(of index: Int) -> Double {
    replicas[index].lane == 0 ? cluster.pools[replicas[index].pool].replica.idleWatts : 0
  }

  /// Checks every replica's books against the requests themselves: nothing lost, nothing twice (Law 9).
  func checkConservation() throws {
    for index in 0..<replicaCount {
      if let prefixes = replicas[index].cache.prefixes, let fault = prefixes.pointee.fault(freeBlocks: replicas[index].cache.freeBlocks) {
        throw BrokenInvariant(fault, replica: index, time: now)
      }
      if let fault = replicas[index].tiers?.pointee.fault { throw BrokenInvariant(fault, replica: index, time: now) }
    }
    if let fault = prefixes.fault { throw BrokenInvariant(fault, time: now) }
    var inFlight = [Int](repeating: 0, count: replicaCount)
    // Blocks that several requests hold count once.
    var blocks = (0..<replicaCount).map { replicas[$0].cache.prefixes?.pointee.heldBlocks ?? 0 }
    var decoding = [Int](repeating: 0, count: replicaCount)
    var context = [Int](repeating: 0, count: replicaCount)
    if let desk, let fault = desk.pointee.network.fault() { throw BrokenInvariant(fault, time: now) }
    var awaited = [Int](repeating: 0, count: replicaCount)
    var leaving = [Int](repeating: 0, count: replicaCount)
    var swapped = [Int](repeating: 0, count: replicaCount)
    for slot in requests.slots where requests.rows[slot].phase != .none {
      let row = requests.rows + slot
      let replica = Int(row.pointee.replica)
      inFlight[replica] += 1
      if row.pointee.phase == .decoding {
        decoding[replica] += 1
        context[replica] += replicas[replica].decodes.contextTokens(of: row)
      }
      if row.pointee.phase == .handingOver { leaving[replica] += 1 }
      if let desk, row.pointee.handOver >= 0 {
        awaited[Int(row.pointee.decodeReplica)] += desk.pointee.table[row.pointee.handOver].blocks
      }
      if row.pointee.phase == .swapped { swapped[replica] += Int(row.pointee.heldBlocks) }
      blocks[replica] += replicas[replica].blocksHeld(by: row) - replicas[replica].namedBlocksHeld(by: row)
    }
    for index in 0..<replicaCount {
      blocks[index] += replicas[index].unnamedBlocksOfDeparted
      let waitingOrRunning =
        replicas[index].waiting.count + replicas[index].running.count + replicas[index].swapped.count + replicas[index].landed.count
      let reserved = replicas[index].blocksReserved
      let found = [
        ("requests", inFlight[index], waitingOrRunning + leaving[index]),
        ("requests that hand over", leaving[index], replicas[index].handingOver),
        ("blocks kept for KV to come", awaited[index], replicas[index].blocksAwaited),
        ("swapped blocks", swapped[index], replicas[index].swappedBlocks),
        ("KV blocks", blocks[index] + reserved + awaited[index], replicas[index].cache.usedBlocks),
        ("decoding sequences", decoding[index], replicas[index].decodes.count),
        ("decode context tokens", context[index], replicas[index].decodes.contextTokens),
      ]
      for (what, counted, booked) in found where counted != booked {
        throw BrokenInvariant("\(counted) \(what) counted, \(booked) booked", replica: index, time: now)
      }
      if replicas[index].cache.freeBlocks < 0 || replicas[index].cache.freeBlocks > replicas[index].cache.totalBlocks {
        throw BrokenInvariant("\(replicas[index].cache.freeBlocks) blocks are free", replica: index, time: now)
      }
    }
  }

  /// Takes a block out of a replica's books, for the proof that ``checkConservation()`` notices.
  package mutating func loseBlock(onReplica replica: Int) { replicas[replica].cache.allocate(1) }
}
