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
    var target: Int, computed = 0, generated = 0, preemptions = 0, ownBlocks = 0, replica = 0
    var queued: Int64 = 0, firstScheduled: Int64?, firstToken: Int64?, lastToken: Int64 = 0
    let identities: [UInt64]
    var blocks: [Int] = [], cached: Int?
    init(_ id: Int, _ arrival: Arrival) {
      (self.id, self.arrival) = (id, arrival.time.picoseconds)
      (prompt, output, target) = (arrival.promptTokens, arrival.outputTokens, arrival.promptTokens)
      identities = arrival.blockHashes
    }
  }
  struct Machine {
    var waiting: [Entry] = [], running: [Entry] = [], decodes: [Entry] = []
    var chunks: [(entry: Entry, tokens: Int)] = []
    var start: Int64 = 0, end: Int64?, visibleUntil = Int64.max, doorIsFree: Int64 = 0
    var cache: ReferenceCache
    /// Texts in the host's memory, the one used longest ago first, and when the links are free and all loads are done.
    var host: [[UInt64]] = []
    var hostLinkFree: Int64 = 0, remoteLinkFree: Int64 = 0, loadEnd: Int64 = 0
  }

  let rules: Rules
  /// Texts in the remote pool.
  var remote: [[UInt64]] = []
  var machines: [Machine]
  var log = RunLog()
  var turn = 0
  /// Requests that were sent and have not been answered, and those on their way, in the order in which they arrive.
  var unanswered: [Entry] = [], entering: [(time: Int64, entry: Entry)] = [], leaving: [(time: Int64, entry: Entry)] = []

  init(_ rules: Rules) {
    self.rules = rules
    machines = Array(
      repeating: Machine(cache: ReferenceCache(blocks: rules.kvBlocks, rules.engine.prefixes.eviction)), count: rules.replicas)
  }

  mutating func run(_ arrivals: [Arrival]) -> RunLog {
    var next = 0
    while true {
      var now = next < arrivals.count ? arrivals[next].time.picoseconds : Int64.max
      for machine in machines { now = min(now, machine.end ?? .max) }
      now = min(now, entering.first?.time ?? .max, leaving.first?.time ?? .max)
      if now == .max { break }
      for index in machines.indices where machines[index].end == now { endIteration(index, now) }
      while let first = leaving.first, first.time == now { finish(leaving.removeFirst().entry, now) }
      while let first = entering.first, first.time == now { enter(entering.removeFirst().entry, now) }
      while next < arrivals.count && arrivals[next].time.picoseconds == now {
        arrive(Entry(next, arrivals[next]), now)
        next += 1
      }
      for index in machines.indices where machines[index].end == nil { startIteration(index, now) }
      log.end = now
    }
    log.evictions = machines.reduce(0) { $0 + $1.cache.evictions }
    return log
  }

  private mutating func arrive(_ entry: Entry, _ now: Int64) {
    let loads = machines.indices.map { index in unanswered.count { $0.replica == index } }
    let tokens = machines.indices.map { index in unanswered.reduce(0) { $0 + ($1.replica == index ? $1.prompt : 0) } }
    switch rules.router {
    case "round_robin": (entry.replica, turn) = (turn, (turn + 1) % machines.count)
    case "least_requests": entry.replica = loads.firstIndex(of: loads.min()!)!
    case "prefix_affinity": entry.replica = affine(entry, loads, tokens)
    default: entry.replica = tokens.firstIndex(of: tokens.min()!)!
    }
    let longest = entry.prompt + entry.output - 1
    let wholeTooLong = rules.scheduler != "sarathi" && longest > rules.budget
    if blocks(longest) + rules.watermark > rules.kvBlocks || wholeTooLong {
      log.rejected.append(entry.id)
      return
    }
    unanswered.append(entry)
    let (delay, service) = (rules.engine.frontEndDelay.picoseconds, rules.engine.frontEndService.picoseconds)
    let start = max(now, machines[entry.replica].doorIsFree)
    machines[entry.replica].doorIsFree = start + service
    guard delay + service > 0 else { return enter(entry, now) }
    let time = start + service + delay
    entering.insert((time, entry), at: entering.firstIndex { $0.time > time } ?? entering.count)
  }

  private mutating func enter(_ entry: Entry, _ now: Int64) {
    entry.queued = now
    machines[entry.replica].waiting.append(entry)
  }

  func blocks(_ tokens: Int) -> Int { (tokens + rules.blockTokens - 1) / rules.blockTokens }

  /// Blocks of a prompt that have an identity, and all that is known of the prompt up to the end of one of them.
  func blocksOfLoad(_ entry: Entry) -> Int {
    min(entry.prompt / rules.blockTokens, entry.identities.count * rules.promptBlockTokens / rules.blockTokens)
  }
  private func namedBlocks(_ entry: Entry) -> Int { max(blocksOfLoad(entry), entry.ownBlocks) }
  private func text(_ entry: Entry, _ block: Int) -> [UInt64] {
    if block >= blocksOfLoad(entry) { return [UInt64(1) << 63 + UInt64(entry.id), UInt64(block)] }
    return entry.identities[...(block * rules.blockTokens / rules.promptBlockTokens)] + [UInt64(block)]
  }

  /// The head of the queue, if the plan sees it, and the blocks at the start of its prompt that are there already.
  private func head(_ index: Int, _ now: Int64) -> (entry: Entry, found: [Int], below: Below, left: Int)? {
    guard let entry = machines[index].waiting.first, entry.queued <= machines[index].visibleUntil else { return nil }
    var (found, below) = ([Int](), Below())
    if rules.engine.prefixCaching {
      let limit = (entry.target - 1) / rules.blockTokens
      for place in 0..<min(namedBlocks(entry), limit) {
        guard let block = machines[index].cache.find(text(entry, place)) else { break }
        found.append(block)
      }
      below = lookBelow(index, entry, first: found.count, limit: limit, now)
    }
    return (entry, found, below, entry.target - (found.count + below.blocks) * rules.blockTokens)
  }

  private mutating func admit(_ index: Int, _ now: Int64, tokens: Int) -> Bool {
    let (entry, found, below, _) = head(index, now)!
    let cached = (found.count + below.blocks) * rules.blockTokens
    let first = rules.engine.reservesWholePrompt ? entry.target : cached + tokens
    let asked = rules.engine.reservesWholePrompt || rules.engine.admissionNeedsWholePrompt ? entry.target : first
    let taken = blocks(asked) - found.count + found.count { machines[index].cache.blocks[$0].holders == 0 }
    guard tokens > 0, machines[index].running.count < rules.maximumSequences,
      machines[index].cache.free.count - taken >= rules.watermark
    else { return false }
    machines[index].running.append(machines[index].waiting.removeFirst())
    if rules.engine.prefixCaching {
      log.queriedTokens += entry.target
      log.hitTokens += cached
      entry.cached = entry.cached ?? cached
      if cached > 0 { load(index, entry, below, first: found.count, now) }
    }
    for block in found { machines[index].cache.hold(block) }
    (entry.blocks, entry.computed) = (found, cached)
    while entry.blocks.count < blocks(first) { entry.blocks.append(machines[index].cache.take()) }
    planChunk(index, entry, tokens)
    if entry.firstScheduled == nil { entry.firstScheduled = now }
    return true
  }

  private mutating func planChunk(_ index: Int, _ entry: Entry, _ tokens: Int) {
    machines[index].chunks.append((entry, tokens))
    if rules.engine.prefixCaching { enterBlocks(index, entry, computed: entry.computed + tokens) }
  }

  private mutating func enterBlocks(_ index: Int, _ entry: Entry, computed: Int) {
    for place in 0..<min(namedBlocks(entry), computed / rules.blockTokens)
    where machines[index].cache.blocks[entry.blocks[place]].text == nil {
      machines[index].cache.enter(entry.blocks[place], text(entry, place), price: price(entry, place))
    }
  }

  private mutating func preempt(_ index: Int, _ victim: Entry, _ now: Int64) {
    machines[index].running.removeAll { $0 === victim }
    if rules.engine.prefixCaching {
      victim.ownBlocks = max(victim.ownBlocks, victim.computed / rules.blockTokens)
      enterBlocks(index, victim, computed: victim.computed)
    }
    machines[index].cache.release(victim.blocks)
    (victim.target, victim.computed, victim.blocks, victim.queued) = (victim.prompt + victim.generated, 0, [], now)
    victim.preemptions += 1
    machines[index].waiting.insert(victim, at: 0)
    log.preemptions.append([Int64(victim.id), Int64(index), now])
  }

  /// Decodes in order of admission; whoever finds no block evicts the last admitted, perhaps itself.
  private mutating func planDecodes(_ index: Int, _ now: Int64) -> (decodes: [Entry], preempted: Bool) {
    var planned: [Entry] = [], preempted = false
    let picked = machines[index].running.enumerated().filter { place, entry in
      rules.scheduler != "picking" || place == 0 || PickingScheduler.picks(request: entry.id, generated: entry.generated)
    }.map(\.element)
    for entry in picked where entry.computed == entry.target || entry.generated > 0 && entry.computed > entry.target {
      guard machines[index].running.contains(where: { $0 === entry }) else { continue }
      while needsBlock(entry) && machines[index].cache.free.count == planned.count(where: needsBlock) {
        let victim = machines[index].running.last!
        planned.removeAll { $0 === victim }
        preempt(index, victim, now)
        preempted = true
        if victim === entry { break }
      }
      if machines[index].running.contains(where: { $0 === entry }) { planned.append(entry) }
    }
    for entry in planned where needsBlock(entry) { entry.blocks.append(machines[index].cache.take()) }
    return (planned, preempted)
  }

  private func needsBlock(_ entry: Entry) -> Bool { entry.computed % rules.blockTokens == 0 }

  /// Prompts begun earlier go on. Whoever finds no blocks evicts the last of those not planned yet, perhaps itself.
  private mutating func planPartialPrompts(_ index: Int, _ now: Int64, _ left: inout Int) -> Bool {
    var preempted = false
    for entry in machines[index].running where entry.computed < entry.target && left > 0 {
      let tokens = min(entry.target - entry.computed, left, rules.maximumChunk)
      while machines[index].running.contains(where: { $0 === entry }) {
        let lacking = max(0, blocks(entry.computed + tokens) - entry.blocks.count)
        if lacking <= machines[index].cache.free.count {
          for _ in 0..<lacking { entry.blocks.append(machines[index].cache.take()) }
          planChunk(index, entry, tokens)
          left -= tokens
          break
        }
        let last = machines[index].running.last { $0.computed < $0.target }!
        preempt(index, machines[index].chunks.contains { $0.entry === last } ? entry : last, now)
        preempted = true
      }
    }
    return preempted
  }

  /// What came since the latest iteration began is not seen by a plan made ahead, unless it is all there is.
  private mutating func look(_ index: Int, _ now: Int64) {
    machines[index].visibleUntil = rules.engine.asynchronousScheduling ? machines[index].start : .max
    if machines[index].running.isEmpty && head(index, now) == nil { machines[index].visibleUntil = .max }
  }

  private mutating func startIteration(_ index: Int, _ now: Int64) {
    machines[index].chunks = []
    machines[index].loadEnd = now
    look(index, now)
    var (decodes, left) = ([Entry](), rules.budget)
    if rules.scheduler != "sarathi" {
      while let head = head(index, now), head.left <= left, admit(index, now, tokens: head.left) { left -= head.left }
      if machines[index].chunks.isEmpty { decodes = planDecodes(index, now).decodes }
    } else {
      let step = planDecodes(index, now)
      (decodes, left) = (step.decodes, left - step.decodes.count)
      let preempted = planPartialPrompts(index, now, &left) || step.preempted
      while !preempted, let head = head(index, now) {
        let tokens = min(head.left, left, rules.maximumChunk)
        if !admit(index, now, tokens: tokens) { break }
        left -= tokens
      }
    }
    if decodes.isEmpty && machines[index].chunks.isEmpty { return }
    machines[index].decodes = decodes
    let tokens = decodes.count + machines[index].chunks.reduce(0) { $0 + $1.tokens }
    var duration = rules.base + rules.perToken * Int64(tokens)
    for entry in decodes {
      duration += rules.perContext * Int64(entry.computed + 1)
      if rules.window != .max { duration += rules.perContext * Int64(min(entry.computed + 1, rules.window)) }
    }
    let contexts = decodes.map(\.computed)
    let lead = contexts.count * (contexts.max() ?? 0) - contexts.reduce(0, +)
    duration += rules.perLead * Int64(lead)
    for (entry, _) in machines[index].chunks { duration += rules.perCached * Int64(entry.computed) }
    duration += wait(machines[index].loadEnd - now, compute: duration)
    (machines[index].start, machines[index].end) = (now, now + duration)
    log.iterations.append([Int64(index), now, duration, Int64(decodes.count), Int64(tokens - decodes.count)])
  }

  private mutating func endIteration(_ index: Int, _ now: Int64) {
    let chunks = machines[index].chunks
    for (entry, tokens) in chunks {
      entry.computed += tokens
      store(index, entry, tokens, now)
    }
    for entry in machines[index].decodes { entry.computed += 1 }
    // Of those that end together, decodes give their blocks back first, in order of arrival.
    for entry in machines[index].decodes.sorted(by: { $0.id < $1.id }) + chunks.map(\.entry).filter({ $0.computed == $0.target }) {
      if entry.generated > 0 { log.gaps[now - entry.lastToken, default: 0] += 1 }
      entry.generated += 1
      entry.lastToken = now
      if entry.firstToken == nil { entry.firstToken = now }
      if entry.generated == entry.output {
        machines[index].running.removeAll { $0 === entry }
        machines[index].cache.release(entry.blocks)
        let delay = rules.engine.deliveryDelay.picoseconds
        if delay == 0 { finish(entry, now) } else { leaving.append((now + delay, entry)) }
      }
    }
    (machines[index].decodes, machines[index].chunks, machines[index].end) = ([], [], nil)
  }

  private mutating func finish(_ entry: Entry, _ now: Int64) {
    unanswered.removeAll { $0 === entry }
    log.records[entry.id] = RequestRecord(
      request: entry.id, replica: entry.replica, promptTokens: entry.prompt, outputTokens: entry.output,
      cachedTokens: entry.cached ?? 0, preemptions: entry.preemptions, arrival: Instant(picoseconds: entry.arrival),
      firstScheduled: Instant(picoseconds: entry.firstScheduled!),
      firstToken: Instant(picoseconds: entry.firstToken!) + rules.engine.deliveryDelay, finish: Instant(picoseconds: now))
  }
}
