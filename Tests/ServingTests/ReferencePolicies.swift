import Kernel
import Serving

/// What each policy runs next, in the plainest words.
extension ReferenceSimulator {
  /// Policies that have their plainest form here; a policy of the catalog that is not among them is told by ``DifferentialTests``.
  static let policies = [
    "faster_transformer", "orca", "temporal_fusion", "fcfs", "sarathi_fixed", "sarathi", "hybrid_only", "chunked_only", "prefill_first",
    "splitfuse", "shortest_job_first", "priority", "earliest_deadline", "batchllm", "splitwise",
  ]

  static func isStallFree(_ scheduler: String) -> Bool {
    ["sarathi", "shortest_job_first", "priority", "earliest_deadline"].contains(scheduler)
  }

  var cutsPrompts: Bool {
    Self.isStallFree(rules.scheduler)
      || ["chunked_only", "prefill_first", "sarathi_fixed", "splitfuse", "batchllm"].contains(rules.scheduler)
  }
  var ordersWaiting: Bool { ["shortest_job_first", "priority", "earliest_deadline"].contains(rules.scheduler) }
  var watermark: Int {
    let keepsNone = rules.engine.reservesOutput || ["faster_transformer", "orca", "temporal_fusion", "splitfuse"].contains(rules.scheduler)
    return keepsNone ? 0 : rules.watermark / rules.lanes
  }

  /// KV tokens set aside for a request, by policies that do so.
  func reservedTokens(_ entry: Entry) -> Int? {
    let output = rules.parameter("max_output_tokens", default: 0)
    let buffer = rules.parameter("max_sequence_tokens", default: 0)
    switch rules.scheduler {
    case "orca", "faster_transformer": return output == 0 ? rules.modelTokens : min(rules.modelTokens, entry.prompt + output)
    case "temporal_fusion": return buffer == 0 ? rules.modelTokens : min(rules.modelTokens, buffer)
    default: return rules.engine.reservesOutput ? entry.prompt + entry.output + tokensAhead : nil
    }
  }

  mutating func plan(_ index: Int, _ now: Int64) -> [Entry] {
    var left = rules.budget
    switch rules.scheduler {
    case "faster_transformer":
      if !machines[index].running.isEmpty || !machines[index].swapped.isEmpty { return planDecodes(index, now) }
      admitWholePrompts(index, now, &left)
      return []
    case "orca", "hybrid_only", "temporal_fusion":
      let decodes = planDecodes(index, now)
      left -= rows(index, decodes.count)
      if !machines[index].hasPreempted { admitWholePrompts(index, now, &left) }
      return decodes
    case "chunked_only": return planInTurn(index, now)
    case "prefill_first":
      planPartialPrompts(index, now, &left)
      if !machines[index].hasPreempted { admitChunks(index, now, &left) }
      return machines[index].chunks.isEmpty ? planDecodes(index, now) : []
    case "sarathi_fixed": return planOneChunk(index, now)
    case "splitfuse": return planSplitFuse(index, now)
    case "splitwise": return planSplitwise(index, now)
    case "batchllm": return planGroups(index, now)
    case "fcfs", "picking", "drafting":
      admitWholePrompts(index, now, &left)
      return machines[index].chunks.isEmpty ? planDecodes(index, now) : []
    default:
      precondition(Self.isStallFree(rules.scheduler), "'\(rules.scheduler)' has no plainest form in the reference")
      let decodes = planDecodes(index, now)
      left -= rows(index, decodes.count)
      planPartialPrompts(index, now, &left)
      if !machines[index].hasPreempted { admitChunks(index, now, &left) }
      return decodes
    }
  }

  private mutating func admitWholePrompts(_ index: Int, _ now: Int64, _ left: inout Int) {
    let places = rules.scheduler == "temporal_fusion" ? rules.parameter("max_concurrency", default: 32) : .max
    while machines[index].running.count < places, let head = head(index, now), head.left <= left, admit(index, now, tokens: head.left) {
      left -= head.left
    }
  }

