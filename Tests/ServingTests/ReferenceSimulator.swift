import Kernel
import Record
import Serving
import Workload

/// The simplest form of the simulator: arrays, a loop over every token, no heap, no sums kept. It shares no code with
/// the engine it is held against, only the rules.
struct ReferenceSimulator {
  final class Entry {
    let id: Int
    let arrival: Int64
    let turn: Turn?
    let toldAdapter: Int32, toldImages: Int
    let prompt: Int
    let output: Int
    var target: Int, computed = 0, generated = 0, preemptions = 0, ownBlocks = 0, replica = 0, retries = 0
    var destination: Int?, prefiller: Int?, transfer: ReferenceTransfer?
    /// Whether its prompt is computed and its KV is still where that was done.
    var isDeparted = false
    var queued: Int64 = 0, firstScheduled: Int64?, firstToken: Int64?, lastToken: Int64 = 0
    /// What the load tells of its prompt; nothing where the KV has been handed over.
    var identities: [UInt64]
    /// Blocks of the layers that keep everything, and those of the others and of its state.
    var blocks: [Int] = [], others: [Int] = [], cached: Int?, hostBlocks = 0
    var kind = 0, key: Int64 = 0
    /// Positions that stay in each group once the prompt is computed, and the blocks that they are scattered over.
    var resident: [[Int]]?, scattered: [Int] = []
    var acceptance: (pattern: AcceptancePattern, offset: Int)?
    /// Its adapter, and tokens that it has produced and that took no KV slot of their own.
    var adapter: Int?, spared = 0
    /// Its images, and which of them have been encoded since it was admitted.
    var images: [ImageResult] = [], encoded: [Int] = []
    var isTakenIn = false, isGrouped = false, group: Group?, holdsCommon = false
    /// What a router that predicts work takes it for.
    var prefillWork: Int64 = 0, decodeWork: Int64 = 0
    init(_ id: Int, _ arrival: Arrival) {
      (self.id, self.arrival) = (id, arrival.time.picoseconds)
      (prompt, output, target) = (arrival.promptTokens, arrival.outputTokens, arrival.promptTokens)
      identities = arrival.blockHashes
      turn = arrival.turn
      (toldAdapter, toldImages) = (arrival.adapter, arrival.images)
    }
    /// What is to be seen of a request when its prompt is computed.
    init(copyOf entry: Entry) {
      (id, arrival, prompt, output, target) = (entry.id, entry.arrival, entry.prompt, entry.output, entry.target)
      (turn, identities, computed, toldAdapter, toldImages) = (nil, [], entry.target, entry.toldAdapter, 0)
    }
  }
  struct Machine {
    var waiting: [Entry] = [], landed: [Entry] = [], running: [Entry] = [], decodes: [Entry] = []
    var swapped: [Entry] = [], departed: [Entry] = []
    var awaitingRoom: [ReferenceTransfer] = []
    var chunks: [(entry: Entry, tokens: Int)] = []
    var start: Int64 = 0, end: Int64?, visibleUntil = Int64.max, doorIsFree: Int64 = 0
    /// Until when requests from outside are seen, and the iterations since they were last taken in.
    var receivedUntil: Int64 = 0, unreceived = 0
    var cache: ReferenceCache
    /// How many times as long as it should an iteration takes, in thousandths.
    var permille: Int64 = 1000
    /// Blocks that the plan being made moves to the host and back.
    var movedOut = 0, movedIn = 0
    /// How much is drafted for each request, and when that was looked up last, for how many and with what answer.
    var drafted = 0, looked: (sequences: Int, tokens: Int)?
    /// Whether the plan being made has preempted, and for policies that take turns whose it is.
    var hasPreempted = false, decodesAreNext = false, timesLeftOut = 0
    /// Texts in the host's memory, the one used longest ago first, and when the links are free and all loads are done.
    var host: [[UInt64]] = []
    /// Groups whose common blocks are kept, in the order in which that began.
    var pinnedGroups: [Group] = []
    /// Adapters in slots, the one used longest ago first, and when all loads are done.
    var slots: [AdapterSlot] = [], adapterLinkFree: Int64 = 0
    /// Results of images, the one used longest ago first, and images that the plan at hand encodes.
    var results: [ImageResult] = [], imagesInPlan = 0
    var hostLinkFree: Int64 = 0, remoteLinkFree: Int64 = 0, loadEnd: Int64 = 0
  }

