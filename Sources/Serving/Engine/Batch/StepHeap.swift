import Kernel

/// Requests keyed by the decode step at which something befalls them: their last token, or the cap of an attention group.
///
/// A binary heap of packed words, the step above the slot. Entries are not removed when a request leaves early; the
/// owner recognises a stale one and drops it when it surfaces.
package struct StepHeap: ~Copyable {
  /// Slots lie below this; 16 million requests in flight on the whole cluster.
  package static let slotLimit = 1 << 24
  /// Steps lie below this.
  package static let stepLimit = 1 << 40

  private var words: Column<UInt64>
  package var count: Int { words.count }

  package init(minimumCapacity: Int = 256) { words = Column(minimumCapacity: minimumCapacity) }

  /// The earliest entry; of several at one step the one with the lowest slot.
  ///
  /// - Precondition: the heap is not empty.
  package var first: (step: Int, slot: Int32) { Self.unpacked(words[0]) }

  /// Enters a request.
  ///
  /// - Precondition: `step` is in `0 ..< stepLimit` and `slot` in `0 ..< slotLimit`.
  package mutating func insert(step: Int, slot: Int32) {
    // As unsigned numbers those below zero are beyond the limit, too.
    precondition(UInt(bitPattern: step) < UInt(Self.stepLimit), "a step out of range")
    precondition(UInt32(bitPattern: slot) < UInt32(Self.slotLimit), "a slot out of range")
    let word = UInt64(truncatingIfNeeded: step) << 24 | UInt64(truncatingIfNeeded: slot)
    words.append(word)
    words.siftUp(word, from: words.count - 1, precedes: <)
  }

  /// Removes the earliest entry.
  ///
  /// - Precondition: the heap is not empty.
  @inline(__always) package mutating func removeFirst() {
    let last = words.removeLast()
    if count > 0 { words.siftDown(last, from: 0, precedes: <) }
  }

  /// Removes every entry that `goes` names: O(entries).
  package mutating func removeAll(where goes: ((step: Int, slot: Int32)) -> Bool) {
    var kept = 0
    for place in words.indices where !goes(Self.unpacked(words[place])) {
      words[kept] = words[place]
      kept += 1
    }
    words.removeAll(behind: kept)
    // From the last parent up, so that below each one all is in order (Floyd, "Algorithm 245: Treesort 3", 1964).
    for place in stride(from: count / 2 - 1, through: 0, by: -1) { words.siftDown(words[place], from: place, precedes: <) }
  }

  /// What does not add up, or nil: no entry is earlier than the one above it.
  package var fault: String? {
    for place in 1..<max(count, 1) where words[place] < words[(place - 1) >> 1] { return "the heap of decode steps is none" }
    return nil
  }

  private static func unpacked(_ word: UInt64) -> (step: Int, slot: Int32) {
    (Int(word >> 24), Int32(truncatingIfNeeded: word & 0xFF_FFFF))
  }
}