  private mutating func admitChunks(_ index: Int, _ now: Int64, _ left: inout Int) {
    while let head = head(index, now) {
      let tokens = min(head.left, left, rules.maximumChunk)
      if !admit(index, now, tokens: tokens) { break }
      left -= tokens
    }
  }

  /// Chunks and decodes take turns.
  private mutating func planInTurn(_ index: Int, _ now: Int64) -> [Entry] {
    var left = rules.budget
    let turnOfDecodes = machines[index].decodesAreNext
    machines[index].decodesAreNext = false
    if turnOfDecodes && (machines[index].running.contains(where: isPastPrompt) || !machines[index].swapped.isEmpty) {
      let decodes = planDecodes(index, now)
      if !decodes.isEmpty || machines[index].hasPreempted { return decodes }
    }
    planPartialPrompts(index, now, &left)
    if !machines[index].hasPreempted { admitChunks(index, now, &left) }
    if machines[index].chunks.isEmpty { return planDecodes(index, now) }
    machines[index].decodesAreNext = true
    return []
  }

  /// Decodes and one chunk.
  private mutating func planOneChunk(_ index: Int, _ now: Int64) -> [Entry] {
    let decodes = planDecodes(index, now)
    let size = rules.parameter("chunk_tokens", default: 256)
    let taken = rules.parameter("chunk_holds_decodes", default: 1) == 1 ? rows(index, decodes.count) : 0
    var left = min(max(0, size - taken), rules.budget - rows(index, decodes.count))
    if machines[index].running.contains(where: { $0.computed < $0.target }) {
      planPartialPrompts(index, now, &left)
    } else if !machines[index].hasPreempted, let head = head(index, now) {
      _ = admit(index, now, tokens: min(head.left, left))
    }
    return decodes
  }

  /// Decodes as far as there are blocks, then prompts; whatever runs must get on, or the last one goes.
  private mutating func planSplitFuse(_ index: Int, _ now: Int64) -> [Entry] {
    while true {
      var decodes: [Entry] = []
      for entry in machines[index].running where isPastPrompt(entry) {
        if blocksForNextToken(entry) == 0 || blocksForNextToken(decodes + [entry]) <= machines[index].cache.free.count {
          decodes.append(entry)
        }
      }
      decodes = takeBlocks(index, decodes + swapIn(index, beside: decodes))
      var left = rules.budget - decodes.count
      let running = machines[index].running.count
      planPartialPrompts(index, now, &left)
      if !decodes.isEmpty || !machines[index].chunks.isEmpty || machines[index].running.isEmpty {
        if !machines[index].hasPreempted { admitChunks(index, now, &left) }
        return decodes
      }
      if machines[index].running.count == running { preempt(index, machines[index].running.last!, now) }
    }
  }

  /// Prompts, and decodes beside them where all have room; decodes first if that was not so too often.
  private mutating func planSplitwise(_ index: Int, _ now: Int64) -> [Entry] {
    let size = rules.parameter("prompt_tokens", default: 2048)
    let decoding = machines[index].running.filter(isPastPrompt)
    var decodes: [Entry] = []
    let isOwed = machines[index].timesLeftOut >= rules.parameter("patience", default: 4) && !decoding.isEmpty
    if isOwed { decodes = planDecodes(index, now) }
    var left = rules.budget - rows(index, decodes.count)
    var planned = decodes.count
    while !(isOwed && machines[index].hasPreempted), let head = head(index, now), planned == 0 || planned + head.left <= size,
      head.left <= left, admit(index, now, tokens: head.left)
    {
      left -= head.left
      planned += head.left
    }
    if isOwed {
      machines[index].timesLeftOut = 0
      return decodes
    }
    let prompts = planned
    let fits = prompts + decoding.count <= size && decoding.count <= left
    if prompts > 0 && fits && !decoding.isEmpty { chooseDrafts(index, decoding, rows: left) }
    let hasBlocks = blocksForNextToken(decoding) <= machines[index].cache.free.count
    if prompts == 0 || !decoding.isEmpty && fits && hasBlocks {
      machines[index].timesLeftOut = 0
      return planDecodes(index, now, rows: left)
    }
    machines[index].timesLeftOut += decoding.isEmpty ? 0 : 1
    return []
  }