  let rules: Rules
  /// Texts in the remote pool.
  var remote: [[UInt64]] = []
  var machines: [Machine]
  var log = RunLog()
  var turn: ReferenceRouter
  /// Requests that were sent and have not been answered.
  var unanswered: [Entry] = []
  /// What comes at a known time, in the order in which it is handled.
  enum Event { case enters(Entry), isAnswered(Entry), setsOut(Entry, retries: Int), lands(ReferenceTransfer) }
  var events: [(time: Int64, event: Event)] = []
  var network: ReferenceNetwork
  var decodeTurn: ReferenceRouter
  /// Tokens and number of the outputs that have ended, and one guess before them.
  var outputsSeen = (tokens: 256, count: 1)

  /// What is still to befall the machines, how many crashes each stands in, and who found no replica: after a crash, and on arrival.
  var changes: [Change], faults: [Int], homeless: [Entry] = [], unplaced: [Entry] = []
  /// Requests whose prompt is computed and that found no replica to decode on.
  var held: [Entry] = []

  /// Turns of sessions: those that wait for an answer, and those whose time is known, in the order in which they come.
  var waitingTurns: [Arrival] = [], dueTurns: [Arrival] = []

  /// When each stage of each replica has let go of what entered it, and from when to when each iteration was on its way.
  var stageIsFree: [[Int64]] = [], inFlight: [[ClosedRange<Int64>]] = []

  /// Replicas that have run nothing since they started.
  var isCold: [Bool]

  init(_ rules: Rules) {
    self.rules = rules
    isCold = Array(repeating: true, count: rules.replicas + rules.decodeReplicas)
    // A machine is a lane: all of a replica, or one of the micro-batches in its pipeline.
    let lane = Machine(cache: ReferenceCache(blocks: rules.kvBlocks / rules.lanes, rules.engine.prefixes.eviction))
    machines = Array(repeating: lane, count: rules.replicas * rules.lanes + rules.decodeReplicas)
    for index in machines.indices { machines[index].drafted = rules.speculation?.tokens ?? 0 }
    for index in machines.indices { machines[index].slots = Self.firstSlots(rules) }
    network = ReferenceNetwork(rules)
    changes = Self.changes(rules.failures)
    faults = Array(repeating: 0, count: rules.replicas + rules.decodeReplicas)
    turn = ReferenceRouter("router", replicas: rules.replicas + rules.decodeReplicas)
    decodeTurn = ReferenceRouter("decode router", replicas: rules.replicas + rules.decodeReplicas)
    stageIsFree = Array(repeating: Array(repeating: 0, count: rules.stages), count: rules.replicas)
    if rules.lanes > 1 {
      log.stageBusy = stageIsFree
      inFlight = Array(repeating: [], count: rules.replicas)
    }
  }

  mutating func run(_ arrivals: [Arrival]) -> RunLog {
    let first = arrivals.filter { $0.turn?.previous == nil }
    waitingTurns = arrivals.filter { $0.turn?.previous != nil }
    var (next, arrived) = (0, 0)
    var now: Int64 = 0
    while true {
      let adapter = nextAdapter(after: now)
      now = min(next < first.count ? first[next].time.picoseconds : Int64.max, dueTurns.first?.time.picoseconds ?? .max, adapter)
      for machine in machines { now = min(now, machine.end ?? .max) }
      now = min(now, events.first?.time ?? .max, network.nextEnd)
      // A failure keeps no run alive.
      if next < first.count || !dueTurns.isEmpty || !unanswered.isEmpty || !unplaced.isEmpty {
        now = min(now, network.nextChange, changes.first?.time ?? .max)
      }
      if now == .max { break }
      for index in machines.indices where machines[index].end == now { endIteration(index, now) }
      while true {
        if let first = events.first, first.time == now {
          events.removeFirst()
          handle(first.event, now)
        } else if !network.change(now) && !befall(now) && !endFlows(now) {
          break
        }
      }
      while next < first.count && first[next].time.picoseconds == now {
        arrive(Entry(arrived, first[next]), now)
        (next, arrived) = (next + 1, arrived + 1)
      }
      while let turn = dueTurns.first, turn.time.picoseconds == now {
        arrive(Entry(arrived, dueTurns.removeFirst()), now)
        arrived += 1
      }
      for index in machines.indices where machines[index].end == nil {
        startIteration(index, now)
        serve(index, now)
        if rules.decodeReplicas > 0 && index < rules.replicas && machines[index].end != nil { scheduleOverlaps(index, now) }
      }
      log.end = now
    }
    log.active = inFlight.map(covered)
    log.evictions = machines.reduce(0) { $0 + $1.cache.evictions }
    return log
  }

