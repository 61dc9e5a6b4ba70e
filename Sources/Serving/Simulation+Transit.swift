import Kernel

/// Requests on their way between a client and a replica, where the engine's rules give that a length, and from one replica
/// to another.
extension Simulation {
  /// Sends a request through the front end of its replica, which serves those before it first.
  @inline(never) mutating func passDoor(_ slot: Int32) throws {
    let replica = Int(requests.rows[Int(slot)].replica)
    let rules = replicas[replica].rules
    // The lanes of a replica share one front end.
    let door = replica - replicas[replica].lane
    let start = max(now, replicas[door].frontEndFree)
    try schedule(.entry, slot, at: start, after: rules.frontEndService + rules.frontEndDelay)
    replicas[door].frontEndFree = start + rules.frontEndService
  }

  /// Lets a request come into the queue of the replica it was sent to.
  @inline(__always) mutating func enter(_ slot: Int32) throws {
    let replica = Int(requests.rows[Int(slot)].replica)
    replicas[replica].enqueue(slot, now: now, requests.rows)
    if !replicas[replica].isBusy {
      ready.insert(replica)
    } else if replicas[replica].cutLeap(now: now) {
      try scheduleWake(replica)
    }
  }

  /// Tells the world of a request that has ended, and lets its client send the next one in a closed loop.
  @inline(__always) mutating func deliver(_ slot: Int32, at time: Instant, _ observer: (any Observer)?) throws {
    let row = requests.rows + Int(slot)
    board.pointee.ended(row)
    ledger.pointee.finished += 1
    let lane = replicas + Int(row.pointee.replica)
    lane.pointee.outstanding -= 1
    if let observer {
      let first = replicas + Int(row.pointee.prefillReplica < 0 ? row.pointee.replica : row.pointee.prefillReplica)
      var record = row.pointee.record(
        replica: lane.pointee.number, firstToken: row.pointee.firstToken + first.pointee.rules.deliveryDelay, finish: time)
      if row.pointee.prefillReplica >= 0 { record.prefillReplica = first.pointee.number }
      observer.receive(.finished(record))
    }
    requests.remove(slot)
    if options.concurrency != nil { try pullClosed() }
  }

  /// Handles a request that has come to the end of its way.
  @inline(never) mutating func arrive(_ wake: Wake, _ observer: (any Observer)?) throws {
    switch wake.kind {
    case .entry: try arrive(wake.index, observer)
    case .delivery: try deliver(wake.index, at: now, observer)
    case .handOver: try handOverIsDue(wake)
    case .landing: try land(wake)
    case .network: try networkIsDue(wake)
    case .change: try happen(wake.index, observer)
    case .scaling: try scale(Int(wake.index))
    case .relief: try relieve(Int(wake.index))
    case .iterationsEnd: preconditionFailure("ends of iterations are handled by the main loop")
    }
  }

  /// A request comes out of the door of its replica, which may be gone meanwhile.
  private mutating func arrive(_ slot: Int32, _ observer: (any Observer)?) throws {
    let lane = Int(requests.rows[Int(slot)].replica)
    if books.presence.isEmpty || !books.presence[replicas[lane].number].isDown { return try enter(slot) }
    let chain = replicas[lane].chain(of: requests.rows + Int(slot))
    replicas[lane].withdraw(slot, requests.rows)
    try retry(HomelessRequest(slot: slot, chain: chain), observer)
  }

  /// Sends a request on its way. Those that arrive at one instant are handled after all ends of iterations, in the order
  /// in which they set out.
  mutating func schedule(_ kind: Wake.Kind, _ slot: Int32, at start: Instant, after delay: Duration, version: UInt32 = 0) throws {
    let (time, overflow) = start.picoseconds.addingReportingOverflow(delay.picoseconds)
    if overflow {
      throw InputError("simulated time passes 106 days", remedy: "shorter delays and latencies")
    }
    wakes.schedule(Wake(kind, slot, version: version), at: Instant(picoseconds: time), rank: Self.mostReplicas)
  }
}
