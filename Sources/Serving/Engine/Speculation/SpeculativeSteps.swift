import Kernel

/// What the decode steps of one engine give where they verify drafts: how many tokens its members gain in each, held as sums.
///
/// For each class there is a cycle of steps, and for each step of it what all members together emit and how many blocks they take.
/// A member that joins or leaves is added to that cycle at its own phase; a step then looks up one place for each class.
struct SpeculativeSteps: ~Copyable {
  /// What the members of a class come to, by step modulo the cycle of the length of draft at hand.
  private struct ClassSums: ~Copyable {
    var emitted: Column<Int64>
    var untold: Column<Int64>
    var blocks: Column<Int64>
    /// The step that comes next, modulo the cycle.
    var phase: Int

    init(steps: Int, phase: Int) {
      emitted = Column(repeating: 0, count: steps)
      untold = Column(repeating: 0, count: steps)
      blocks = Column(repeating: 0, count: steps)
      self.phase = phase
    }

    /// What the steps take from `first` steps after the next one on, all together.
    @inline(__always) func blocks(forSteps steps: Int, from first: Int) -> Int64 {
      var (sum, place) = (Int64(0), place(ahead: first))
      for _ in 0..<steps {
        sum += blocks[place]
        place += 1
        if place == blocks.count { place = 0 }
      }
      return sum
    }

    /// The place of the step that comes `ahead` steps after the next one.
    @inline(__always) func place(ahead: Int) -> Int {
      let place = phase + ahead
      return place < emitted.count ? place : place % emitted.count
    }
  }

  let rules: SpeculationRules
  /// Whether each step takes one slot of a member, whatever it gives: the rules', looked up without a copy of them.
  let keepsOneSlot: Bool
  private let seed: UInt64
  private let blockTokens: Int
  /// Whether steps take blocks: not where all that a request may need is set aside for it.
  let takesBlocks: Bool
  /// All classes of acceptance, and which of them the requests of each class are drawn from.
  private let classes: [AcceptanceClass]
  private let weights: [Int]
  private let classesOfRequests: [(places: Range<Int>, weight: Int)]
  /// The walks of each length of draft that has come up, class by class, and where those of a length begin.
  private var walks = Column<StepWalk>()
  private var firstWalk: [Int]
  private var current = 0
  private var sums = Column<ClassSums>()
  /// Tokens drafted for each member in the steps to come.
  private(set) var drafted: Int
  /// How many sequences decoded when the length of the drafts was last looked up, and what it was then.
  private var looked: (sequences: Int, tokens: Int)?
  /// KV slots that a member takes in a step, at most.
  private var mostSlots = 1
  /// What all members together gain in the next step and those behind it, as far as it was looked up since the last of them changed.
  private var ahead = Column<Int64>()
  /// Tokens that a step emits in the mean, by how many are drafted; empty where nobody asks.
  private(set) var meanEmitted: [Double] = []

  /// KV tokens that the members hold.
  private(set) var contextTokens = 0
  /// Where each step takes one slot of each member: in how many of them it takes a block, by step modulo the tokens of a block; and the step
  /// that comes next, modulo the same.
  private var slotBlocks: Column<Int64>
  private var slotPhase = 0
  private var members = 0
  /// By how much members that have not stepped yet stand behind the boundary at which they joined, and the blocks they have beyond it.
  private var joinersAhead = 0
  private var joinersBlocks = 0
  /// The first of these for members whose gaps are not told.
  private var untoldJoinersAhead = 0

