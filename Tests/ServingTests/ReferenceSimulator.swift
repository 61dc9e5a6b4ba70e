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
    var waiting: [Entry] = [], running: [Entry] = [], decodes: [Entry] = [], departed: [Entry] = []
    var chunks: [(entry: Entry, tokens: Int)] = []
    var start: Int64 = 0, end: Int64?, visibleUntil = Int64.max, doorIsFree: Int64 = 0
    var cache: ReferenceCache
  }

  let rules: Rules
  var machines: [Machine]
  var log = RunLog()
  var turn = 0
  /// Requests that were sent and have not been answered, and those on their way, in the order in which they arrive.
  var unanswered: [Entry] = [], entering: [(time: Int64, entry: Entry)] = [], leaving: [(time: Int64, entry: Entry)] = []

  /// When each stage of each replica has let go of what entered it, and from when to when each iteration was on its way.
  var stageIsFree: [[Int64]] = [], inFlight: [[ClosedRange<Int64>]] = []

  init(_ rules: Rules) {
    self.rules = rules
    // A machine is a lane: all of a replica, or one of the micro-batches in its pipeline.
    let lane = Machine(cache: ReferenceCache(blocks: rules.kvBlocks / rules.lanes))
    machines = Array(repeating: lane, count: rules.replicas * rules.lanes)
    stageIsFree = Array(repeating: Array(repeating: 0, count: rules.stages), count: rules.replicas)
    if rules.lanes > 1 {
      log.stageBusy = stageIsFree
      inFlight = Array(repeating: [], count: rules.replicas)
    }
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
    log.active = inFlight.map(covered)
    log.evictions = machines.reduce(0) { $0 + $1.cache.evictions }
    return log
  }

  private mutating func arrive(_ entry: Entry, _ now: Int64) {
    let replicas = 0..<rules.replicas
    let loads = replicas.map { replica in unanswered.count { $0.replica / rules.lanes == replica } }
    let tokens = replicas.map { replica in unanswered.reduce(0) { $0 + ($1.replica / rules.lanes == replica ? $1.prompt : 0) } }
    var replica: Int
    switch rules.router {
    case "round_robin": (replica, turn) = (turn, (turn + 1) % rules.replicas)
    case "least_requests": replica = loads.firstIndex(of: loads.min()!)!
    default: replica = tokens.firstIndex(of: tokens.min()!)!
    }
    let lanes = (replica * rules.lanes)..<((replica + 1) * rules.lanes)
    entry.replica = lanes.min { a, b in unanswered.count { $0.replica == a } < unanswered.count { $0.replica == b } }!
    let longest = entry.prompt + entry.output - 1
    let wholeTooLong = rules.scheduler != "sarathi" && longest > rules.budget
    if blocks(longest) + watermark > rules.kvBlocks / rules.lanes || wholeTooLong {
      log.rejected.append(entry.id)
      return
    }
    unanswered.append(entry)
    let (delay, service) = (rules.engine.frontEndDelay.picoseconds, rules.engine.frontEndService.picoseconds)
    let door = replica * rules.lanes
    let start = max(now, machines[door].doorIsFree)
    machines[door].doorIsFree = start + service
    guard delay + service > 0 else { return enter(entry, now) }
    let time = start + service + delay
    entering.insert((time, entry), at: entering.firstIndex { $0.time > time } ?? entering.count)
  }

  private mutating func enter(_ entry: Entry, _ now: Int64) {
    entry.queued = now
    machines[entry.replica].waiting.append(entry)
  }

  private var watermark: Int { rules.watermark / rules.lanes }
  private func blocks(_ tokens: Int) -> Int { (tokens + rules.blockTokens - 1) / rules.blockTokens }

  /// Blocks of a prompt that have an identity, and all that is known of the prompt up to the end of one of them.
  private func blocksOfLoad(_ entry: Entry) -> Int {
    min(entry.prompt / rules.blockTokens, entry.identities.count * rules.promptBlockTokens / rules.blockTokens)
  }
  private func namedBlocks(_ entry: Entry) -> Int { max(blocksOfLoad(entry), entry.ownBlocks) }
  private func text(_ entry: Entry, _ block: Int) -> [UInt64] {
    if block >= blocksOfLoad(entry) { return [UInt64(1) << 63 + UInt64(entry.id), UInt64(block)] }
    return entry.identities[...(block * rules.blockTokens / rules.promptBlockTokens)] + [UInt64(block)]
  }

  /// The head of the queue, if the plan sees it, and the blocks at the start of its prompt that are there already.
  private func head(_ index: Int) -> (entry: Entry, found: [Int], left: Int)? {
    guard let entry = machines[index].waiting.first, entry.queued <= machines[index].visibleUntil else { return nil }
    var found: [Int] = []
    if rules.engine.prefixCaching {
      for place in 0..<min(namedBlocks(entry), (entry.target - 1) / rules.blockTokens) {
        guard let block = machines[index].cache.find(text(entry, place)) else { break }
        found.append(block)
      }
    }
    return (entry, found, entry.target - found.count * rules.blockTokens)
  }

  private mutating func admit(_ index: Int, _ now: Int64, tokens: Int) -> Bool {
    let (entry, found, _) = head(index)!
    let cached = found.count * rules.blockTokens
    let first = rules.engine.reservesWholePrompt ? entry.target : cached + tokens
    let asked = rules.engine.reservesWholePrompt || rules.engine.admissionNeedsWholePrompt ? entry.target : first
    let taken = blocks(asked) - found.count + found.count { machines[index].cache.blocks[$0].holders == 0 }
    guard tokens > 0, machines[index].running.count + machines[index].departed.count < rules.maximumSequences,
      machines[index].cache.free.count - taken >= watermark
    else { return false }
    machines[index].running.append(machines[index].waiting.removeFirst())
    if rules.engine.prefixCaching {
      log.queriedTokens += entry.target
      log.hitTokens += cached
      entry.cached = entry.cached ?? cached
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
      machines[index].cache.enter(entry.blocks[place], text(entry, place))
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
    log.preemptions.append([Int64(victim.id), Int64(index / rules.lanes), now])
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
    if machines[index].running.isEmpty && head(index) == nil { machines[index].visibleUntil = .max }
  }

  private mutating func startIteration(_ index: Int, _ now: Int64) {
    look(index, now)
    var decodes = plan(index, now)
    if decodes.isEmpty && machines[index].chunks.isEmpty && !machines[index].departed.isEmpty {
      releaseDeparted(index)
      machines[index].visibleUntil = .max
      decodes = plan(index, now)
    }
    if !decodes.isEmpty || !machines[index].chunks.isEmpty { run(index, decodes, now) }
  }

  private mutating func plan(_ index: Int, _ now: Int64) -> [Entry] {
    machines[index].chunks = []
    var (decodes, left) = ([Entry](), rules.budget)
    if rules.scheduler != "sarathi" {
      while let head = head(index), head.left <= left, admit(index, now, tokens: head.left) { left -= head.left }
      if machines[index].chunks.isEmpty { decodes = planDecodes(index, now).decodes }
    } else {
      let step = planDecodes(index, now)
      (decodes, left) = (step.decodes, left - step.decodes.count)
      let preempted = planPartialPrompts(index, now, &left) || step.preempted
      while !preempted, let head = head(index) {
        let tokens = min(head.left, left, rules.maximumChunk)
        if !admit(index, now, tokens: tokens) { break }
        left -= tokens
      }
    }
    return decodes
  }

  private mutating func run(_ index: Int, _ decodes: [Entry], _ now: Int64) {
    machines[index].decodes = decodes
    let tokens = decodes.count + machines[index].chunks.reduce(0) { $0 + $1.tokens }
    let duration = rules.lanes == 1 ? time(index, stage: 0, tokens) : passThroughStages(index, now, tokens) - now
    (machines[index].start, machines[index].end) = (now, now + duration)
    let lane = Int64(100 * (index / rules.lanes) + index % rules.lanes)
    log.iterations.append([lane, now, duration, Int64(decodes.count), Int64(tokens - decodes.count)])
  }

  private func time(_ index: Int, stage: Int, _ tokens: Int) -> Int64 {
    let decodes = machines[index].decodes
    var duration = rules.base + rules.stageLead * Int64(stage) + rules.perToken * Int64(tokens)
    for entry in decodes {
      duration += rules.perContext * Int64(entry.computed + 1)
      if rules.window != .max { duration += rules.perContext * Int64(min(entry.computed + 1, rules.window)) }
    }
    let contexts = decodes.map(\.computed)
    let lead = contexts.count * (contexts.max() ?? 0) - contexts.reduce(0, +)
    duration += rules.perLead * Int64(lead)
    for (entry, _) in machines[index].chunks { duration += rules.perCached * Int64(entry.computed) }
    return duration
  }

  /// A batch is in one stage at a time, and a stage has one batch at a time.
  private mutating func passThroughStages(_ index: Int, _ now: Int64, _ tokens: Int) -> Int64 {
    let replica = index / rules.lanes
    var out = now
    for stage in 0..<rules.stages {
      let work = time(index, stage: stage, tokens)
      out = max(stage == 0 ? now : out + rules.hop * Int64(1 + tokens), stageIsFree[replica][stage]) + work
      stageIsFree[replica][stage] = out
      log.stageBusy[replica][stage] += work
    }
    inFlight[replica].append(now...out)
    return out
  }

  /// How long at least one of the intervals was.
  private func covered(_ intervals: [ClosedRange<Int64>]) -> Int64 {
    var (sum, until) = (Int64(0), Int64(0))
    for interval in intervals.sorted(by: { $0.lowerBound < $1.lowerBound }) where interval.upperBound > until {
      sum += interval.upperBound - max(until, interval.lowerBound)
      until = interval.upperBound
    }
    return sum
  }

  private mutating func endIteration(_ index: Int, _ now: Int64) {
    let chunks = machines[index].chunks
    releaseDeparted(index)
    for (entry, tokens) in chunks { entry.computed += tokens }
    for entry in machines[index].decodes { entry.computed += 1 }
    // Of those that end together, decodes give their blocks back first, in order of arrival.
    for entry in machines[index].decodes.sorted(by: { $0.id < $1.id }) + chunks.map(\.entry).filter({ $0.computed == $0.target }) {
      if entry.generated > 0 { log.gaps[now - entry.lastToken, default: 0] += 1 }
      entry.generated += 1
      entry.lastToken = now
      if entry.firstToken == nil { entry.firstToken = now }
      if entry.generated == entry.output {
        machines[index].running.removeAll { $0 === entry }
        machines[index].departed.append(entry)
        if !rules.engine.asynchronousScheduling { releaseDeparted(index) }
        let delay = rules.engine.deliveryDelay.picoseconds
        if delay == 0 { finish(entry, now) } else { leaving.append((now + delay, entry)) }
      }
    }
    (machines[index].decodes, machines[index].chunks, machines[index].end) = ([], [], nil)
  }

  private mutating func releaseDeparted(_ index: Int) {
    for entry in machines[index].departed { machines[index].cache.release(entry.blocks) }
    machines[index].departed = []
  }

  private mutating func finish(_ entry: Entry, _ now: Int64) {
    unanswered.removeAll { $0 === entry }
    log.records[entry.id] = RequestRecord(
      request: entry.id, replica: entry.replica / rules.lanes, promptTokens: entry.prompt, outputTokens: entry.output,
      cachedTokens: entry.cached ?? 0, preemptions: entry.preemptions, arrival: Instant(picoseconds: entry.arrival),
      firstScheduled: Instant(picoseconds: entry.firstScheduled!),
      firstToken: Instant(picoseconds: entry.firstToken!) + rules.engine.deliveryDelay, finish: Instant(picoseconds: now))
  }
}
