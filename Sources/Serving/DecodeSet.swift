import Hardware
import Kernel

/// The sequences of one replica that gain a token in every decode step, held as sums.
///
/// A step advances one counter. What a sequence has (tokens, context, blocks) follows from the counter and the step at which it
/// joined; who ends when waits in a heap; what is read and held of the contexts is a ``ContextSum`` for each attention group. So
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
  /// The whole contexts, which is what the members hold.
  private var whole: ContextSum
  /// Contexts up to the caps of the other attention groups, of which the first so many are there.
  private var capped: InlineArray<3, ContextSum>
  private let cappedGroups: Int
  private let keepsLead: Bool
  /// Decode steps taken since the run began.
  private(set) var step = 0
  /// When the latest step ended: the time of the latest token of every member but the joiners.
  private(set) var lastStepEnd = Instant.start

  /// Where members that read a prefix together are counted.
  private let groups: UnsafeMutablePointer<RequestGroups>?
  private let replica: Int32
  private var finishes = StepHeap()
  /// Members by the step at which their context would have been none, so that the longest comes first; empty where the
  /// cost model does not ask.
  private var longest = StepHeap(minimumCapacity: 1)
  private var joiners: [Joiners] = []
  private var joinersCount = 0

  init(
    replica: Int, blockTokens: Int, readCaps: GroupValues<Int>, keepsLead: Bool = false, takesBlocks: Bool = true,
    groups: UnsafeMutablePointer<RequestGroups>? = nil
  ) {
    self.groups = groups
    self.keepsLead = keepsLead
    self.replica = Int32(replica)
    whole = ContextSum(replica: replica, blockTokens: blockTokens, takesBlocks: takesBlocks)
    capped = InlineArray { ContextSum(replica: replica, cap: readCaps[$0 + 1], blockTokens: 1, takesBlocks: false) }
    cappedGroups = (1...3).last { readCaps[$0] != .max } ?? 0
  }

  /// KV tokens held, summed over the set.
  @inline(__always) var contextTokens: Int { whole.tokens }

  /// What the next step reads of each attention group.
  @inline(__always) var contextOfNextStep: GroupValues<Int> {
    var context = GroupValues(whole: whole.tokensOfNextStep)
    if cappedGroups > 0 { for index in 0..<cappedGroups { context[index + 1] = capped[index].tokensOfNextStep } }
    return context
  }

  /// How what steps read grows, where a token of each attention group costs so much.
  @inline(__always) func growth(weightedBy slopes: GroupValues<Int64>) -> ContextGrowth {
    var perStep = slopes.whole * Int64(whole.growing)
    if cappedGroups > 0 { for index in 0..<cappedGroups { perStep += slopes[index + 1] * Int64(capped[index].growing) } }
    return ContextGrowth(perStep: perStep)
  }

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
    count += 1
    whole.join(slot, context: context, step: step)
    if keepsLead { noteContext(slot, rows) }
    if row.pointee.holdsCommon { groups?.pointee.decode(row.pointee.group, 1) }
    if cappedGroups > 0 { for index in 0..<cappedGroups { capped[index].join(slot, context: context, step: step) } }
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
    count -= 1
    whole.leave(context: context)
    if row.pointee.holdsCommon { groups?.pointee.decode(row.pointee.group, -1) }
    if cappedGroups > 0 { for index in 0..<cappedGroups { capped[index].leave(context: context) } }
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

  /// Steps until some member's context reaches the cap of a group, when what a step adds changes.
  mutating func stepsToEdge(_ rows: UnsafeMutablePointer<Request>) -> Int {
    var steps = Int.max
    if cappedGroups > 0 { for index in 0..<cappedGroups { steps = min(steps, capped[index].stepsToEdge(after: step, rows)) } }
    return steps
  }

  /// Blocks that the next step needs.
  @inline(__always) var blocksForNextStep: Int { whole.blocksForNextStep }

  /// Blocks that the steps `first ..< first + steps` from now need, the next one being 0.
  @inline(__always) func blocks(forSteps steps: Int, from first: Int) -> Int { whole.blocks(forSteps: steps, from: first) }

  /// How many of the steps after the next one can be taken before more than `blocks` are needed, at most `limit`.
  @inline(__always) func stepsAfterNext(fitting blocks: Int, limit: Int) -> Int {
    whole.stepsAfterNext(fitting: blocks, limit: limit)
  }

  /// Takes `steps` steps at once, the last of which ends at `end`.
  ///
  /// - Precondition: no member ends or reaches the cap of a group before the last of them.
  mutating func advance(steps: Int, end: Instant, _ rows: UnsafeMutablePointer<Request>) {
    step += steps
    whole.advance(steps: steps, to: step, rows)
    if cappedGroups > 0 { for index in 0..<cappedGroups { capped[index].advance(steps: steps, to: step, rows) } }
    lastStepEnd = end
    joinersCount = 0
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
