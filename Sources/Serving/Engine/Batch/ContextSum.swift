import Hardware
import Kernel
import Record

/// What the members of a decode set hold of one attention group: the context that a step reads or that is kept, what each step adds
/// to it, and the blocks that this takes.
///
/// A member's context counts up to the group's cap. When it reaches the cap it stops growing, which a heap foresees: between two
/// such edges every step adds the same. Blocks are a count by phase within the block: a member that grows needs more where its
/// context fills those before.
///
/// The reading members are inlined everywhere: a call would pass so wide a struct by copying it.
struct ContextSum: ~Copyable {
  /// The most tokens that are read or kept of a member, as `ContextCap` has it; `Int.max` where everything is.
  let cap: Int
  /// Tokens that the latest step read of its members, in the sum.
  private(set) var tokens = 0
  /// Members whose context is below the cap: what the next step adds.
  private(set) var growing = 0
  /// What all steps and all prompt chunks so far have read, up to the cap.
  private(set) var reads = CappedReads(prefillPairs: 0, decodeContextTokens: 0)

  private let engine: Int32
  private let blockTokens: Int
  /// Blocks that a member takes for every block of tokens; 0 where all it can need is set aside for it, or another group holds it.
  let blocksEach: Int
  @inline(__always) var takesBlocks: Bool { blocksEach != 0 }
  private var needsByPhase: Column<Int32>
  /// Steps taken modulo the block, kept to spare a division.
  private var stepPhase = 0
  /// Members by the step at which they reach the cap. All lie ahead: an edge that is passed is taken out.
  private var edges = StepHeap(minimumCapacity: 1)

  init(engine: Int, cap: Int = .max, blockTokens: Int, blocksEach: Int) {
    self.cap = cap
    self.engine = Int32(engine)
    self.blockTokens = blockTokens
    self.blocksEach = blocksEach
    needsByPhase = Column(repeating: 0, count: blocksEach == 0 ? 0 : blockTokens)
  }

  /// Tokens that the next step reads.
  @inline(__always) var tokensOfNextStep: Int { tokens + growing }

  /// The most tokens that are read or kept of a member with such a prompt.
  @inline(__always) func cap(ofPrompt prompt: Int) -> Int { ContextCap.tokens(cap, prompt: prompt) }

  /// The same of a member.
  @inline(__always) private func cap(of slot: Slot, _ requests: borrowing RequestTable) -> Int {
    cap >= 0 ? cap : cap(ofPrompt: Int(requests[history: slot].promptTokens))
  }

  /// Takes in a member with so much context and such a cap, after `step` steps.
  @inline(__always) mutating func join(_ slot: Slot, context: Int, cap: Int, step: Int) {
    tokens += min(context, cap)
    if context < cap {
      growing += 1
      if takesBlocks { needsByPhase[phase(context: context)] += 1 }
      if cap != .max { edges.insert(step: step + cap - context, slot: slot.number) }
    }
  }

  /// Lets a member with so much context and such a cap go.
  @inline(__always) mutating func leave(context: Int, cap: Int) {
    tokens -= min(context, cap)
    if context < cap {
      growing -= 1
      if takesBlocks { needsByPhase[phase(context: context)] -= 1 }
    }
  }

  /// Takes `steps` steps at once, up to the step `last`.
  ///
  /// - Precondition: no member reaches the cap before the last of them.
  @inline(__always) mutating func advance(steps: Int, to last: Int, _ requests: borrowing RequestTable) {
    if takesBlocks {
      stepPhase += steps
      if stepPhase >= blockTokens { stepPhase = stepPhase < 2 * blockTokens ? stepPhase - blockTokens : stepPhase % blockTokens }
    }
    tokens += growing * steps
    while edges.count > 0 && edges.first.step <= last {
      let (edge, slot) = edges.first
      // One that left and came back may be here twice.
      while edges.count > 0 && edges.first == (edge, slot) { edges.removeFirst() }
      if reachesCap(Slot(slot), at: edge, requests) {
        growing -= 1
        if takesBlocks { needsByPhase[phase(context: cap(of: Slot(slot), requests))] -= 1 }
      }
    }
  }

  /// Books what the next `steps` steps read, which none of the members ends or reaches the cap in before the last.
  @inline(__always) mutating func bookReads(steps: Int) {
    reads.decodeContextTokens += tokensOfNextStep * steps + growing * (steps * (steps - 1) / 2)
  }

  /// Books the query-key pairs of a prompt's chunk: each of its tokens with those before it up to the cap, itself included. A request's
  /// own cap does not hold before its prompt is computed.
  mutating func bookChunk(tokens: Int, context: Int) {
    let cap = ContextCap.whilePrefilling(cap)
    let below = max(0, min(tokens, cap - context))
    reads.prefillPairs += below * context + below * (below + 1) / 2 + (below < tokens ? (tokens - below) * cap : 0)
  }

  /// Steps after `step` until some member reaches the cap, when the growth changes.
  @inline(__always) mutating func stepsToEdge(after step: Int, _ requests: borrowing RequestTable) -> Int {
    while edges.count > 0 {
      let (edge, slot) = edges.first
      if reachesCap(Slot(slot), at: edge, requests) { return edge - step }
      edges.removeFirst()
    }
    return .max
  }

  /// Whether an edge still belongs to a member. It may have left, and its slot may hold another request by now, even of another
  /// engine: slots are shared by the whole cluster.
  @inline(__always) private func reachesCap(_ slot: Slot, at edge: Int, _ requests: borrowing RequestTable) -> Bool {
    if requests[slot].place != .decoding || requests[slot].engine != engine { return false }
    return requests[slot].joinStep + cap(of: slot, requests) - Int(requests[slot].contextTokens) == edge
  }

  // MARK: Blocks, of members that take some

  /// Blocks that a member with so much context has, where it takes some.
  func blocks(context: Int, prompt: Int) -> Int { blocksEach * ((min(context, cap(ofPrompt: prompt)) + blockTokens - 1) / blockTokens) }

  /// Members that need blocks in the next step; each then takes ``blocksEach``.
  @inline(__always) var blocksForNextStep: Int { Int(needsByPhase[phaseInNeed(ahead: 0)]) }

  /// How often members need blocks in the steps `first ..< first + steps` from now, the next one being 0; each time one takes
  /// ``blocksEach``. Within any `blockTokens` consecutive steps every growing member needs them exactly once.
  @inline(__always) func blocks(forSteps steps: Int, from first: Int) -> Int {
    var (total, rest) = (0, steps)
    if steps >= blockTokens {
      total = steps / blockTokens * growing
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
    // So many steps need at most one block a member for each block's worth of them begun.
    if growing * (limit + blockTokens) <= blocks * blockTokens { return limit }
    if self.blocks(forSteps: limit, from: 1) <= blocks { return limit }
    var steps = blocks / growing * blockTokens
    var left = blocks % growing
    while steps < limit {
      left -= Int(needsByPhase[phaseInNeed(ahead: 1 + steps)])
      if left < 0 { break }
      steps += 1
    }
    return min(steps, limit)
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
}
