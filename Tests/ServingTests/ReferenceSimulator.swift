import Kernel
import Workload

import Serving

/// The simplest form of the simulator: arrays, a loop over every token, no heap, no sums kept. It shares no code with
/// the engine it is held against, only the rules.
struct ReferenceSimulator {
  final class Entry {
    let id: Int
    let arrival: Int64
    let prompt: Int
    let output: Int
    var target: Int, computed = 0, generated = 0, preemptions = 0, replica = 0
    var firstScheduled: Int64?, firstToken: Int64?, lastToken: Int64 = 0, finish: Int64 = 0
    init(_ id: Int, _ arrival: Arrival) {
      (self.id, self.arrival) = (id, arrival.time.picoseconds)
      (prompt, output, target) = (arrival.promptTokens, arrival.outputTokens, arrival.promptTokens)
    }
  }
  struct Machine {
    var waiting: [Entry] = [], running: [Entry] = [], decodes: [Entry] = []
    var chunks: [(entry: Entry, tokens: Int)] = []
    var start: Int64 = 0, end: Int64?
  }

  let rules: Rules
  var machines: [Machine]
  var log = RunLog()
  var turn = 0

  init(_ rules: Rules) {
    self.rules = rules
    machines = Array(repeating: Machine(), count: rules.replicas)
  }

  mutating func run(_ arrivals: [Arrival]) -> RunLog {
    var next = 0
    while true {
      var now = next < arrivals.count ? arrivals[next].time.picoseconds : Int64.max
      for machine in machines { now = min(now, machine.end ?? .max) }
      if now == .max { break }
      for index in machines.indices where machines[index].end == now { endIteration(index, now) }
      while next < arrivals.count && arrivals[next].time.picoseconds == now {
        arrive(Entry(next, arrivals[next]))
        next += 1
      }
      for index in machines.indices where machines[index].end == nil { startIteration(index, now) }
      log.end = now
    }
    return log
  }

  private mutating func arrive(_ entry: Entry) {
    let loads = machines.map { $0.waiting.count + $0.running.count }
    let tokens = machines.map { ($0.waiting + $0.running).reduce(0) { $0 + $1.prompt } }
    switch rules.router {
    case "round_robin": (entry.replica, turn) = (turn, (turn + 1) % machines.count)
    case "least_requests": entry.replica = loads.firstIndex(of: loads.min()!)!
    default: entry.replica = tokens.firstIndex(of: tokens.min()!)!
    }
    let longest = entry.prompt + entry.output - 1
    let wholeTooLong = rules.scheduler != "sarathi" && longest > rules.budget
    if blocks(longest) + rules.watermark > rules.kvBlocks || wholeTooLong {
      log.rejected.append(entry.id)
    } else {
      machines[entry.replica].waiting.append(entry)
    }
  }

  private func blocks(_ tokens: Int) -> Int { (tokens + rules.blockTokens - 1) / rules.blockTokens }

  /// KV tokens held: all of the prompt from admission on, then one more for each decode.
  private func held(_ entry: Entry) -> Int { entry.computed < entry.target ? entry.target : entry.computed }

  private func free(_ index: Int, decoding: [Entry] = []) -> Int {
    let running = machines[index].running.reduce(0) { $0 + blocks(held($1)) }
    return rules.kvBlocks - running - decoding.count { held($0) % rules.blockTokens == 0 }
  }

  private mutating func admit(_ index: Int, _ now: Int64, tokens: Int, decoding: [Entry]) -> Bool {
    let entry = machines[index].waiting[0]
    guard tokens > 0, machines[index].running.count < rules.maximumSequences,
      free(index, decoding: decoding) - blocks(entry.target) >= rules.watermark
    else { return false }
    machines[index].running.append(machines[index].waiting.removeFirst())
    machines[index].chunks.append((entry, tokens))
    if entry.firstScheduled == nil { entry.firstScheduled = now }
    return true
  }