  init(_ rules: SpeculationRules, seed: UInt64, blockTokens: Int, takesBlocks: Bool) {
    self.rules = rules
    keepsOneSlot = rules.keepsOneSlot
    self.seed = seed
    self.blockTokens = blockTokens
    self.takesBlocks = takesBlocks
    let (classes, places) = rules.allClasses
    self.classes = classes
    weights = classes.map(\.weight)
    // Where requests are alike all of them are drawn from the one entry.
    classesOfRequests = (places.isEmpty ? [classes.indices] : places).map { range in
      (range, classes[range].reduce(0) { $0 + $1.weight })
    }
    firstWalk = Array(repeating: -1, count: rules.tokens + 1)
    slotBlocks = Column(repeating: 0, count: keepsOneSlot && takesBlocks ? blockTokens : 0)
    drafted = rules.tokens
    if case .best = rules.length { meanEmitted = (0...rules.tokens).map { rules.meanEmitted(drafting: $0) } }
    take(drafting: rules.tokens, step: 0)
  }

  /// Rows that a step puts through the layers for each member.
  @inline(__always) var rowsEach: Int { keepsOneSlot ? 1 : drafted + 1 }

  // MARK: The length of drafts

  /// The length of the drafts of a step of `sequences` sequences that may hold `rows` rows; `best` is asked for by ``wantsBest(sequences:)``.
  mutating func length(sequences: Int, rows: Int, best: Int) -> Int {
    length(wanted(sequences: sequences, best: best), sequences: sequences, rows: rows)
  }

  /// The length of drafts where so much is wanted, of a step of `sequences` sequences that may hold `rows` rows.
  @inline(__always) func length(_ wanted: Int, sequences: Int, rows: Int) -> Int {
    keepsOneSlot ? rules.tokens : min(wanted, max(0, rows / max(1, sequences) - 1))
  }

  /// Whether the best length for so many sequences is to be looked for.
  @inline(__always) func wantsBest(sequences: Int) -> Bool {
    guard sequences > 0, case .best(let hysteresis) = rules.length else { return false }
    return !isNear(sequences, hysteresis)
  }

  /// Whether so many sequences are about as many as when the length was last looked up.
  @inline(__always) private func isNear(_ sequences: Int, _ hysteresisPermille: Int) -> Bool {
    looked.map { abs(sequences - $0.sequences) * 1000 <= hysteresisPermille * $0.sequences } ?? false
  }

  private mutating func wanted(sequences: Int, best: Int) -> Int {
    switch rules.length {
    case .fixed: return rules.tokens
    case .byBatch(let lengths, let hysteresis):
      if let looked, isNear(sequences, hysteresis) { return looked.tokens }
      looked = (sequences, lengths.first { $0.sequences >= sequences }?.tokens ?? lengths[lengths.count - 1].tokens)
    case .best(let hysteresis):
      if let looked, isNear(sequences, hysteresis) || sequences == 0 { return looked.tokens }
      if sequences == 0 { return rules.tokens }
      looked = (sequences, best)
    }
    return looked?.tokens ?? rules.tokens
  }

  /// Takes the walks of another length of draft, with no member in the sums. They are to join anew.
  mutating func take(drafting tokens: Int, step: Int) {
    if firstWalk[tokens] < 0 {
      firstWalk[tokens] = walks.count
      let most = rules.mostEmitted(drafting: tokens)
      for kind in classes {
        walks.append(
          StepWalk(
            kind.pattern.runs(drafting: most - 1), emittingAtMost: most, ahead: SpeculationRules.tokensAhead(drafting: tokens),
            blockTokens: blockTokens))
      }
    }
    drafted = tokens
    mostSlots = keepsOneSlot ? 1 : rules.mostEmitted(drafting: tokens)
    ahead.removeAll()
    current = firstWalk[tokens]
    sums = Column()
    for index in classes.indices {
      let steps = walks[current + index].steps
      sums.append(ClassSums(steps: steps, phase: step % steps))
    }
    (contextTokens, joinersAhead, joinersBlocks, untoldJoinersAhead, members) = (0, 0, 0, 0, 0)
    if keepsOneSlot { slotPhase = step % blockTokens }
  }

  // MARK: Members

