import Hardware
import Kernel
import Record

/// The sequences of one engine that gain a token in every decode step, held as sums.
///
/// A step advances one counter. What a sequence has (tokens, context, blocks) follows from the counter and the step at which it
/// joined; a heap says which one ends next; what is read and held of the contexts is a ``ContextSum`` for each attention group. So
/// a step costs O(1), and k steps at once cost no more.
///
/// The reading members are inlined everywhere: a call would pass so wide a struct by copying it.
struct DecodeSet: ~Copyable {
  /// Sequences that joined at the same instant and have not taken part in a step since.
  private struct Joiners: BitwiseCopyable {
    var time: Instant
    var count: Int
  }

  var count = 0
  /// Members of which no gaps are told; the joiners do not count them.
  private(set) var untold = 0
  /// The whole contexts, which is what the members hold.
  private var whole: ContextSum
  /// Contexts up to the caps of the other attention groups: what is read of each, and behind those what is kept where it differs, of
  /// the group that keeps everything as well.
  private var capped: Column<ContextSum>
  private let readGroups: Int
  /// Whether a member takes one block for every block of tokens; else the groups that take blocks are among ``capped``.
  private let takesOneBlock: Bool
  private let keepsLead: Bool
  /// Whether members hold no more than budgets of their own, which ``Request/heldBlocks`` tells of when they join.
  let keepsBudgets: Bool
  /// Decode steps taken since the run began.
  var step = 0
  /// When the latest step ended: the time of the latest token of every member but the joiners.
  var lastStepEnd = Instant.start

  let engine: Int32
  var finishes = StepHeap()
  /// Members by the step at which their context would have been none, so that the longest comes first; empty where the
  /// cost model does not ask.
  private var longest = StepHeap(minimumCapacity: 1)
  private var joiners: [Joiners] = []
  var joinersCount = 0
  /// What steps give that verify drafts; empty where each gives a member one token. ``whole`` is unused then.
  var speculation: Box<SpeculativeSteps>

  init(
    engine: Int, blockTokens: Int, readCaps: GroupValues<Int>, layout: KVLayout = .plain, keepsLead: Bool = false,
    takesBlocks: Bool = true, speculation: consuming Box<SpeculativeSteps> = .empty
  ) {
    self.keepsLead = keepsLead && speculation.isEmpty
    self.speculation = speculation
    self.engine = Int32(engine)
    let isPlain = takesBlocks && layout.isPlain
    let last = (1...3).last { readCaps[$0] != .max } ?? 0
    var sums = (0..<last).map { (cap: readCaps[$0 + 1], blocks: 0) }
    if takesBlocks && !isPlain {
      for group in 0...3 where layout.blocks[group] > 0 {
        let cap = group == 0 ? .max : layout.keepCaps[group]
        if let same = sums.firstIndex(where: { $0.cap == cap }) {
          sums[same].blocks += layout.blocks[group]
        } else {
          sums.append((cap, layout.blocks[group]))
        }
      }
    }
    takesOneBlock = isPlain
    keepsBudgets = layout.hasBudgets
    readGroups = last
    whole = ContextSum(engine: engine, blockTokens: blockTokens, blocksEach: isPlain ? 1 : 0)
    capped = Column()
    for sum in sums { capped.append(ContextSum(engine: engine, cap: sum.cap, blockTokens: blockTokens, blocksEach: sum.blocks)) }
  }

  /// KV tokens held, summed over the set.
  @inline(__always) var contextTokens: Int { speculates ? speculation.value.contextTokens : whole.tokens }

  /// The same where steps give one token.
  @inline(__always) var plainContextTokens: Int { whole.tokens }

  /// Whether steps verify drafts.
  @inline(__always) var speculates: Bool { !speculation.isEmpty }

  /// Tokens beyond its context that a member may have blocks for.
  var tokensAhead: Int { speculates ? speculation.value.rules.tokensAhead : 0 }

  /// Rows that a step puts through the layers for each member.
  @inline(__always) var rowsEach: Int { speculates ? speculation.value.rowsEach : 1 }

  /// What the next step reads of each attention group.
  @inline(__always) var contextOfNextStep: GroupValues<Int> {
    var context = GroupValues(whole: whole.tokensOfNextStep)
    for index in 0..<readGroups { context[index + 1] = capped[index].tokensOfNextStep }
    return context
  }