  /// Decodes in order of admission; whoever finds no block evicts the last admitted, perhaps itself.
  private mutating func planDecodes(_ index: Int, _ now: Int64) -> (decodes: [Entry], preempted: Bool) {
    var planned: [Entry] = [], preempted = false
    let picked = machines[index].running.enumerated().filter { place, entry in
      rules.scheduler != "picking" || place == 0 || PickingScheduler.picks(request: entry.id, generated: entry.generated)
    }.map(\.element)
    for entry in picked where entry.computed == entry.target || entry.generated > 0 && entry.computed > entry.target {
      guard machines[index].running.contains(where: { $0 === entry }) else { continue }
      while held(entry) % rules.blockTokens == 0 && free(index, decoding: planned) == 0 {
        let victim = machines[index].running.removeLast()
        planned.removeAll { $0 === victim }
        (victim.target, victim.computed) = (victim.prompt + victim.generated, 0)
        victim.preemptions += 1
        machines[index].waiting.insert(victim, at: 0)
        log.preemptions.append([Int64(victim.id), Int64(index), now])
        preempted = true
        if victim === entry { break }
      }
      if machines[index].running.contains(where: { $0 === entry }) { planned.append(entry) }
    }
    return (planned, preempted)
  }

  private mutating func startIteration(_ index: Int, _ now: Int64) {
    machines[index].chunks = []
    var (decodes, left) = ([Entry](), rules.budget)
    if rules.scheduler != "sarathi" {
      while let head = machines[index].waiting.first, head.target <= left,
        admit(index, now, tokens: head.target, decoding: [])
      { left -= head.target }
      if machines[index].chunks.isEmpty { decodes = planDecodes(index, now).decodes }
    } else {
      let step = planDecodes(index, now)
      (decodes, left) = (step.decodes, left - step.decodes.count)
      for entry in machines[index].running where entry.computed < entry.target && left > 0 {
        let tokens = min(entry.target - entry.computed, left)
        machines[index].chunks.append((entry, tokens))
        left -= tokens
      }
      while !step.preempted, let head = machines[index].waiting.first,
        admit(index, now, tokens: min(head.target, left), decoding: decodes)
      { left -= min(head.target, left) }
    }
    if decodes.isEmpty && machines[index].chunks.isEmpty { return }
    machines[index].decodes = decodes
    let tokens = decodes.count + machines[index].chunks.reduce(0) { $0 + $1.tokens }
    var duration = rules.base + rules.perToken * Int64(tokens)
    for entry in decodes {
      duration += rules.perContext * Int64(held(entry) + 1)
      if rules.window != .max { duration += rules.perContext * Int64(min(held(entry) + 1, rules.window)) }
    }
    (machines[index].start, machines[index].end) = (now, now + duration)
    log.iterations.append([Int64(index), now, duration, Int64(decodes.count), Int64(tokens - decodes.count)])
  }

  private mutating func endIteration(_ index: Int, _ now: Int64) {
    let chunks = machines[index].chunks
    for (entry, tokens) in chunks { entry.computed += tokens }
    for entry in machines[index].decodes { entry.computed += 1 }
    for entry in machines[index].decodes + chunks.map(\.entry).filter({ $0.computed == $0.target }) {
      if entry.generated > 0 { log.gaps[now - entry.lastToken, default: 0] += 1 }
      entry.generated += 1
      entry.lastToken = now
      if entry.firstToken == nil { entry.firstToken = now }
      if entry.generated == entry.output { finish(entry, now) }
    }
    (machines[index].decodes, machines[index].chunks, machines[index].end) = ([], [], nil)
  }

  private mutating func finish(_ entry: Entry, _ now: Int64) {
    machines[entry.replica].running.removeAll { $0 === entry }
    log.records[entry.id] = RequestRecord(
      request: entry.id, replica: entry.replica, promptTokens: entry.prompt, outputTokens: entry.output,
      preemptions: entry.preemptions, arrival: Instant(picoseconds: entry.arrival),
      firstScheduled: Instant(picoseconds: entry.firstScheduled!), firstToken: Instant(picoseconds: entry.firstToken!),
      finish: Instant(picoseconds: now))
  }
}