  /// Draws how a request's drafts are accepted, from the request's own part of the stream and among what there is for its class.
  @inline(__always) func draw(request: Int, requestClass: Int) -> SpeculationRow {
    var stream = RandomStream(seed: seed, name: "acceptance", substream: UInt64(request))
    let among = classesOfRequests[classesOfRequests.count == 1 ? 0 : requestClass]
    var rest = stream.integer(below: among.weight)
    var index = among.places.lowerBound
    while rest >= weights[index] {
      rest -= weights[index]
      index += 1
    }
    var row = SpeculationRow()
    row.classIndex = Int32(index)
    row.offset = Int32(blockTokens * stream.integer(below: walks[current + index].tokens / blockTokens))
    return row
  }

  /// Takes in a member with so much context and so many tokens to come, after `step` steps; its row then says where it stands.
  mutating func join(_ row: inout SpeculationRow, context: Int, left: Int, step: Int) {
    let place = place(row, context: context)
    let walk = current + Int(row.classIndex)
    row.boundary = walks[walk].boundary(atOrBelow: place)
    row.finishStep = step + walks[walk].boundary(atOrAbove: place + left) - row.boundary
    contextTokens += context
    ahead.removeAll()
    count(row, place: place, joinStep: step, change: 1)
    add(row, joinStep: step, sign: 1)
    takeSlots(context: context, joinStep: step, change: 1)
  }

  /// Lets a member go that joined after `joinStep` steps with so much context, after `step` of them.
  mutating func leave(_ row: SpeculationRow, context: Int, joinStep: Int, step: Int) {
    ahead.removeAll()
    contextTokens -= context + slotsTaken(row, context: context, steps: step - joinStep)
    if step == joinStep { count(row, place: place(row, context: context), joinStep: joinStep, change: -1) }
    add(row, joinStep: joinStep, sign: -1)
    takeSlots(context: context, joinStep: joinStep, change: -1)
  }

  /// Where a member stands in its cycle that holds so much context.
  @inline(__always) private func place(_ row: SpeculationRow, context: Int) -> Int { context + Int(row.spared) + Int(row.offset) }

  /// Whether steps take blocks for what they verify.
  @inline(__always) private var takesVerifiedBlocks: Bool { takesBlocks && !keepsOneSlot }

  /// Counts a member among those whose steps take one slot each, or out of them.
  private mutating func takeSlots(context: Int, joinStep: Int, change: Int) {
    members += change
    if !slotBlocks.isEmpty { slotBlocks[StepWalk.divide(joinStep - context, by: blockTokens).rest] += Int64(change) }
  }

  /// Counts a member among those that have not stepped yet, or out of them.
  @inline(__always) private mutating func count(_ row: SpeculationRow, place: Int, joinStep: Int, change: Int) {
    let walk = current + Int(row.classIndex)
    joinersAhead += change * (place - walks[walk].tokens(at: row.boundary))
    if !takesVerifiedBlocks { return }
    let held = (place + blockTokens - 1) / blockTokens
    joinersBlocks += change * (walks[walk].blocksHeld(in: row.boundary - 1) - held)
  }

  /// Adds what a member emits and takes in each step of its cycle.
  @inline(__always) private mutating func add(_ row: SpeculationRow, joinStep: Int, sign: Int64) {
    let (index, walk) = (Int(row.classIndex), current + Int(row.classIndex))
    let first = StepWalk.divide(row.boundary - joinStep, by: walks[walk].steps).rest
    Self.add(walks, walk, from: first, times: sign, to: &sums, index, blocks: takesVerifiedBlocks)
  }

  /// Adds so many times the steps of a walk from one of them on to what a class comes to.
  @inline(__always) private static func add(
    _ walks: borrowing Column<StepWalk>, _ walk: Int, from first: Int, times factor: Int64, to sums: inout Column<ClassSums>, _ index: Int,
    blocks: Bool
  ) {
    let steps = walks[walk].steps
    sums[index].emitted.add(walks[walk].emitted, from: first, to: 0, count: steps, times: factor)
    if blocks { sums[index].blocks.add(walks[walk].blocks, from: first, to: 0, count: steps, times: factor) }
  }