  mutating func arrive(_ entry: Entry, _ now: Int64) {
    entry.adapter = adapter(ofRequest: entry.id, told: entry.toldAdapter)
    entry.images = images(ofRequest: entry.id, told: entry.toldImages)
    if open.isEmpty { return unplaced.append(entry) }
    let replica = route(rules.router, entry, open, &turn)
    let lanes = (replica * rules.lanes)..<((replica + 1) * rules.lanes)
    entry.replica = lanes.min { a, b in unanswered.count { $0.replica == a } < unanswered.count { $0.replica == b } }!
    let longest = entry.prompt + entry.output - 1
    let reserved = reservedTokens(entry) ?? rules.modelTokens
    let held = max(longest + tokensAhead, reservedTokens(entry) ?? 0)
    if entry.prompt + entry.output > reserved || allBlocks(held) + watermark > rules.kvBlocks / rules.lanes
      || !cutsPrompts && longest > rules.budget
    {
      log.rejected.append(entry.id)
      return
    }
    unanswered.append(entry)
    entry.prefillWork = prefillWork(entry)
    if rules.decodeReplicas == 0 { entry.decodeWork = decodeWork(entry) }
    if rules.decodeReplicas > 0 && rules.handOver.choice == .atArrival { _ = chooseDestination(entry) }
    passDoor(entry, now)
  }

  mutating func passDoor(_ entry: Entry, _ now: Int64) {
    let (delay, service) = (rules.engine.frontEndDelay.picoseconds, rules.engine.frontEndService.picoseconds)
    let door = entry.replica / rules.lanes * rules.lanes
    let start = max(now, machines[door].doorIsFree)
    machines[door].doorIsFree = start + service
    guard delay + service > 0 else { return enter(entry, now) }
    schedule(.enters(entry), start + service + delay)
  }

  mutating func schedule(_ event: Event, _ time: Int64) {
    events.insert((time, event), at: events.firstIndex { $0.time > time } ?? events.count)
  }

  private mutating func handle(_ event: Event, _ now: Int64) {
    switch event {
    case .enters(let entry): if faults[entry.replica / rules.lanes] == 0 { enter(entry, now) } else { retry(entry, now) }
    case .isAnswered(let entry): finish(entry, now)
    case .setsOut(let entry, let retries): if entry.retries == retries { setOut(entry, now) }
    case .lands(let transfer): if transfer.entry.transfer === transfer { land(transfer, now) }
    }
  }

  private mutating func enter(_ entry: Entry, _ now: Int64) {
    entry.queued = now
    entry.kind = kind(entry)
    entry.key = waitingKey(entry)
    entry.isTakenIn = false
    if ordersWaiting { stand(entry) } else { machines[entry.replica].waiting.append(entry) }
  }

  /// Blocks of a prompt that have an identity, and all that is known of the prompt up to the end of one of them.
  func blocksOfLoad(_ entry: Entry) -> Int {
    min(entry.prompt / rules.blockTokens, entry.identities.count * rules.promptBlockTokens / rules.blockTokens)
  }
  private func namedBlocks(_ entry: Entry) -> Int { max(blocksOfLoad(entry), entry.ownBlocks) }

