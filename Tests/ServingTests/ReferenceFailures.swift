import Kernel
import Serving

/// What befalls the machines of the reference at times that are given: crashes and slowdowns of replicas of one lane.
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

  /// Lets the next change happen that is due. Returns whether there was one.
  mutating func befall(_ now: Int64) -> Bool {
    guard let change = changes.first, change.time == now else { return false }
    changes.removeFirst()
    switch change.kind {
    case .crashes: crash(change.replica, now)
    case .returns: comeBack(change.replica, now)
    case .runs(let permille): machines[change.replica].permille = permille
    }
    return true
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
    callOffTransfers(to: index, now)
    let here = machines[index].waiting + machines[index].running + machines[index].swapped + machines[index].landed
    (machines[index].waiting, machines[index].running, machines[index].swapped, machines[index].landed) = ([], [], [], [])
    let departed = unanswered.filter { $0.isDeparted && $0.replica == index }
    for entry in here.sorted(by: { $0.id < $1.id }) + departed {
      callOff(entry, now)
      release(index, entry)
      leaveGroup(index, entry)
      (entry.target, entry.computed, entry.ownBlocks) = (entry.prompt + entry.generated - entry.spared, 0, 0)
      entry.resident = nil
      entry.isDeparted = false
      if index < rules.replicas && rules.decodeReplicas > 0 && entry.generated > 0 { entry.prefiller = entry.prefiller ?? index }
    }
    machines[index].slots = Self.firstSlots(rules)
    // What was to be moved has been, though no iteration has waited for it.
    _ = swapTime(index)
    machines[index].cache.forgetAll()
    for entry in (here + departed).sorted(by: { $0.id < $1.id }) { retry(entry, now) }
  }

  /// Hand-overs to a machine that is gone: what is ready to set out chooses anew, when all have been called off.
  private mutating func callOffTransfers(to index: Int, _ now: Int64) {
    let bound = unanswered.filter { $0.destination == index && $0.replica != index }
    let toChoose = bound.filter { $0.isDeparted && $0.transfer != nil }
    for entry in bound { callOff(entry, now) }
    for entry in toChoose { setOut(entry, now) }
  }

  private mutating func callOff(_ entry: Entry, _ now: Int64) {
    cancelTransfer(of: entry, now)
    held.removeAll { $0 === entry }
    (entry.destination, entry.decodeWork) = (nil, 0)
  }

  /// Sends a request elsewhere, or holds it back until a replica returns.
  mutating func retry(_ entry: Entry, _ now: Int64) {
    callOff(entry, now)
    log.retries.append([Int64(entry.id), Int64(entry.replica), now])
    entry.retries += 1
    entry.replica = -1
    if open.isEmpty { homeless.append(entry) } else { send(entry, now) }
  }

  private mutating func comeBack(_ index: Int, _ now: Int64) {
    faults[index] -= 1
    if faults[index] > 0 { return }
    isCold[index] = true
    (machines[index].adapterLinkFree, machines[index].results) = (now, [])
    machines[index].doorIsFree = max(machines[index].doorIsFree, now)
    (machines[index].start, machines[index].decodesAreNext, machines[index].timesLeftOut) = (now, false, 0)
    // Those that had a replica came before those that never had one.
    let (lost, new) = open.isEmpty ? ([], []) : (homeless, unplaced)
    if !open.isEmpty { (homeless, unplaced) = ([], []) }
    for entry in lost { send(entry, now) }
    for entry in new { arrive(entry, now) }
    let stranded = held
    held = []
    for entry in stranded { setOut(entry, now) }
  }

  /// Sends a request to a replica that it has not been at, or that has lost it.
  private mutating func send(_ entry: Entry, _ now: Int64) {
    entry.replica = route(rules.router, entry, open, &turn)
    if rules.decodeReplicas == 0 { entry.decodeWork = decodeWork(entry) }
    if rules.decodeReplicas > 0 && rules.handOver.choice == .atArrival { _ = chooseDestination(entry) }
    passDoor(entry, now)
  }
}