  /// The same of members whose gaps are not told.
  private static func addUntold(
    _ walks: borrowing Column<StepWalk>, _ walk: Int, from first: Int, times factor: Int64, to sums: inout Column<ClassSums>, _ index: Int
  ) {
    sums[index].untold.add(walks[walk].emitted, from: first, to: 0, count: walks[walk].steps, times: factor)
  }

  /// Counts a member among those whose gaps are not told, or out of them, after `step` steps.
  mutating func keepUntold(_ row: SpeculationRow, context: Int, joinStep: Int, step: Int, change: Int) {
    if joinStep == step { untoldJoinersAhead += change * ahead(row, context: context) }
    let (index, walk) = (Int(row.classIndex), current + Int(row.classIndex))
    let first = StepWalk.divide(row.boundary - joinStep, by: walks[walk].steps).rest
    Self.addUntold(walks, walk, from: first, times: Int64(change), to: &sums, index)
  }

  /// By how many tokens the first step of a member that has not stepped yet emits less than that step of the cycle.
  @inline(__always) private func ahead(_ row: SpeculationRow, context: Int) -> Int {
    place(row, context: context) - walks[current + Int(row.classIndex)].tokens(at: row.boundary)
  }

  /// Tokens that a member has gained in so many steps since it joined with so much context.
  @inline(__always) func gained(_ row: SpeculationRow, context: Int, steps: Int) -> Int {
    steps == 0 ? 0 : walks[current + Int(row.classIndex)].tokens(at: row.boundary + steps) - place(row, context: context)
  }

  /// KV slots that a member has taken in so many steps since it joined with so much context.
  @inline(__always) func slotsTaken(_ row: SpeculationRow, context: Int, steps: Int) -> Int {
    keepsOneSlot ? steps : gained(row, context: context, steps: steps)
  }

  @inline(__always) private func blocks(forTokens tokens: Int) -> Int { (tokens + blockTokens - 1) / blockTokens }

  /// Blocks that a member holds after so many steps since it joined with so much context.
  @inline(__always) func blocksHeld(_ row: SpeculationRow, context: Int, steps: Int) -> Int {
    if steps == 0 || keepsOneSlot { return blocks(forTokens: context + steps) }
    return walks[current + Int(row.classIndex)].blocksHeld(in: row.boundary + steps - 1) - Int(row.offset) / blockTokens
  }

  /// Blocks that a request would take for its first step, which has been drawn and holds those of so much context.
  func blocksToStep(_ row: SpeculationRow, context: Int) -> Int {
    if keepsOneSlot { return blocks(forTokens: context + 1) - blocks(forTokens: context) }
    let walk = current + Int(row.classIndex)
    let first = walks[walk].boundary(atOrBelow: place(row, context: context))
    return walks[walk].blocksHeld(in: first) - Int(row.offset) / blockTokens - (context + blockTokens - 1) / blockTokens
  }

  /// Blocks that a member takes for its next step, so many steps after it joined with so much context.
  func blocksToStep(_ row: SpeculationRow, context: Int, steps: Int) -> Int {
    if keepsOneSlot { return blocksToStep(row, context: context + steps) }
    return walks[current + Int(row.classIndex)].blocksHeld(in: row.boundary + steps) - Int(row.offset) / blockTokens
      - blocksHeld(row, context: context, steps: steps)
  }

  // MARK: Steps

  /// Tokens that all members together gain in the step so many steps after the next one; what is beyond a request's end included.
  @inline(__always) func emitted(ahead steps: Int) -> Int {
    if steps < ahead.count { return Int(ahead[steps]) }
    var tokens = steps == 0 ? -joinersAhead : 0
    for index in sums.indices { tokens += Int(sums[index].emitted[sums[index].place(ahead: steps)]) }
    return tokens
  }

