import Kernel
import Serving

/// Who gets tokens of an iteration, and who gives way where blocks are short.
extension ReferenceSimulator {
  /// Decodes in order of admission; one that finds no block evicts the last admitted, perhaps itself.
  mutating func planDecodes(_ index: Int, _ now: Int64, rows: Int? = nil) -> [Entry] {
    var planned: [Entry] = []
    let picked = machines[index].running.enumerated().filter { place, entry in
      rules.scheduler != "picking" || place == 0 || PickingScheduler.picks(request: entry.id, generated: entry.generated)
    }.map(\.element)
    if rules.speculation != nil {
      for entry in machines[index].running where isPastPrompt(entry) && !picked.contains(where: { $0 === entry }) { shrink(index, entry) }
    }
    chooseDrafts(index, picked, rows: rows ?? rules.budget)
    for entry in picked where isPastPrompt(entry) {
      guard machines[index].running.contains(where: { $0 === entry }) else { continue }
      while blocksForNextToken(entry) > 0 && machines[index].cache.free.count < blocksForNextToken(planned + [entry]) {
        if machines[index].running.count == 1 && releasePins(index) { continue }
        let victim = machines[index].running.last!
        planned.removeAll { $0 === victim }
        preempt(index, victim, now)
        if victim === entry { break }
      }
      if machines[index].running.contains(where: { $0 === entry }) { planned.append(entry) }
    }
    return takeBlocks(index, planned + swapIn(index, beside: planned))
  }

  /// The next token's blocks for each decode that needs some.
  mutating func takeBlocks(_ index: Int, _ planned: [Entry]) -> [Entry] {
    for entry in planned { grow(index, entry, to: tokensHeld(index, entry)) }
    return planned
  }

  func isPastPrompt(_ entry: Entry) -> Bool { entry.computed >= entry.target }

  /// Prompts begun earlier go on. One that finds no blocks evicts the last of those not planned yet, perhaps itself.
  mutating func planPartialPrompts(_ index: Int, _ now: Int64, _ left: inout Int) {
    for entry in machines[index].running where entry.computed < entry.target && left > 0 {
      let tokens = min(entry.target - entry.computed, left, rules.maximumChunk)
      while machines[index].running.contains(where: { $0 === entry }) {
        if lacking(entry, entry.computed + tokens) <= machines[index].cache.free.count {
          grow(index, entry, to: entry.computed + tokens)
          planChunk(index, entry, tokens)
          left -= tokens
          break
        }
        if machines[index].running.count == 1 && releasePins(index) { continue }
        let last = machines[index].running.last { $0.computed < $0.target }!
        preempt(index, machines[index].chunks.contains { $0.entry === last } ? entry : last, now)
      }
    }
  }
}
