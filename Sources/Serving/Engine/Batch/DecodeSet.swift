import Kernel

/// The sequences of one engine that gain a token in every decode step, held as sums.
///
/// A step advances one counter. What a sequence has — tokens, context, blocks — follows from the counter and the step at
/// which it joined; who ends when waits in a heap; how many need a new block is a count by phase within the block. So
/// a step costs O(1), and k steps at once cost no more.
///
/// The reading members are inlined everywhere: a call would pass so wide a struct by copying it.
struct DecodeSet: ~Copyable {
  /// Sequences that joined at the same instant and have not taken part in a step since.
  private struct Joiners: BitwiseCopyable {
    var time: Instant
    var count: Int
  }

  private(set) var count = 0
  /// KV tokens held, summed over the set.
  private(set) var contextTokens = 0
  /// The same, each sequence counted up to the window.
  private(set) var windowContextTokens = 0
  /// Sequences whose windowed context grows with the next step.
  private(set) var windowGrowing = 0
  private let keepsLead: Bool
  /// Whether members take blocks as they grow; false where all they can need is set aside for them.
  private let takesBlocks: Bool
  /// Decode steps taken since the run began.
  private(set) var step = 0
  /// `step` modulo the block, kept beside it to spare a division.
  private var stepPhase = 0
  /// When the latest step ended: the time of the latest token of every member but the joiners.
  private(set) var lastStepEnd = Instant.start

  private let engine: Int32
  private let blockTokens: Int
  private let windowTokens: Int
  /// Members that need a new block when `phase + step` is a multiple of the block, by phase: a member's phase stays what it was
  /// when it joined, so that a step moves nobody.
  private var needsByPhase: Column<Int32>
  private var finishes = StepHeap()
  private var windowEdges = StepHeap(minimumCapacity: 1)
  /// Members by the step at which their context would have been none, so that the longest comes first; empty where the
  /// cost model does not ask.
  private var longest = StepHeap(minimumCapacity: 1)
  private var joiners: [Joiners] = []
  private var joinersCount = 0

  init(
    engine: Int, blockTokens: Int, windowTokens: Int, keepsLead: Bool = false, takesBlocks: Bool = true
  ) {
    self.keepsLead = keepsLead
    self.takesBlocks = takesBlocks
    self.engine = Int32(engine)
    self.blockTokens = blockTokens
    self.windowTokens = windowTokens
    needsByPhase = Column(repeating: 0, count: blockTokens)
  }

  /// KV tokens that a member holds now.
  @inline(__always) func contextTokens(of request: borrowing Request) -> Int {
    Int(request.contextTokens) + step - request.joinStep
  }

  /// Output tokens that a member has produced.
  @inline(__always) func generatedTokens(of request: borrowing Request) -> Int {
    Int(request.generatedTokens) + step - request.joinStep
  }

  /// When a member's latest token was out.
  @inline(__always) func lastToken(of request: borrowing Request) -> Instant {
    request.joinStep == step ? request.lastToken : lastStepEnd
  }

  /// n times the longest context of the n members less all their contexts: no step changes it. Zero where nobody reads it.
  @inline(__always) mutating func contextLead(_ requests: borrowing RequestTable) -> Int {
    keepsLead && count > 0 ? count * longestContext(requests) - contextTokens : 0
  }

  // Stands apart, so that sets which do without it stay as small as they were.
  @inline(never) private mutating func longestContext(_ requests: borrowing RequestTable) -> Int {
    while !Self.isMember(longest.first, of: engine, requests) { longest.removeFirst() }
    return step + Self.origin - longest.first.step
  }