  /// Adds what each step emits to those of `ahead`, the next one first, class by class.
  private static func add(_ sums: borrowing Column<ClassSums>, to ahead: inout Column<Int64>) {
    for index in sums.indices {
      var (step, place) = (0, sums[index].phase)
      while step < ahead.count {
        let count = min(ahead.count - step, sums[index].emitted.count - place)
        ahead.add(sums[index].emitted, from: place, to: step, count: count, times: 1)
        (step, place) = (step + count, 0)
      }
    }
  }

  /// Looks up what the next `steps` steps give, class by class, until a member changes or the steps are taken.
  mutating func lookAhead(_ steps: Int) {
    if ahead.count >= steps { return }
    ahead.removeAll()
    ahead.append(repeating: 0, count: steps)
    ahead[0] = Int64(-joinersAhead)
    Self.add(sums, to: &ahead)
  }

  /// KV slots that all members together take in it: as many as they gain tokens, or one each.
  @inline(__always) func slots(ahead: Int) -> Int { keepsOneSlot ? members : emitted(ahead: ahead) }

  /// The tokens of the members whose gaps are not told.
  func untoldEmitted(ahead: Int) -> Int {
    sums.indices.reduce(ahead == 0 ? -untoldJoinersAhead : 0) { $0 + Int(sums[$1].untold[sums[$1].place(ahead: ahead)]) }
  }

  /// Blocks that all members together take in the step `ahead` steps after the next one.
  @inline(__always) func blocks(ahead: Int) -> Int {
    if keepsOneSlot { return slotBlocks.isEmpty ? 0 : Int(slotBlocks[(slotPhase + ahead) % blockTokens]) }
    var blocks = ahead == 0 ? joinersBlocks : 0
    for index in sums.indices { blocks += Int(sums[index].blocks[sums[index].place(ahead: ahead)]) }
    return blocks
  }

  /// Blocks that the steps `first ..< first + steps` from now take, the next one being 0.
  @inline(__always) func blocks(forSteps steps: Int, from first: Int) -> Int {
    if keepsOneSlot { return (first..<first + steps).reduce(0) { $0 + blocks(ahead: $1) } }
    var sum = first == 0 && steps > 0 ? joinersBlocks : 0
    for index in sums.indices { sum += Int(sums[index].blocks(forSteps: steps, from: first)) }
    return sum
  }

  /// How many of the steps after the next one can be taken before more than `blocks` are needed, at most `limit`.
  @inline(__always) func stepsAfterNext(fitting blocks: Int, limit: Int) -> Int {
    // Most engines have more than all members could take: each at most a block more than what it gains fills.
    if members * (limit * mostSlots / blockTokens + 1) <= blocks { return limit }
    var (steps, left) = (0, blocks)
    while steps < limit {
      left -= self.blocks(ahead: steps + 1)
      if left < 0 { break }
      steps += 1
    }
    return steps
  }

  /// How many steps from the next one on read no more than `most` tokens of context, their own `rows` included; one at least.
  @inline(__always) func steps(readingUpTo most: Int, rows: Int, limit: Int) -> Int {
    if contextTokens + rows + limit * mostSlots * members <= most { return limit }
    var (steps, context) = (1, contextTokens + rows)
    while steps < limit {
      context += slots(ahead: steps - 1)
      if context > most { break }
      steps += 1
    }
    return steps
  }

  /// Takes `steps` steps at once, after which the members hold so much context.
  mutating func advance(steps: Int, to contextTokens: Int) {
    self.contextTokens = contextTokens
    ahead.removeAll()
    if keepsOneSlot { slotPhase = (slotPhase + steps) % blockTokens }
    for index in sums.indices { sums[index].phase = sums[index].place(ahead: steps) }
    (joinersAhead, joinersBlocks, untoldJoinersAhead) = (0, 0, 0)
  }
}