  /// How what steps read grows, where a token of each attention group costs so much.
  @inline(__always) func growth(weightedBy slopes: GroupValues<Int64>) -> ContextGrowth {
    var perStep = slopes.whole * Int64(whole.growing)
    for index in 0..<readGroups { perStep += slopes[index + 1] * Int64(capped[index].growing) }
    return ContextGrowth(perStep: perStep)
  }

  /// KV tokens that a member holds now.
  @inline(__always) func contextTokens(of slot: Slot, _ requests: borrowing RequestTable) -> Int {
    Int(requests[slot].contextTokens) + slotsTaken(slot, requests)
  }

  /// KV slots that a member has taken since it joined: one for each token, unless all that a step gives takes one.
  @inline(__always) func slotsTaken(_ slot: Slot, _ requests: borrowing RequestTable) -> Int {
    speculates ? slotsOfSpeculation(slot, requests) : step - requests[slot].joinStep
  }

  /// Tokens that a member has gained since it joined.
  @inline(__always) func gained(_ slot: Slot, _ requests: borrowing RequestTable) -> Int {
    let steps = step - requests[slot].joinStep
    if !speculates { return steps }
    return speculation.value.gained(requests.speculation[slot], context: Int(requests[slot].contextTokens), steps: steps)
  }

  /// Tokens and KV slots that a member has gained since it joined.
  @inline(__always) func gains(_ slot: Slot, _ requests: borrowing RequestTable) -> (tokens: Int, slots: Int) {
    if speculates { return (gained(slot, requests), slotsOfSpeculation(slot, requests)) }
    let steps = step - requests[slot].joinStep
    return (steps, steps)
  }

  /// When a member's latest token was out.
  @inline(__always) func lastToken(of request: borrowing Request) -> Instant {
    request.joinStep == step ? request.lastToken : lastStepEnd
  }

  /// n times the longest context of the n members less all their contexts: no step changes it. Zero where the cost model does not read it.
  @inline(__always) mutating func contextLead(_ requests: inout RequestTable) -> Int {
    keepsLead && count > 0 ? count * longestContext(&requests) - contextTokens : 0
  }

  // A function of its own and not inlined, so that sets which do without it are not larger for it.
  @inline(never) private mutating func longestContext(_ requests: inout RequestTable) -> Int {
    while !Self.isMember(longest.first, of: engine, requests) { longest.removeFirst() }
    return step + Self.origin - longest.first.step
  }

  @inline(never) private mutating func noteContext(_ slot: Slot, _ requests: borrowing RequestTable) {
    longest.insert(step: Self.emptyStep(requests[slot]), slot: slot.number)
    // Entries of members that left stay below the longest for as long as that one is here.
    if longest.count > 4 * count + 64 {
      longest.removeAll { [engine] in !Self.isMember($0, of: engine, requests) }
    }
  }

  /// Steps in the heap of contexts count from here, so that none is below zero: no context has as many tokens.
  private static let origin = 1 << 32

  /// The step at which a member's context would have been none.
  @inline(__always) private static func emptyStep(_ request: borrowing Request) -> Int {
    origin + request.joinStep - Int(request.contextTokens)
  }

  /// Whether an entry of the heap of contexts still belongs to a member, or to one as long in its slot.
  @inline(__always) private static func isMember(
    _ entry: (step: Int, slot: Int32), of engine: Int32, _ requests: borrowing RequestTable
  ) -> Bool {
    let slot = Slot(entry.slot)
    return requests[slot].place == .decoding && requests[slot].engine == engine && emptyStep(requests[slot]) == entry.step
  }

  /// Takes in a sequence whose context, tokens and time of latest token are in its row.
  mutating func join(_ slot: Slot, _ requests: inout RequestTable) {
    if speculates { return joinSpeculation(slot, &requests) }
    note(slot, &requests[slot])
    if !capped.isEmpty { joinCapped(slot, requests) }
    if keepsLead { noteContext(slot, requests) }
  }

  @inline(__always) private mutating func note(_ slot: Slot, _ request: inout Request) {
    let context = Int(request.contextTokens)
    request.move(to: .decoding)
    request.joinStep = step
    finishes.insert(step: request.finishStep, slot: slot.number)
    count += 1
    whole.join(slot, context: context, cap: .max, step: step)
    noteJoin(at: request.lastToken)
  }

  @inline(never) private mutating func joinCapped(_ slot: Slot, _ requests: borrowing RequestTable) {
    let (context, prompt) = (Int(requests[slot].contextTokens), Int(requests[history: slot].promptTokens))
    for index in capped.indices {
      capped[index].join(slot, context: context, cap: capped[index].cap(ofPrompt: prompt), step: step)
    }
  }

