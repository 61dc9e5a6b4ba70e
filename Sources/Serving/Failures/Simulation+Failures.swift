import Kernel
import Workload

/// Replicas that crash, come back, and run slowly for a while.
///
/// Changes are handled after all iterations that end at their instant and before all that arrive at it. What a crash takes
/// from a replica is retried elsewhere: the tokens that a client has seen stay, and all KV is computed anew.
extension Simulation {
  /// Schedules the beginnings and ends of all faults, and draws the first crash of each replica that fails by chance.
  mutating func scheduleFailures() {
    scheduleLinkFailures()
    // In order of time: a slowdown may begin as another ends.
    for fault in cluster.failures.faults.sorted(by: { $0.start < $1.start }) {
      for replica in fault.replicas {
        let (first, last): (ClusterChange.Kind, ClusterChange.Kind) =
          switch fault.effect {
          case .crash: (.crash(isFinal: fault.length == nil), .recovery)
          case .slowdown(let permille): (.speed(permille: permille), .speed(permille: 1000))
          }
        schedule(first, of: replica, at: fault.start)
        if fault.end != .never { schedule(last, of: replica, at: fault.end) }
      }
    }
    for faults in cluster.failures.random {
      for replica in faults.replicas {
        books.chance[replica] = RandomStream(seed: options.seed, name: "failures", substream: UInt64(replica))
        scheduleByChance(.chanceCrash, of: replica, mean: faults.meanTimeBetweenFailures)
      }
    }
  }

  private mutating func scheduleByChance(_ kind: ClusterChange.Kind, of replica: Int, mean: Duration) {
    guard var stream = books.chance[replica], someoneWillServe else { return }
    let wait = max(1, (stream.exponential(mean: mean.seconds) * 1e12).rounded())
    books.chance[replica] = stream
    guard wait < 9e18, case let (time, overflow) = now.picoseconds.addingReportingOverflow(Int64(wait)), !overflow else { return }
    schedule(kind, of: replica, at: Instant(picoseconds: time))
  }

  mutating func schedule(_ kind: ClusterChange.Kind, of replicaOrLink: Int, at time: Instant) {
    let number = books.keep(ClusterChange(number: Int32(replicaOrLink), kind: kind))
    wakes.schedule(Wake(.change, number), at: time, rank: Self.rankOfChanges)
  }

  /// Changes come after all ends of iterations and all requests on their way that are due at their instant.
  private static var rankOfChanges: Int { mostReplicas + 1 }

  private func randomFaults(of replica: Int) -> RandomFaults? {
    cluster.failures.random.first { $0.replicas.contains(replica) }
  }

  /// Lets a change happen.
  @inline(never) mutating func happen(_ number: Int32, _ observer: (any Observer)?) throws {
    let change = books.take(number)
    let replica = Int(change.number)
    switch change.kind {
    case .crash(let isFinal):
      if isFinal {
        books.chance[replica] = nil
        books.presence[replica].isLost = true
      }
      try crash(replica, observer)
    case .recovery: try recover(replica)
    case .speed(let permille): try changeSpeed(of: replica, permille: permille)
    case .chanceCrash:
      guard let faults = randomFaults(of: replica), books.chance[replica] != nil else { return }
      try crash(replica, observer)
      scheduleByChance(.chanceRecovery, of: replica, mean: faults.meanTimeToRepair)
    case .chanceRecovery:
      try recover(replica)
      guard let faults = randomFaults(of: replica) else { return }
      scheduleByChance(.chanceCrash, of: replica, mean: faults.meanTimeBetweenFailures)
    case .started:
      books.presence[replica].turn(.on, at: now)
      if books.presence[replica].serves { try openReplica(replica) }
    case .bandwidth(let permille): try changeBandwidth(of: Int(change.number), permille: permille)
    }
  }

  /// Whether for each stage there is a replica that is there or may come back. Where there is none, changes by chance and
  /// looks at the load would keep a dead run going for ever.
  var someoneWillServe: Bool {
    func someone(_ can: (PoolRole) -> Bool) -> Bool {
      books.presence.indices.contains { !books.presence[$0].isLost && can(role(of: $0)) }
    }
    if cluster.mixedPool != nil { return someone { _ in true } }
    return someone(\.takesPrompts) && (desk == nil || someone(\.takesHandOvers))
  }

  private func role(of replica: Int) -> PoolRole { cluster.pools[replicas[Int(firstLanes[replica])].pool].role }

  private mutating func recover(_ replica: Int) throws {
    guard books.presence[replica].recover(at: now) else { return }
    for lane in lanes(of: replica) { try replicas[lane].restart(now: now) }
    if books.presence[replica].serves { try openReplica(replica) }
  }

