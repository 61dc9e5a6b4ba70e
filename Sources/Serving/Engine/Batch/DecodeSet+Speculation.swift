import Hardware
import Kernel

/// Members that gain several tokens in a step.
extension DecodeSet {
  /// Takes in a sequence whose context, tokens and time of latest token are in its row.
  @inline(never) mutating func joinSpeculation(_ slot: Slot, _ requests: inout RequestTable) {
    requests[slot].move(to: .decoding)
    let spared = requests.speculation[slot].spared
    requests.speculation[slot] = draw(slot, requests)
    requests.speculation[slot].spared = spared
    enter(slot, &requests)
    count += 1
    noteJoin(at: requests[slot].lastToken)
  }

  /// Draws how a request's drafts are accepted.
  private func draw(_ slot: Slot, _ requests: borrowing RequestTable) -> SpeculationRow {
    speculation.value.draw(request: requests[history: slot].id, requestClass: Int(requests.traits[slot].classIndex))
  }

  /// Takes a member into the sums, and notes when it ends.
  private mutating func enter(_ slot: Slot, _ requests: inout RequestTable) {
    requests[slot].joinStep = step
    let left = Int(requests[slot].outputTokens - requests[slot].generatedTokens)
    speculation.value.join(&requests.speculation[slot], context: Int(requests[slot].contextTokens), left: left, step: step)
    finishes.insert(step: requests.speculation[slot].finishStep, slot: slot.number)
  }

  /// Lets a member go, its row brought up to date. What its last step gave beyond its output is in no row.
  @inline(never) mutating func leaveSpeculation(_ slot: Slot, _ requests: inout RequestTable) {
    if requests[slot].joinStep == step { forgetJoin(at: requests[slot].lastToken) }
    let (context, joined) = (Int(requests[slot].contextTokens), requests[slot].joinStep)
    speculation.value.leave(requests.speculation[slot], context: context, joinStep: joined, step: step)
    settleRow(slot, &requests)
    count -= 1
  }

  /// Writes into a member's row what it has gained, as far as it was asked for.
  private mutating func settleRow(_ slot: Slot, _ requests: inout RequestTable) {
    let gained = min(Int32(gained(slot, requests)), requests[slot].outputTokens - requests[slot].generatedTokens)
    let slots = speculation.value.keepsOneSlot ? Int32(step - requests[slot].joinStep) : gained
    requests[slot].lastToken = lastToken(of: requests[slot])
    requests[slot].generatedTokens += gained
    requests[slot].contextTokens += slots
    requests.speculation[slot].spared += gained - slots
  }

  /// The step that brings the next last token of a member, or `Int.max` in an empty set.
  mutating func nextSpeculativeFinishStep(_ requests: inout RequestTable) -> Int {
    while finishes.count > 0 {
      let (step, number) = finishes.first
      let slot = Slot(number)
      let isMember = requests[slot].place == .decoding && requests[slot].engine == engine
      if isMember && requests.speculation[slot].finishStep == step { return step }
      finishes.removeFirst()
    }
    return .max
  }

  /// Takes a member out of the queue of those that end whose last token came with the latest step, if there is one left.
  mutating func nextSpeculativelyFinished(_ requests: inout RequestTable) -> Slot? {
    guard nextSpeculativeFinishStep(&requests) == step else { return nil }
    let slot = Slot(finishes.first.slot)
    finishes.removeFirst()
    return slot
  }

  /// Takes `steps` steps at once, after which the members hold so much context. The last of them ends at `end`.
  mutating func advanceSpeculation(steps: Int, contextTokens: Int, end: Instant) {
    step += steps
    speculation.value.advance(steps: steps, to: contextTokens)
    lastStepEnd = end
    joinersCount = 0
  }

  /// Writes into a batch what the next step works on: rows for all drafts, and the contexts with these.
  func describe(_ shape: inout BatchShape) {
    let rows = count * speculation.value.rowsEach
    shape.sampledRows += rows - shape.decodeRows
    shape.decodeRows = rows
    shape.decodeContext = GroupValues(whole: speculation.value.contextTokens + rows)
  }

  /// KV slots that a member has taken since it joined.
  @inline(never) func slotsOfSpeculation(_ slot: Slot, _ requests: borrowing RequestTable) -> Int {
    speculation.value.slotsTaken(
      requests.speculation[slot], context: Int(requests[slot].contextTokens), steps: step - requests[slot].joinStep)
  }

  /// Tokens that the step just taken has given a member beyond its output; the member is still in the set.
  func wasted(_ slot: Slot, _ requests: borrowing RequestTable) -> Int {
    Int(requests[slot].generatedTokens) + gained(slot, requests) - Int(requests[slot].outputTokens)
  }

  /// Blocks that a member holds: those of its latest step, which reach beyond its context.
  func blocksHeld(by slot: Slot, _ requests: borrowing RequestTable) -> Int {
    speculation.value.blocksHeld(
      requests.speculation[slot], context: Int(requests[slot].contextTokens), steps: step - requests[slot].joinStep)
  }

  /// Blocks that a request takes for its next step, if it decodes in it: those beyond what it holds.
  func blocksToStep(_ slot: Slot, _ requests: borrowing RequestTable) -> Int {
    if !speculation.value.takesBlocks { return 0 }
    if requests[slot].place != .decoding {
      let row = draw(slot, requests)
      return speculation.value.blocksToStep(row, context: Int(requests[slot].contextTokens))
    }
    return speculation.value.blocksToStep(
      requests.speculation[slot], context: Int(requests[slot].contextTokens), steps: step - requests[slot].joinStep)
  }

  /// Takes a member out of those of which gaps are told, or back among them.
  @inline(never) mutating func keepUntoldSpeculation(_ slot: Slot, _ requests: borrowing RequestTable, change: Int) {
    speculation.value.keepUntold(
      requests.speculation[slot], context: Int(requests[slot].contextTokens), joinStep: requests[slot].joinStep, step: step, change: change)
  }

  /// Lets the members draft so many tokens from now on; they are among `first` and those linked behind it. All of them join anew where
  /// they stand: O(members), which is why the length of drafts does not change with every batch.
  ///
  /// - Returns: blocks that the steps before had taken ahead, which come free where steps take blocks.
  @inline(never) mutating func take(drafting tokens: Int, first: Slot, _ requests: inout RequestTable) -> Int {
    var freed = 0
    var slot = first
    while slot.exists {
      if requests[slot].place == .decoding {
        freed += blocksHeld(by: slot, requests)
        settleRow(slot, &requests)
        freed -= speculation.value.blocksHeld(requests.speculation[slot], context: Int(requests[slot].contextTokens), steps: 0)
        requests[slot].joinStep = step
      }
      slot = requests[slot].links.next
    }
    finishes.removeAll { _ in true }
    speculation.value.take(drafting: tokens, step: step)
    slot = first
    while slot.exists {
      if requests[slot].place == .decoding {
        enter(slot, &requests)
        if requests[slot].marks.contains(.gapsUntold) { keepUntoldSpeculation(slot, requests, change: 1) }
      }
      slot = requests[slot].links.next
    }
    return speculation.value.takesBlocks ? freed : 0
  }
}
