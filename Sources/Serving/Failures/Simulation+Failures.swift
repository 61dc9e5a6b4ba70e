import Kernel

/// Replicas that crash, come back, and run slowly for a while.
///
/// Changes are handled after all iterations that end at their instant and before all that arrive at it. What a crash takes
/// from a replica is retried elsewhere: the tokens that a client has seen stay, and all KV is computed anew.
extension Simulation {
  /// Schedules the beginnings and ends of all faults, and draws the first crash of each replica that fails by chance.
  mutating func scheduleFailures() {
    for fault in cluster.failures.faults {
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
        chance[replica] = RandomStream(seed: options.seed, name: "failures", substream: UInt64(replica))
        scheduleByChance(.chanceCrash, of: replica, mean: faults.meanTimeBetweenFailures)
      }
    }
  }

  private mutating func scheduleByChance(_ kind: ClusterChange.Kind, of replica: Int, mean: Duration) {
    guard var stream = chance[replica] else { return }
    let wait = max(1, (stream.exponential(mean: mean.seconds) * 1e12).rounded())
    chance[replica] = stream
    guard wait < 9e18, case let (time, overflow) = now.picoseconds.addingReportingOverflow(Int64(wait)), !overflow else { return }
    schedule(kind, of: replica, at: Instant(picoseconds: time))
  }

  mutating func schedule(_ kind: ClusterChange.Kind, of replica: Int, at time: Instant) {
    let change = ClusterChange(replica: Int32(replica), kind: kind)
    let place = spareChanges.popLast() ?? Int32(changes.count)
    if Int(place) == changes.count { changes.append(change) } else { changes[Int(place)] = change }
    wakes.schedule(Wake(.change, place), at: time, rank: Self.mostReplicas)
  }

  private var randomFaults: (Int) -> RandomFaults? {
    { [random = cluster.failures.random] replica in random.first { $0.replicas.contains(replica) } }
  }

  /// Lets a change happen.
  @inline(never) mutating func happen(_ place: Int32, _ observer: (any Observer)?) throws {
    let change = changes[Int(place)]
    spareChanges.append(place)
    let replica = Int(change.replica)
    switch change.kind {
    case .crash(let isFinal):
      if isFinal { chance[replica] = nil }
      try crash(replica, observer)
    case .recovery: try recover(replica)
    case .speed(let permille):
      replicas[replica].slowdownPermille = Int64(permille)
      if replicas[replica].isBusy && replicas[replica].endLeap(now: now) { try scheduleWake(replica) }
    case .chanceCrash:
      guard let faults = randomFaults(replica), chance[replica] != nil else { return }
      try crash(replica, observer)
      scheduleByChance(.chanceRecovery, of: replica, mean: faults.meanTimeToRepair)
    case .chanceRecovery:
      try recover(replica)
      guard let faults = randomFaults(replica) else { return }
      scheduleByChance(.chanceCrash, of: replica, mean: faults.meanTimeBetweenFailures)
    case .started:
      presence[replica].turn(.on, at: now)
      if presence[replica].serves { try openReplica(replica) }
    }
  }

  private mutating func recover(_ replica: Int) throws {
    if presence[replica].recover(at: now) && presence[replica].serves { try openReplica(replica) }
  }

  /// Takes a replica away with all that it holds. The iteration under way counts for nothing.
  private mutating func crash(_ replica: Int, _ observer: (any Observer)?) throws {
    if !presence[replica].fail(at: now) { return }
    closeReplica(replica)
    if replicas[replica].isBusy {
      try settle(replica, steps: replicas[replica].span.stepsEnded(by: now), observer)
      replicas[replica].wakeVersion &+= 1
    }
    for slot in replicas[replica].heldRequests(requests.rows) {
      replicas[replica].withdraw(slot, requests.rows)
      try retry(slot, observer)
    }
    replicas[replica].forgetCache()
  }

  /// Sends a request elsewhere whose replica is gone; or holds it back until there is one.
  mutating func retry(_ slot: Int32, _ observer: (any Observer)?) throws {
    let row = requests.rows + Int(slot)
    board.pointee.withdrawn(row)
    ledger.pointee.retries += 1
    row.pointee.retries += 1
    ledger.pointee.note(.retried, request: row.pointee.id, detail: Int(row.pointee.replica), time: now)
    observer?.requestRetried(request: row.pointee.id, replica: Int(row.pointee.replica), time: now)
    if board.pointee.openCount(.prompt) == 0 { homeless.append(slot) } else { try rehome(slot) }
  }

  /// Sends the requests that lost their replica while there was no other, in the order in which they did.
  mutating func rehomeAll() throws {
    var sent = 0
    while sent < homeless.count && board.pointee.openCount(.prompt) > 0 {
      try rehome(homeless[sent])
      sent += 1
    }
    homeless.removeFirst(sent)
  }

  private mutating func rehome(_ slot: Int32) throws {
    let row = requests.rows + Int(slot)
    let predicted = row.pointee.predictedOutputTokens
    let replica = try route(
      ArrivalFacts(
        id: row.pointee.id, time: row.pointee.arrival, promptTokens: Int(row.pointee.promptTokens),
        predictedOutputTokens: predicted < 0 ? nil : Int(predicted)))
    let (prompt, output) = (Int(row.pointee.promptTokens), Int(row.pointee.outputTokens))
    if let reason = replicas[replica].rejection(promptTokens: prompt, outputTokens: output) {
      ledger.pointee.reject(row.pointee.id, promptTokens: prompt, outputTokens: output, arrival: row.pointee.arrival, at: now, reason)
      requests.remove(slot)
      if options.concurrency != nil { try pullClosed() }
      return
    }
    row.pointee.replica = Int32(replica)
    board.pointee.sent(row, to: replica)
    if replicas[replica].rules.entersAtOnce { try enter(slot) } else { try passDoor(slot) }
  }
}
