import Kernel
import Serving

/// What befalls the machines of the reference at times that are given: crashes and slowdowns of replicas of one lane, in one pool.
extension ReferenceSimulator {
  /// A fault that begins or ends.
  struct Change {
    enum Kind { case crashes, returns, runs(permille: Int64) }
    let time: Int64, replica: Int
    let kind: Kind
  }

  /// In order of time; at one instant those of the fault that began first come first.
  static func changes(_ plan: FailurePlan) -> [Change] {
    var changes: [Change] = []
    for fault in plan.faults.sorted(by: { $0.start < $1.start }) {
      for replica in fault.replicas {
        let kinds: (first: Change.Kind, last: Change.Kind) =
          switch fault.effect {
          case .crash: (.crashes, .returns)
          case .slowdown(let permille): (.runs(permille: Int64(permille)), .runs(permille: 1000))
          }
        changes.append(Change(time: fault.start.picoseconds, replica: replica, kind: kinds.first))
        if let length = fault.length {
          changes.append(Change(time: (fault.start + length).picoseconds, replica: replica, kind: kinds.last))
        }
      }
    }
    return changes.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
  }

  /// Replicas of the first pool that can be chosen.
  var open: [Int] { (0..<rules.replicas).filter { faults[$0] == 0 } }

  mutating func befall(_ now: Int64) {
    while let change = changes.first, change.time == now {
      changes.removeFirst()
      switch change.kind {
      case .crashes: crash(change.replica, now)
      case .returns: comeBack(change.replica, now)
      case .runs(let permille): machines[change.replica].permille = permille
      }
    }
  }

  /// What is under way never was; all that waits or runs has lost its KV and goes elsewhere, in order of arrival.
  private mutating func crash(_ index: Int, _ now: Int64) {
    faults[index] += 1
    if faults[index] > 1 { return }
    if machines[index].end != nil {
      log.iterations.removeAll { $0[0] == Int64(100 * index) && $0[1] == machines[index].start }
      (machines[index].end, machines[index].chunks, machines[index].decodes) = (nil, [], [])
    }
    releaseDeparted(index)
    let lost = (machines[index].waiting + machines[index].running + machines[index].swapped).sorted { $0.id < $1.id }
    (machines[index].waiting, machines[index].running, machines[index].swapped) = ([], [], [])
    for entry in lost {
      machines[index].cache.release(entry.blocks)
      leaveGroup(index, entry)
      (entry.target, entry.computed, entry.blocks, entry.ownBlocks) = (entry.prompt + entry.generated, 0, [], 0)
    }
    machines[index].cache.forgetAll()
    for entry in lost { retry(entry, now) }
  }

  /// Sends a request elsewhere, or holds it back until a replica returns.
  mutating func retry(_ entry: Entry, _ now: Int64) {
    log.retries.append([Int64(entry.id), Int64(entry.replica), now])
    entry.retries += 1
    entry.replica = -1
    if open.isEmpty { homeless.append(entry) } else { send(entry, now) }
  }

  private mutating func comeBack(_ index: Int, _ now: Int64) {
    faults[index] -= 1
    if faults[index] > 0 { return }
    machines[index].doorIsFree = max(machines[index].doorIsFree, now)
    (machines[index].start, machines[index].decodesAreNext, machines[index].timesLeftOut) = (now, false, 0)
    // Those that had a replica came before those that never had one.
    let (lost, new) = (homeless, unplaced)
    (homeless, unplaced) = ([], [])
    for entry in lost { send(entry, now) }
    for entry in new { arrive(entry, now) }
  }

  /// Sends a request to a replica that it has not been at, or that has lost it.
  private mutating func send(_ entry: Entry, _ now: Int64) {
    entry.replica = route(rules.router, entry, open, &turn)
    entry.decodeWork = decodeWork(entry)
    passDoor(entry, now)
  }
}