  // MARK: The order of those that wait

  /// The class, from the request's own stream.
  func kind(_ entry: Entry) -> Int {
    if rules.classes.isEmpty { return 0 }
    var stream = RandomStream(seed: 1, name: "class", substream: UInt64(entry.id))
    let drawn = stream.uniform() * rules.classes.reduce(0) { $0 + $1.share }
    return rules.classes.indices.first { drawn < rules.classes[...$0].reduce(0) { $0 + $1.share } } ?? rules.classes.count - 1
  }

  func waitingKey(_ entry: Entry) -> Int64 {
    let kind = rules.classes.isEmpty ? nil : rules.classes[entry.kind]
    switch rules.scheduler {
    case "shortest_job_first": return Int64(rules.oracle ? entry.output : entry.prompt)
    case "priority": return entry.arrival + Int64(kind?.priority ?? 0) * Int64(rules.parameter("aging", default: 10_000_000_000_000))
    case "earliest_deadline":
      return entry.arrival + (kind?.firstTokenDue?.picoseconds ?? Int64(rules.parameter("ttft", default: 1_000_000_000_000)))
    default: return 0
    }
  }

  /// Puts a request in front of the first that is to be served later.
  mutating func stand(_ entry: Entry) {
    let place = machines[entry.replica].waiting.firstIndex { ($0.key, $0.id) > (entry.key, entry.id) }
    machines[entry.replica].waiting.insert(entry, at: place ?? machines[entry.replica].waiting.count)
  }

  // MARK: Swapping

  mutating func swapOut(_ index: Int, _ victim: Entry) -> Bool {
    let used = machines[index].swapped.reduce(0) { $0 + $1.hostBlocks }
    if rules.speculation != nil { shrink(index, victim) }
    let held = victim.blocks.count + victim.others.count
    guard let space = rules.engine.swapSpace, used + held <= space.blocks / rules.lanes else { return false }
    victim.hostBlocks = held
    release(index, victim)
    machines[index].swapped.insert(victim, at: 0)
    machines[index].movedOut += victim.hostBlocks
    log.swaps += 1
    return true
  }

  /// Those that come back, where nobody had to go, while there is room beside what `decodes` need.
  mutating func swapIn(_ index: Int, beside decodes: [Entry]) -> [Entry] {
    if machines[index].swapped.isEmpty || machines[index].hasPreempted { return [] }
    let back = swapInWhereRoom(index, beside: decodes)
    // What groups keep gives way only where nothing else could run.
    return machines[index].running.isEmpty && releasePins(index) ? swapInWhereRoom(index, beside: decodes) : back
  }

  private mutating func swapInWhereRoom(_ index: Int, beside decodes: [Entry]) -> [Entry] {
    var back: [Entry] = []
    while let entry = machines[index].swapped.first {
      let next = allBlocks(entry, tokensHeld(index, entry)) - entry.hostBlocks
      let others = blocksForNextToken(decodes + back)
      guard machines[index].running.count + machines[index].departed.count < mostSequences,
        rows(index, decodes.count + back.count + 1) <= rules.budget,
        machines[index].cache.free.count - entry.hostBlocks - next - others >= watermark
      else { break }
      machines[index].swapped.removeFirst()
      grow(index, entry, to: entry.computed)
      machines[index].movedIn += entry.hostBlocks
      machines[index].running.append(entry)
      back.append(entry)
    }
    return back
  }

  /// How long the iteration waits for what its plan has moved.
  mutating func swapTime(_ index: Int) -> Int64 {
    guard let space = rules.engine.swapSpace else { return 0 }
    var time: Int64 = 0
    for moved in [machines[index].movedOut, machines[index].movedIn] where moved > 0 {
      time += space.latency.picoseconds + space.timePerBlock.picoseconds * Int64(moved)
      log.swappedBytes += moved * space.bytesPerBlock
    }
    (machines[index].movedOut, machines[index].movedIn) = (0, 0)
    return time
  }
}
