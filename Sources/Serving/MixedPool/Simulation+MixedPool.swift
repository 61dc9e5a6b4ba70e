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

  // MARK: Replicas that cannot go on

  /// Notes a lane that has just planned, or that has just refused room to KV, where it may be starving.
  @inline(__always) mutating func noteStarving(_ lane: Int, hasPlanned: Bool) {
    if replicas[lane].handingOver > 0 && (!replicas[lane].isBusy || hasPlanned && replicas[lane].lacksMemory) && cluster.mixedPool != nil {
      starving.append(lane)
    }
  }

  /// Has the lanes relieved that can run nothing of what is there, or of what is to come there, for want of memory.
  ///
  /// All plans of this instant are made, which a loop that leaps over some of them must not see otherwise than one that
  /// makes them all; so it is done at the next.
  @inline(never) mutating func scheduleRelief() {
    for lane in Set(starving).sorted()
    where replicas[lane].lacksMemory || !replicas[lane].isBusy && !replicas[lane].awaitingRoom.isEmpty {
      wakes.schedule(Wake(.relief, Int32(lane)), at: now + Duration(picoseconds: 1), rank: Self.mostReplicas + 3)
    }
    starving.removeAll(keepingCapacity: true)
  }

  /// Lets a lane that starves decode the oldest of the requests whose KV lies there and has not begun to leave.
  ///
  /// In a mixed pool that KV may wait for room at replicas which wait in their turn for room here. So each must be able to
  /// go on by itself: KV on its way arrives sometime, and all other is its own, which gives way by the policy's rules.
  mutating func relieve(_ lane: Int) throws {
    guard let oldest = departedRequests(of: lane).first(where: { mayStillStay($0) }) else { return }
    try withdrawHandOver(of: oldest)
    try stay(oldest)
  }

  /// Whether the KV of a request that has departed has not begun to leave, and its replica could decode it.
  private func mayStillStay(_ slot: Int32) -> Bool {
    let row = requests.rows + Int(slot)
    if let desk, row.pointee.handOver >= 0, desk.pointee.table[row.pointee.handOver].blocks > 0 { return false }
    return holds(slot, at: replicas[Int(row.pointee.replica)].number)
  }
}