  /// The head of the queue, if the plan sees it, and the blocks at the start of its prompt that are there already.
  func head(_ index: Int, _ now: Int64) -> (entry: Entry, found: [Int], below: Below, left: Int)? {
    guard let entry = firstServable(index, now) else { return nil }
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

  mutating func admit(_ index: Int, _ now: Int64, tokens: Int) -> Bool {
    let (entry, found, below, _) = head(index, now)!
    let cached = (found.count + below.blocks) * rules.blockTokens
    let first = reservedTokens(entry) ?? (rules.engine.reservesWholePrompt ? entry.target : cached + tokens)
    let asked =
      reservedTokens(entry) != nil
      ? first : rules.engine.reservesWholePrompt || rules.engine.admissionNeedsWholePrompt ? entry.target : first
    let taken = allBlocks(asked) - found.count + found.count { machines[index].cache.blocks[$0].holders == 0 }
    guard tokens > 0, machines[index].running.count + machines[index].departed.count < mostSequences else { return false }
    if machines[index].cache.free.count - taken < watermark {
      // What groups keep gives way where nothing runs that could free any.
      return machines[index].running.isEmpty && releasePins(index) && admit(index, now, tokens: tokens)
    }
    machines[index].waiting.removeAll { $0 === entry }
    machines[index].running.append(entry)
    takeAdapter(index, entry)
    entry.encoded = []
    if rules.engine.prefixCaching {
      log.queriedTokens += entry.target
      log.hitTokens += cached
      entry.cached = entry.cached ?? cached
      if cached > 0 { load(index, entry, below, first: found.count, now) }
    }
    for block in found { machines[index].cache.hold(block) }
    (entry.blocks, entry.computed) = (found, cached)
    grow(index, entry, to: first)
    noteHolding(entry)
    planChunk(index, entry, tokens)
    if entry.firstScheduled == nil { entry.firstScheduled = now }
    return true
  }

  mutating func enterBlocks(_ index: Int, _ entry: Entry, computed: Int) {
    for place in 0..<min(namedBlocks(entry), computed / rules.blockTokens)
    where machines[index].cache.blocks[entry.blocks[place]].text == nil {
      machines[index].cache.enter(entry.blocks[place], text(entry, place), price: price(entry, place))
    }
  }

  mutating func preempt(_ index: Int, _ victim: Entry, _ now: Int64) {
    machines[index].running.removeAll { $0 === victim }
    machines[index].hasPreempted = true
    victim.preemptions += 1
    victim.holdsCommon = false
    log.preemptions.append([Int64(victim.id), Int64(index / rules.lanes), now])
    if victim.computed >= victim.target && swapOut(index, victim) { return }
    leaveAdapters(index, [victim])
    if rules.engine.prefixCaching {
      victim.ownBlocks = max(victim.ownBlocks, victim.computed / rules.blockTokens)
      enterBlocks(index, victim, computed: victim.computed)
    }
    release(index, victim)
    (victim.target, victim.computed, victim.queued) = (victim.prompt + victim.generated - victim.spared, 0, now)
    victim.resident = nil
    victim.isTakenIn = true
    if ordersWaiting { stand(victim) } else { machines[index].waiting.insert(victim, at: 0) }
  }

  private mutating func startIteration(_ index: Int, _ now: Int64) {
    look(index, now)
    var decodes = planAnew(index, now)
    let others = machines[index].departed.count + machines[index].landed.count
    if decodes.isEmpty && machines[index].chunks.isEmpty
      && (others > 0 || machines[index].hasPreempted || machines[index].receivedUntil < now)
    {
      repeat {
        releaseDeparted(index)
        machines[index].visibleUntil = .max
        (machines[index].receivedUntil, machines[index].unreceived) = (rules.engine.receiveInterval > 1 ? now : .max, 0)
        decodes = planAnew(index, now)
      } while decodes.isEmpty && machines[index].chunks.isEmpty && machines[index].hasPreempted
    }
    // Where nothing can run there is no iteration to plan ahead of, and the next plan sees all that has come.
    if decodes.isEmpty && machines[index].chunks.isEmpty { machines[index].start = .max } else { run(index, decodes, now) }
  }

  private mutating func planAnew(_ index: Int, _ now: Int64) -> [Entry] {
    (machines[index].chunks, machines[index].imagesInPlan) = ([], 0)
    machines[index].hasPreempted = false
    machines[index].loadEnd = now
    claimAdapters(index, now)
    while let entry = machines[index].landed.first, entry.queued <= machines[index].visibleUntil,
      machines[index].running.count < mostSequences
    { machines[index].running.append(machines[index].landed.removeFirst()) }
    return plan(index, now)
  }

  private mutating func endIteration(_ index: Int, _ now: Int64) {
    let chunks = machines[index].chunks
    machines[index].unreceived += chunks.isEmpty ? 1 : rules.engine.receiveInterval
    releaseDeparted(index)
    for (entry, tokens) in chunks {
      entry.computed += tokens
      store(index, entry, tokens, now)
    }
    let steps = machines[index].decodes.map { ($0, advance(index, $0)) }
    for (entry, tokens) in steps {
      entry.computed += tokens - tokensSpared(tokens)
      entry.spared += tokensSpared(tokens)
      keep(tokens, of: entry)
      // The first token of a step waits for it, and the others come with it.
      if tokens > 1 && entry.id >= rules.gapsFromRequest { log.gaps[0, default: 0] += tokens - 1 }
      entry.generated += tokens - 1
      if rules.speculation != nil && entry.generated + 1 == entry.output { shrink(index, entry) }
    }
    var ended: [Entry] = []
    // Of those that end together, decodes give their blocks back first, in order of arrival.
    for entry in machines[index].decodes.sorted(by: { $0.id < $1.id }) + chunks.map(\.entry).filter({ $0.computed == $0.target }) {
      if entry.generated > 0 && entry.id >= rules.gapsFromRequest { log.gaps[now - entry.lastToken, default: 0] += 1 }
      entry.generated += 1
      entry.lastToken = now
      if chunks.contains(where: { $0.entry === entry }) { keepBudgets(index, entry) }
      if entry.firstToken == nil { entry.firstToken = now }
      if entry.generated == entry.output {
        machines[index].running.removeAll { $0 === entry }
        ended.append(entry)
        leaveGroup(index, entry)
        machines[index].departed.append(entry)
        if !rules.engine.asynchronousScheduling { releaseDeparted(index) }
        let delay = rules.engine.deliveryDelay.picoseconds
        if delay == 0 { finish(entry, now) } else { schedule(.isAnswered(entry), now + delay) }
        cancelTransfer(of: entry, now)
      } else if index < rules.replicas && rules.decodeReplicas > 0 {
        machines[index].running.removeAll { $0 === entry }
        entry.isDeparted = true
        schedule(.setsOut(entry, retries: entry.retries), now)
      }
    }
    leaveAdapters(index, ended)
    (machines[index].decodes, machines[index].chunks, machines[index].end) = ([], [], nil)
    serve(index, now)
  }

  mutating func releaseDeparted(_ index: Int) {
    for entry in machines[index].departed { release(index, entry) }
    machines[index].departed = []
  }

  private mutating func finish(_ entry: Entry, _ now: Int64) {
    unanswered.removeAll { $0 === entry }
    for var turn in waitingTurns where entry.turn != nil && turn.turn?.previous == entry.turn?.number {
      turn.time = Instant(picoseconds: turn.turn?.delay.map { now + $0.picoseconds } ?? max(now, turn.time.picoseconds))
      let (time, number) = (turn.time, turn.turn!.number)
      dueTurns.insert(turn, at: dueTurns.firstIndex { ($0.time, $0.turn!.number) > (time, number) } ?? dueTurns.count)
    }
    outputsSeen = (outputsSeen.tokens + entry.output, outputsSeen.count + 1)
    log.records[entry.id] = RequestRecord(
      request: entry.id, replica: entry.replica / rules.lanes, promptTokens: entry.prompt, outputTokens: entry.output,
      cachedTokens: entry.cached ?? 0, preemptions: entry.preemptions, arrival: Instant(picoseconds: entry.arrival),
      firstScheduled: Instant(picoseconds: entry.firstScheduled!),
      firstToken: Instant(picoseconds: entry.firstToken!) + rules.engine.deliveryDelay, finish: Instant(picoseconds: now),
      classIndex: entry.kind, prefillReplica: entry.prefiller, retries: entry.retries)
  }
}
