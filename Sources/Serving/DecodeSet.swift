import Kernel

/// The sequences of one replica that gain a token in every decode step, held as sums.
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

  /// Where members that read a prefix together are counted.
  private let groups: UnsafeMutablePointer<RequestGroups>?
  private let replica: Int32
  private let blockTokens: Int
  private let windowTokens: Int
  private let needsByPhase: UnsafeMutablePointer<Int32>
  private var finishes = StepHeap()
  private var windowEdges = StepHeap(minimumCapacity: 1)
  /// Members by the step at which their context would have been none, so that the longest comes first; empty where the
  /// cost model does not ask.
  private var longest = StepHeap(minimumCapacity: 1)
  private var joiners: [Joiners] = []
  private var joinersCount = 0

  init(
    replica: Int, blockTokens: Int, windowTokens: Int, keepsLead: Bool = false, takesBlocks: Bool = true,
    groups: UnsafeMutablePointer<RequestGroups>? = nil
  ) {
    self.groups = groups
    self.keepsLead = keepsLead
    self.takesBlocks = takesBlocks
    self.replica = Int32(replica)
    self.blockTokens = blockTokens
    self.windowTokens = windowTokens
    needsByPhase = .allocate(capacity: blockTokens)
    needsByPhase.initialize(repeating: 0, count: blockTokens)
  }

  deinit { needsByPhase.deallocate() }

  /// KV tokens that a member holds now.
  @inline(__always) func contextTokens(of row: UnsafePointer<Request>) -> Int {
    Int(row.pointee.contextTokens) + step - row.pointee.joinStep
  }

  /// Output tokens that a member has produced.
  @inline(__always) func generatedTokens(of row: UnsafePointer<Request>) -> Int {
    Int(row.pointee.generatedTokens) + step - row.pointee.joinStep
  }

  /// When a member's latest token was out.
  @inline(__always) func lastToken(of row: UnsafePointer<Request>) -> Instant {
    row.pointee.joinStep == step ? row.pointee.lastToken : lastStepEnd
  }

  /// n times the longest context of the n members less all their contexts: no step changes it. Zero where nobody reads it.
  @inline(__always) mutating func contextLead(_ rows: UnsafeMutablePointer<Request>) -> Int {
    keepsLead && count > 0 ? count * longestContext(rows) - contextTokens : 0
  }

  // Stands apart, so that sets which do without it stay as small as they were.
  @inline(never) private mutating func longestContext(_ rows: UnsafeMutablePointer<Request>) -> Int {
    while !Self.isMember(longest.first, of: replica, rows) { longest.removeFirst() }
    return step + Self.origin - longest.first.step
  }

  @inline(never) private mutating func noteContext(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    longest.insert(step: Self.emptyStep(rows + Int(slot)), slot: slot)
    // Who left lies below the longest for as long as that one stays.
    if longest.count > 4 * count + 64 {
      let replica = replica
      longest.removeAll { !Self.isMember($0, of: replica, rows) }
    }
  }

  /// Steps in the heap of contexts count from here, so that none is below zero: no context has as many tokens.
  private static let origin = 1 << 32

  /// The step at which a member's context would have been none.
  @inline(__always) private static func emptyStep(_ row: UnsafePointer<Request>) -> Int {
    origin + row.pointee.joinStep - Int(row.pointee.contextTokens)
  }

  /// Whether an entry of the heap of contexts still speaks of a member, or of one as long in its slot.
  @inline(__always) private static func isMember(
    _ entry: (step: Int, slot: Int32), of replica: Int32, _ rows: UnsafeMutablePointer<Request>
  ) -> Bool {
    let row = rows + Int(entry.slot)
    return row.pointee.phase == .decoding && row.pointee.replica == replica && emptyStep(row) == entry.step
  }

  /// Takes in a sequence whose context, tokens and time of latest token stand in its row.
  mutating func join(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    let row = rows + Int(slot)
    let context = Int(row.pointee.contextTokens)
    row.pointee.phase = .decoding
    row.pointee.joinStep = step
    row.pointee.finishStep = step + Int(row.pointee.outputTokens - row.pointee.generatedTokens)
    finishes.insert(step: row.pointee.finishStep, slot: slot)
    if takesBlocks { needsByPhase[phase(context: context)] += 1 }
    count += 1
    contextTokens += context
    if keepsLead { noteContext(slot, rows) }
    if row.pointee.holdsCommon { groups?.pointee.decode(row.pointee.group, 1) }
    if windowTokens != .max {
      windowContextTokens += min(context, windowTokens)
      if context < windowTokens {
        windowGrowing += 1
        row.pointee.growsInWindow = true
        windowEdges.insert(step: step + windowTokens - context, slot: slot)
      }
    }
    noteJoin(at: row.pointee.lastToken)
  }

  /// Lets a member go, its row brought up to date.
  mutating func leave(_ slot: Int32, _ rows: UnsafeMutablePointer<Request>) {
    let row = rows + Int(slot)
    let context = contextTokens(of: row)
    if row.pointee.joinStep == step { forgetJoin(at: row.pointee.lastToken) }
    row.pointee.generatedTokens = Int32(generatedTokens(of: row))
    row.pointee.lastToken = lastToken(of: row)
    row.pointee.contextTokens = Int32(context)
    if takesBlocks { needsByPhase[phase(context: context)] -= 1 }
    count -= 1
    contextTokens -= context
    if row.pointee.holdsCommon { groups?.pointee.decode(row.pointee.group, -1) }
    if windowTokens != .max {
      windowContextTokens -= min(context, windowTokens)
      if row.pointee.growsInWindow { windowGrowing -= 1 }
      row.pointee.growsInWindow = false
    }
  }

  /// The step that brings the next last token of a member, or `Int.max` in an empty set.
  mutating func nextFinishStep(_ rows: UnsafeMutablePointer<Request>) -> Int {
    while finishes.count > 0 {
      let (step, slot) = finishes.first
      let row = rows + Int(slot)
      if row.pointee.phase == .decoding && row.pointee.replica == replica && row.pointee.finishStep == step { return step }
      finishes.removeFirst()
    }
    return .max
  }

  /// Removes and returns a member whose last token came with the latest step, if there is one left.
  mutating func removeFinished(_ rows: UnsafeMutablePointer<Request>) -> Int32? {
    guard nextFinishStep(rows) == step else { return nil }
    let slot = finishes.first.slot
    finishes.removeFirst()
    leave(slot, rows)
    return slot
  }

  /// Steps until some member's context reaches the window, when the growth of the windowed sum changes.
  mutating func stepsToWindowEdge(_ rows: UnsafeMutablePointer<Request>) -> Int {
    while windowEdges.count > 0 {
      let (edge, slot) = windowEdges.first
      if reachesWindow(rows + Int(slot), at: edge) { return edge - step }
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
  mutating func advance(steps: Int, end: Instant, _ rows: UnsafeMutablePointer<Request>) {
    step += steps
    stepPhase += steps
    if stepPhase >= blockTokens { stepPhase = stepPhase < 2 * blockTokens ? stepPhase - blockTokens : stepPhase % blockTokens }
    contextTokens += count * steps
    windowContextTokens += windowGrowing * steps
    lastStepEnd = end
    joinersCount = 0
    while windowEdges.count > 0 && windowEdges.first.step <= step {
      let (edge, slot) = windowEdges.first
      windowEdges.removeFirst()
      if reachesWindow(rows + Int(slot), at: edge) {
        rows[Int(slot)].growsInWindow = false
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

  /// Whether an entry of the window heap still speaks of `row`, which may have left, or be another request by now, of
  /// another replica even: slots are shared by the whole cluster.
  @inline(__always) private func reachesWindow(_ row: UnsafePointer<Request>, at edge: Int) -> Bool {
    row.pointee.phase == .decoding && row.pointee.replica == replica && row.pointee.growsInWindow
      && row.pointee.joinStep + windowTokens - Int(row.pointee.contextTokens) == edge
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