  /// Lets a member go, its row brought up to date.
  mutating func leave(_ slot: Slot, _ requests: inout RequestTable) {
    if speculates { leaveSpeculation(slot, &requests) } else { leavePlain(slot, &requests) }
  }

  /// The same where steps give one token.
  mutating func leavePlain(_ slot: Slot, _ requests: inout RequestTable) {
    if !capped.isEmpty { leaveCapped(slot, &requests) }
    leave(&requests[slot])
  }

  private mutating func leave(_ request: inout Request) {
    let steps = step - request.joinStep
    let context = Int(request.contextTokens) + steps
    if request.joinStep == step { forgetJoin(at: request.lastToken) }
    request.generatedTokens += Int32(steps)
    request.lastToken = lastToken(of: request)
    request.contextTokens = Int32(context)
    count -= 1
    whole.leave(context: context, cap: .max)
  }

  /// Takes a member out of the sums with a cap, before its row is brought up to date.
  @inline(never) private mutating func leaveCapped(_ slot: Slot, _ requests: inout RequestTable) {
    if keepsBudgets { requests[slot].heldBlocks = Int32(budgetedBlocks(of: slot, requests)) }
    let (context, prompt) = (contextTokens(of: slot, requests), Int(requests[history: slot].promptTokens))
    for index in capped.indices { capped[index].leave(context: context, cap: capped[index].cap(ofPrompt: prompt)) }
  }

  // MARK: Budgets of requests

  /// Blocks that a request has which takes no more than its budgets, were it to have so much context: what it takes where the kept tokens
  /// are moved together.
  func blocks(context: Int, prompt: Int) -> Int {
    capped.indices.reduce(0) { $0 + (capped[$1].takesBlocks ? capped[$1].blocks(context: context, prompt: prompt) : 0) }
  }

  /// Blocks that a member holds where its budgets were settled when its prompt was computed: those that it held when it joined, and what
  /// it has grown by since.
  func budgetedBlocks(of slot: Slot, _ requests: borrowing RequestTable) -> Int {
    let (joined, prompt) = (Int(requests[slot].contextTokens), Int(requests[history: slot].promptTokens))
    let context = contextTokens(of: slot, requests)
    return Int(requests[slot].heldBlocks) + blocks(context: context, prompt: prompt) - blocks(context: joined, prompt: prompt)
  }

  /// The step that brings the next last token of a member, or `Int.max` in an empty set; where steps give one token.
  ///
  /// The table is lent to be written although it is only read: else it would be copied for the call.
  mutating func nextFinishStep(_ requests: inout RequestTable) -> Int {
    while finishes.count > 0 {
      let (step, number) = finishes.first
      let slot = Slot(number)
      if requests[slot].place == .decoding && requests[slot].engine == engine && requests[slot].finishStep == step { return step }
      finishes.removeFirst()
    }
    return .max
  }

  /// Takes a member out of the queue of those that end whose last token came with the latest step, if there is one left. It is
  /// still in the set.
  @inline(__always) mutating func nextFinished(_ requests: inout RequestTable) -> Slot? {
    guard nextFinishStep(&requests) == step else { return nil }
    let slot = Slot(finishes.first.slot)
    finishes.removeFirst()
    return slot
  }

  /// Steps until some member's context reaches the cap of a group, when what a step adds changes.
  @inline(__always) mutating func stepsToEdge(_ requests: borrowing RequestTable) -> Int {
    var steps = Int.max
    for index in capped.indices { steps = min(steps, capped[index].stepsToEdge(after: step, requests)) }
    return steps
  }

  /// Blocks that the next step needs.
  @inline(__always) var blocksForNextStep: Int {
    if speculates { return speculation.value.blocks(ahead: 0) }
    return takesOneBlock ? whole.blocksForNextStep : Self.blocks(capped, forSteps: 1, from: 0)
  }

  /// Blocks that the steps `first ..< first + steps` from now need, the next one being 0.
  @inline(__always) func blocks(forSteps steps: Int, from first: Int) -> Int {
    speculates ? speculation.value.blocks(forSteps: steps, from: first) : plainBlocks(forSteps: steps, from: first)
  }

