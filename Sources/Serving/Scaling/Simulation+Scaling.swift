import Kernel

/// Pools that grow and shrink with their load (``ScalingRule``).
///
/// A replica that is taken away serves what it has first. It is switched off, and ceases to draw power and to cost money, at
/// the first look that finds it empty.
extension Simulation {
  /// Switches off what is not there at the start, and schedules the first looks.
  mutating func scheduleScaling() {
    for (pool, kind) in cluster.pools.enumerated() {
      guard let rule = kind.scaling else { continue }
      for replica in replicaNumbers(of: pool).dropFirst(rule.initial) {
        books.presence[replica].turn(.off, at: now)
        closeReplica(replica)
      }
      scheduleLook(at: pool, rule)
    }
  }

  private mutating func scheduleLook(at pool: Int, _ rule: ScalingRule) {
    let (time, overflow) = now.picoseconds.addingReportingOverflow(rule.interval.picoseconds)
    if !overflow { wakes.schedule(Wake(.scaling, Int32(pool)), at: Instant(picoseconds: time), rank: Self.mostReplicas + 2) }
  }

  /// Looks at a pool's load and changes the number of its replicas.
  @inline(never) mutating func scale(_ pool: Int) throws {
    guard let rule = cluster.pools[pool].scaling else { return }
    let numbers = replicaNumbers(of: pool)
    for replica in numbers where books.presence[replica].power == .draining && board.pointee[.requests, replica] == 0 {
      books.presence[replica].turn(.off, at: now)
    }
    let role = cluster.pools[pool].role
    var outstanding = numbers.reduce(0) { $0 + Int(board.pointee[.requests, $1]) }
    if role.takesPrompts { outstanding += unplaced.count + books.homeless.count }
    if role.takesHandOvers { outstanding += desk?.pointee.held.count ?? 0 }
    let wanted = rule.wanted(requests: outstanding, most: numbers.count)
    let there = numbers.count { books.presence[$0].power == .on || books.presence[$0].power == .starting }
    if wanted >= there { books.surplusSince[pool] = nil }
    if wanted > there {
      try grow(numbers, by: wanted - there, rule)
    } else if wanted < there {
      let since = books.surplusSince[pool] ?? now
      books.surplusSince[pool] = since
      if now - since >= rule.stabilisation { shrink(numbers, by: there - wanted) }
    }
    if someoneWillServe { scheduleLook(at: pool, rule) }
  }

  private mutating func grow(_ numbers: Range<Int>, by count: Int, _ rule: ScalingRule) throws {
    var left = count
    // Whoever is on its way out is back at once.
    for replica in numbers where left > 0 && books.presence[replica].power == .draining {
      books.presence[replica].turn(.on, at: now)
      if books.presence[replica].serves { try openReplica(replica) }
      left -= 1
    }
    for replica in numbers where left > 0 && books.presence[replica].power == .off {
      books.presence[replica].turn(.starting, at: now)
      let (time, overflow) = now.picoseconds.addingReportingOverflow(rule.startUp.picoseconds)
      if !overflow { schedule(.started, of: replica, at: Instant(picoseconds: time)) }
      ledger.pointee.startUps += 1
      left -= 1
    }
  }

  private mutating func shrink(_ numbers: Range<Int>, by count: Int) {
    var left = count
    for replica in numbers.reversed() where left > 0 && books.presence[replica].power == .on {
      books.presence[replica].turn(.draining, at: now)
      closeReplica(replica)
      left -= 1
    }
  }
}