  @inline(never) private mutating func noteContext(_ slot: Slot, _ requests: borrowing RequestTable) {
    longest.insert(step: Self.emptyStep(requests[slot]), slot: slot.number)
    // Who left lies below the longest for as long as that one stays.
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

  /// Whether an entry of the heap of contexts still speaks of a member, or of one as long in its slot.
  @inline(__always) private static func isMember(
    _ entry: (step: Int, slot: Int32), of engine: Int32, _ requests: borrowing RequestTable
  ) -> Bool {
    let slot = Slot(entry.slot)
    return requests[slot].place == .decoding && requests[slot].engine == engine && emptyStep(requests[slot]) == entry.step
  }

  /// Takes in a sequence whose context, tokens and time of latest token are in its row.
  mutating func join(_ slot: Slot, _ requests: inout RequestTable) {
    let context = Int(requests[slot].contextTokens)
    note(slot, context: context, &requests[slot])
    if keepsLead { noteContext(slot, requests) }
  }

  @inline(__always) private mutating func note(_ slot: Slot, context: Int, _ request: inout Request) {
    request.move(to: .decoding)
    request.joinStep = step
    finishes.insert(step: request.finishStep, slot: slot.number)
    if takesBlocks { needsByPhase[phase(context: context)] += 1 }
    count += 1
    contextTokens += context
    if windowTokens != .max {
      windowContextTokens += min(context, windowTokens)
      if context < windowTokens {
        windowGrowing += 1
        request.growsInWindow = true
        windowEdges.insert(step: step + windowTokens - context, slot: slot.number)
      }
    }
    noteJoin(at: request.lastToken)
  }

  /// Lets a member go, its row brought up to date.
  mutating func leave(_ request: inout Request) {
    let context = contextTokens(of: request)
    if request.joinStep == step { forgetJoin(at: request.lastToken) }
    request.generatedTokens = Int32(generatedTokens(of: request))
    request.lastToken = lastToken(of: request)
    request.contextTokens = Int32(context)
    if takesBlocks { needsByPhase[phase(context: context)] -= 1 }
    count -= 1
    contextTokens -= context
    if windowTokens != .max {
      windowContextTokens -= min(context, windowTokens)
      if request.growsInWindow { windowGrowing -= 1 }
      request.growsInWindow = false
    }
  }

  /// The step that brings the next last token of a member, or `Int.max` in an empty set.
  mutating func nextFinishStep(_ requests: borrowing RequestTable) -> Int {
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
  mutating func nextFinished(_ requests: borrowing RequestTable) -> Slot? {
    guard nextFinishStep(requests) == step else { return nil }
    let slot = Slot(finishes.first.slot)
    finishes.removeFirst()
    return slot
  }

  /// Steps until some member's context reaches the window, when the growth of the windowed sum changes.
  mutating func stepsToWindowEdge(_ requests: borrowing RequestTable) -> Int {
    while windowEdges.count > 0 {
      let (edge, slot) = windowEdges.first
      if reachesWindow(requests[Slot(slot)], at: edge) { return edge - step }
      windowEdges.removeFirst()
    }
    return .max
  }

  /// Blocks that the next step needs.
  @inline(__always) var blocksForNextStep: Int { Int(needsByPhase[phaseInNeed(ahead: 0)]) }

  /// Blocks that the steps `first ..< first + steps` from now need, the next one being 0. Within any `blockTokens`
  /// consecutive steps every member needs exactly one.
  @inline(__always) func blocks(forSteps steps: Int, from first: Int) -> Int {
    if !takesBlocks { return 0 }
    var (total, rest) = (0, steps)
    if steps >= blockTokens {
      total = steps / blockTokens * count
      rest = steps % blockTokens
    }
    if rest == 0 { return total }
    var phase = phaseInNeed(ahead: first)
    for _ in 0..<rest {
      total += Int(needsByPhase[phase])
      phase = phase == 0 ? blockTokens - 1 : phase - 1
    }
    return total
  }

  /// How many of the steps after the next one can be taken before more than `blocks` are needed, at most `limit`.
  @inline(__always) func stepsAfterNext(fitting blocks: Int, limit: Int) -> Int {
    if !takesBlocks { return limit }
    // So many steps need at most one block a member for each block's worth of them begun.
    if count * (limit + blockTokens) <= blocks * blockTokens { return limit }
    if self.blocks(forSteps: limit, from: 1) <= blocks { return limit }
    var steps = blocks / count * blockTokens
    var left = blocks % count
    while steps < limit {
      left -= Int(needsByPhase[phaseInNeed(ahead: 1 + steps)])
      if left < 0 { break }
      steps += 1
    }
    return min(steps, limit)
  }

  /// Takes `steps` steps at once, the last of which ends at `end`.
  ///
  /// - Precondition: no member ends or reaches the window before the last of them.
  mutating func advance(steps: Int, end: Instant, _ requests: inout RequestTable) {
    step += steps
    stepPhase += steps
    if stepPhase >= blockTokens { stepPhase = stepPhase < 2 * blockTokens ? stepPhase - blockTokens : stepPhase % blockTokens }
    contextTokens += count * steps
    windowContextTokens += windowGrowing * steps
    lastStepEnd = end
    joinersCount = 0
    while windowEdges.count > 0 && windowEdges.first.step <= step {
      let (edge, number) = windowEdges.first
      windowEdges.removeFirst()
      let slot = Slot(number)
      if reachesWindow(requests[slot], at: edge) {
        requests[slot].growsInWindow = false
        windowGrowing -= 1
      }
    }
  }

  /// Tells how long each member waits for the token that comes at `end`, equal waits together.
  @inline(__always) func reportGaps(end: Instant, to observer: any Observer) {
    var old = count
    for index in 0..<joinersCount {
      old -= joiners[index].count
      if joiners[index].count > 0 { observer.tokenGaps(end - joiners[index].time, count: joiners[index].count) }
    }
    if old > 0 { observer.tokenGaps(end - lastStepEnd, count: old) }
  }

  /// Whether every member's latest token came with the latest step.
  var isInStep: Bool { joinersCount == 0 }

  /// Whether an entry of the window heap still speaks of `request`, which may have left, or be another request by now, of
  /// another replica even: slots are shared by the whole cluster.
  @inline(__always) private func reachesWindow(_ request: Request, at edge: Int) -> Bool {
    request.place == .decoding && request.engine == engine && request.growsInWindow
      && request.joinStep + windowTokens - Int(request.contextTokens) == edge
  }

  @inline(__always) private func phase(context: Int) -> Int {
    let phase = context % blockTokens - stepPhase
    return phase < 0 ? phase + blockTokens : phase
  }

  /// Members hold whole blocks, and so need one more, where phase + step is a multiple of the block.
  @inline(__always) private func phaseInNeed(ahead: Int) -> Int {
    var residue = stepPhase + ahead
    if residue >= blockTokens { residue = residue < 2 * blockTokens ? residue - blockTokens : residue % blockTokens }
    return residue == 0 ? 0 : blockTokens - residue
  }

  private mutating func noteJoin(at time: Instant) {
    if time == lastStepEnd { return }
    for index in 0..<joinersCount where joiners[index].time == time {
      joiners[index].count += 1
      return
    }
    let group = Joiners(time: time, count: 1)
    if joinersCount < joiners.count { joiners[joinersCount] = group } else { joiners.append(group) }
    joinersCount += 1
  }

  private mutating func forgetJoin(at time: Instant) {
    for index in 0..<joinersCount where joiners[index].time == time { joiners[index].count -= 1 }
  }
}
