import Kernel

/// The choices of a cluster whose replicas change their roles (``MixedPoolRule``).
extension Simulation {
  /// Where the prompt of a request is computed.
  @inline(never) mutating func choosePromptReplica(_ request: ArrivalFacts) throws -> Int {
    var last: Int?
    for set in [CandidateSet.prompt, .mixedPrompt] where board.pointee.openCount(set) > 0 {
      let chosen = try choose(set, request)
      if hasRoom(forPrompt: request.promptTokens, at: chosen) { return chosen }
      last = last ?? chosen
    }
    if board.pointee.openCount(.decode) > 0 {
      let least = board.pointee.leastLoaded(.decode)
      board.pointee.mix(least)
      return least
    }
    guard let last else { throw BrokenInvariant("a prompt is routed and there is no replica", time: now) }
    return last
  }

  /// Where a request's tokens are made; nil where no replica can hold them.
  @inline(never) mutating func chooseDecodeReplica(of slot: Int32) throws -> Int? {
    var last: Int?
    for set in [CandidateSet.decode, .mixedDecode] {
      guard let chosen = try chooseDestination(of: slot, in: set) else { continue }
      if hasRoom(forTokensOf: slot, at: chosen) { return chosen }
      last = last ?? chosen
    }
    if board.pointee.openCount(.prompt) > 0 {
      let least = board.pointee.leastLoaded(.prompt)
      if holds(slot, at: least), last == nil || hasRoom(forTokensOf: slot, at: least) {
        board.pointee.mix(least)
        return least
      }
    }
    return last
  }

  private func hasRoom(forPrompt tokens: Int, at replica: Int) -> Bool {
    let pending = Int(board.pointee[.pendingPromptTokens, replica])
    return pending == 0 || pending + tokens <= cluster.mixedPool?.pendingTokens ?? .max
  }

  /// Whether the KV of all that is sent or promised to a replica would fit with one request more, as far as outputs are
  /// predicted. A request that is there already is counted.
  private func hasRoom(forTokensOf slot: Int32, at replica: Int) -> Bool {
    let row = requests.rows + Int(slot)
    let isThere = replicas[Int(row.pointee.replica)].number == replica
    let more = isThere ? 0 : Int(row.pointee.promptTokens) + Int(max(0, row.pointee.predictedOutputTokens))
    let cache = cluster.pools[replicas[Int(firstLanes[replica])].pool].replica
    return Int(board.pointee[.tokens, replica]) + more <= cache.kvBlocks * cache.blockTokens
  }

  /// Lets a request be decoded where its prompt is: it is handed over to nobody.
  mutating func stay(_ slot: Int32) throws {
    let row = requests.rows + Int(slot)
    let lane = Int(row.pointee.replica)
    row.pointee.handsOver = false
    board.pointee.stays(row)
    if row.pointee.phase != .handingOver { return }
    replicas[lane].takeBack(departed: slot, now: now, requests.rows)
    if !replicas[lane].isBusy { ready.insert(lane) } else if replicas[lane].cutLeap(now: now, forRequest: true) { try scheduleWake(lane) }
  }

  // MARK: Replicas that wait for each other

  /// Unties replicas that are full of KV for each other: one that has nothing to run and whose KV waits for room at others
  /// that have nothing to run either decodes its oldest request itself. Tells whether there was one.
  @inline(never) mutating func untie() throws -> Bool {
    var wasTied = false
    defer { starving.removeAll(keepingCapacity: true) }
    for lane in starving where isStarved(lane) {
      let waiting = departedRequests(of: lane).filter { requests.rows[Int($0)].decodeReplica >= 0 }
      guard let oldest = waiting.first, waiting.allSatisfy({ isStarved(Int(requests.rows[Int($0)].decodeReplica)) }) else { continue }
      try withdrawHandOver(of: oldest)
      try stay(oldest)
      wasTied = true
    }
    return wasTied
  }

  /// Whether a lane has nothing to run and nothing comes to it or leaves it, though KV lies there that is to leave.
  private func isStarved(_ lane: Int) -> Bool {
    guard let desk, !replicas[lane].isBusy, replicas[lane].handingOver > 0, replicas[lane].blocksAwaited == 0 else { return false }
    return departedRequests(of: lane).allSatisfy {
      let number = requests.rows[Int($0)].handOver
      return number < 0 || desk.pointee.table[number].blocks == 0
    }
  }
}