  /// The same where steps give one token.
  @inline(__always) func plainBlocks(forSteps steps: Int, from first: Int) -> Int {
    takesOneBlock ? whole.blocks(forSteps: steps, from: first) : Self.blocks(capped, forSteps: steps, from: first)
  }

  /// How many of the steps after the next one can be taken before more than `blocks` are needed, at most `limit`.
  @inline(__always) mutating func stepsAfterNext(fitting blocks: Int, limit: Int) -> Int {
    takesOneBlock ? whole.stepsAfterNext(fitting: blocks, limit: limit) : stepsByGroup(fitting: blocks, limit: limit)
  }

  @inline(never) private static func blocks(_ capped: borrowing Column<ContextSum>, forSteps steps: Int, from first: Int) -> Int {
    var blocks = 0
    for index in capped.indices where capped[index].takesBlocks {
      blocks += capped[index].blocksEach * capped[index].blocks(forSteps: steps, from: first)
    }
    return blocks
  }

  /// What steps need never shrinks with their number, so the last that fits is found by halving.
  @inline(never) private mutating func stepsByGroup(fitting blocks: Int, limit: Int) -> Int {
    if self.blocks(forSteps: limit, from: 1) <= blocks { return limit }
    var (fitting, tooMany) = (0, limit)
    while tooMany - fitting > 1 {
      let middle = fitting + (tooMany - fitting) / 2
      if self.blocks(forSteps: middle, from: 1) <= blocks { fitting = middle } else { tooMany = middle }
    }
    return fitting
  }

  /// Takes `steps` steps at once, of one token each. The last of them ends at `end`.
  ///
  /// - Precondition: no member ends or reaches the cap of a group before the last of them.
  @inline(__always) mutating func advance(steps: Int, end: Instant, _ requests: borrowing RequestTable) {
    step += steps
    whole.advance(steps: steps, to: step, requests)
    for index in capped.indices {
      capped[index].bookReads(steps: steps)
      capped[index].advance(steps: steps, to: step, requests)
    }
    lastStepEnd = end
    joinersCount = 0
  }

  /// Books what a prompt's chunk reads of the attention groups with a cap.
  @inline(__always) mutating func bookChunk(tokens: Int, context: Int) {
    if readGroups > 0 { bookCapped(tokens: tokens, context: context) }
  }

  // A function of its own and not inlined, so that chunks of models without such groups pay for a comparison alone.
  @inline(never) private mutating func bookCapped(tokens: Int, context: Int) {
    for index in 0..<readGroups { capped[index].bookChunk(tokens: tokens, context: context) }
  }

  /// What steps and chunks have read of each attention group with a cap, from the second group on.
  var cappedReads: [CappedReads] { (0..<readGroups).map { capped[$0].reads } }

  /// Reports how long each member waits for the token that comes at `end`, equal waits together.
  @inline(__always) func reportGaps(end: Instant, to observer: (any Observer)?) {
    var old = told
    for index in 0..<joinersCount {
      old -= joiners[index].count
      if joiners[index].count > 0 { observer?.tokenGaps(end - joiners[index].time, count: joiners[index].count) }
    }
    if old > 0 { observer?.tokenGaps(end - lastStepEnd, count: old) }
  }

  /// Members of which gaps are told.
  @inline(__always) var told: Int { count &- untold }

  /// Takes a member out of those of which gaps are told right after it has joined, or back among them right after it has left.
  mutating func keepUntold(_ slot: Slot, _ requests: borrowing RequestTable, change: Int) {
    untold += change
    if speculates { keepUntoldSpeculation(slot, requests, change: change) }
    keepUntold(requests[slot], change: change)
  }

  private mutating func keepUntold(_ request: borrowing Request, change: Int) {
    if request.joinStep != step { return }
    if change > 0 { forgetJoin(at: request.lastToken) } else { noteJoin(at: request.lastToken) }
  }

  /// Whether the latest token of every member of which gaps are told came with the latest step.
  var isInStep: Bool { joinersCount == 0 }

  mutating func noteJoin(at time: Instant) {
    if time == lastStepEnd { return }
    for index in 0..<joinersCount where joiners[index].time == time {
      joiners[index].count += 1
      return
    }
    let group = Joiners(time: time, count: 1)
    if joinersCount < joiners.count { joiners[joinersCount] = group } else { joiners.append(group) }
    joinersCount += 1
  }

  mutating func forgetJoin(at time: Instant) {
    for index in 0..<joinersCount where joiners[index].time == time { joiners[index].count -= 1 }
  }
}
