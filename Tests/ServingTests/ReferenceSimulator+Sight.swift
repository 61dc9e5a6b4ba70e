/// Which of the requests that wait a plan sees.
extension ReferenceSimulator {
  /// What came since the latest iteration began is not seen by a plan made ahead, unless it is all there is.
  mutating func look(_ index: Int, _ now: Int64) {
    machines[index].visibleUntil = rules.engine.asynchronousScheduling ? machines[index].start : .max
    let interval = rules.engine.receiveInterval
    let received = machines[index].receivedUntil
    machines[index].receivedUntil = machines[index].visibleUntil
    defer {
      if interval > 1 {
        let takesIn = machines[index].unreceived >= interval
        machines[index].receivedUntil = takesIn ? min(now, machines[index].visibleUntil) : received
        if takesIn { machines[index].unreceived = 0 }
      }
    }
    let sees = machines[index].landed.contains { $0.queued <= machines[index].visibleUntil }
    let isIdle = machines[index].running.isEmpty && machines[index].swapped.isEmpty
    if isIdle && firstSeen(index) == nil && !sees { (machines[index].visibleUntil, machines[index].receivedUntil) = (.max, .max) }
  }

  /// Whether a plan sees a request that waits. One that lost its place there has been taken in before.
  func sees(_ index: Int, _ entry: Entry) -> Bool {
    entry.queued <= machines[index].receivedUntil || entry.isTakenIn && entry.queued <= machines[index].visibleUntil
  }

  /// The first request that the plan sees in the queue, whatever its adapter.
  func firstSeen(_ index: Int) -> Entry? {
    let isSeen = { (entry: Entry) in self.sees(index, entry) }
    guard let entry = ordersWaiting ? machines[index].waiting.first(where: isSeen) : machines[index].waiting.first, isSeen(entry),
      machines[index].swapped.isEmpty
    else { return nil }
    return entry
  }

  /// The first one that the plan sees and whose adapter is here.
  func firstServable(_ index: Int, _ now: Int64) -> Entry? {
    if !machines[index].swapped.isEmpty { return nil }
    for entry in machines[index].waiting {
      if !sees(index, entry) {
        if ordersWaiting { continue } else { return nil }
      }
      if adapterIsHere(index, entry, now) { return entry }
      if rules.adapters?.overtakes == false { return nil }
    }
    return nil
  }
}