  private mutating func changeSpeed(of replica: Int, permille: Int) throws {
    for lane in lanes(of: replica) {
      replicas[lane].slowdownPermille = Int64(permille)
      if replicas[lane].isBusy && replicas[lane].endLeap(now: now) { try scheduleWake(lane) }
    }
  }

  /// Takes a replica away with all that it holds. The iterations under way count for nothing.
  private mutating func crash(_ replica: Int, _ observer: (any Observer)?) throws {
    if !books.presence[replica].fail(at: now) { return }
    closeReplica(replica)
    for lane in lanes(of: replica) {
      if replicas[lane].isBusy {
        // What ends this very instant has ended, and nothing was begun behind it.
        _ = replicas[lane].endLeap(now: now)
        try settle(lane, steps: replicas[lane].span.stepsEnded(by: now), observer)
        replicas[lane].wakeVersion &+= 1
      }
      replicas[lane].releaseDeparted()
    }
    if desk != nil { try callOffHandOvers(to: replica) }
    var lost: [HomelessRequest] = []
    for lane in lanes(of: replica) {
      for slot in replicas[lane].heldRequests(requests.rows) + departedRequests(of: lane) {
        if requests.rows[Int(slot)].handsOver { try callOffHandOver(of: slot) }
        let chain = replicas[lane].chain(of: requests.rows + Int(slot))
        replicas[lane].withdraw(slot, requests.rows)
        lost.append(HomelessRequest(slot: slot, chain: chain))
      }
      replicas[lane].forgetCache()
    }
    lost.sort { requests.rows[Int($0.slot)].id < requests.rows[Int($1.slot)].id }
    for request in lost { try retry(request, observer) }
  }

  /// Sends a request elsewhere whose replica is gone; or holds it back until there is one.
  mutating func retry(_ request: HomelessRequest, _ observer: (any Observer)?) throws {
    let row = requests.rows + Int(request.slot)
    let lane = Int(row.pointee.replica)
    if row.pointee.handsOver {
      try callOffHandOver(of: request.slot)
      if row.pointee.generatedTokens > 0 && row.pointee.prefillReplica < 0 { row.pointee.prefillReplica = Int32(lane) }
    }
    board.pointee.lost(row)
    replicas[lane].outstanding -= 1
    ledger.pointee.retries += 1
    row.pointee.retries += 1
    ledger.pointee.note(.retried, request: row.pointee.id, detail: lane, time: now)
    observer?.receive(
      .retried(
        RetryRecord(request: row.pointee.id, number: Int(row.pointee.retries), replica: replicas[lane].number, time: now)))
    if !board.pointee.takesPrompts { books.homeless.append(request) } else { try rehome(request) }
  }

  /// Sends the requests that lost their replica while there was no other, in the order in which they did.
  mutating func rehomeAll() throws {
    var sent = 0
    while sent < books.homeless.count && board.pointee.takesPrompts {
      try rehome(books.homeless[sent])
      sent += 1
    }
    books.homeless.removeFirst(sent)
  }

  private mutating func rehome(_ request: HomelessRequest) throws {
    let row = requests.rows + Int(request.slot)
    let predicted = row.pointee.predictedOutputTokens
    if prefixes.areCached { request.chain.withUnsafeBufferPointer { readPrompt(chained: $0) } }
    let lane = try chooseLane(
      ArrivalFacts(
        id: row.pointee.id, time: row.pointee.arrival, promptTokens: Int(row.pointee.promptTokens),
        predictedOutputTokens: predicted < 0 ? nil : Int(predicted)))
    let (prompt, output) = (Int(row.pointee.promptTokens), Int(row.pointee.outputTokens))
    let arrival = Arrival(time: row.pointee.arrival, promptTokens: prompt, outputTokens: output)
    let handsOver = mayHandOver(from: lane)
    if let reason = rejection(of: arrival, at: lane, handsOver: handsOver, produced: Int(row.pointee.generatedTokens)) {
      ledger.pointee.reject(row.pointee.id, arrival, at: row.pointee.arrival, reason)
      board.pointee.settleRole(of: replicas[lane].number)
      requests.remove(request.slot)
      if options.concurrency != nil { try pullClosed() }
      return
    }
    row.pointee.replica = Int32(lane)
    row.pointee.decodeReplica = -1
    row.pointee.handsOver = false
    replicas[lane].outstanding += 1
    board.pointee.sent(row, to: replicas[lane].number, handsOver: handsOver)
    if handsOver { try prepareHandOver(request.slot) }
    if prefixes.areCached { replicas[lane].keep(prefixes.chain.pointee.identities, of: row) }
    if replicas[lane].rules.entersAtOnce { try enter(request.slot) } else { try passDoor(request.slot) }
  }
}
