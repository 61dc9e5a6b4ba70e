/// Requests keyed by the decode step at which something befalls them: their last token, or the edge of a window.
///
/// A binary heap of packed words, the step above the slot. Entries are not removed when a request leaves early; the
/// owner recognises a stale one and drops it when it surfaces.
struct StepHeap: ~Copyable {
  /// Slots lie below this; 16 million requests in flight on the whole cluster.
  static let slotLimit = 1 << 24

  private var words: UnsafeMutablePointer<UInt64>
  private var capacity: Int
  private(set) var count = 0

  init(minimumCapacity: Int = 256) {
    capacity = minimumCapacity
    words = .allocate(capacity: capacity)
  }

  deinit { words.deallocate() }

  /// The earliest entry.
  ///
  /// - Precondition: the heap is not empty.
  var first: (step: Int, slot: Int32) { (Int(words[0] >> 24), Int32(truncatingIfNeeded: words[0] & 0xFF_FFFF)) }

  mutating func insert(step: Int, slot: Int32) {
    if count == capacity { grow() }
    let word = UInt64(step) << 24 | UInt64(slot)
    var hole = count
    count += 1
    while hole > 0 {
      let parent = (hole - 1) >> 1
      if words[parent] <= word { break }
      words[hole] = words[parent]
      hole = parent
    }
    words[hole] = word
  }

  mutating func removeFirst() {
    count -= 1
    let moved = words[count]
    var hole = 0
    var child = 1
    while child < count {
      let right = child + 1
      if right < count && words[right] < words[child] { child = right }
      if moved <= words[child] { break }
      words[hole] = words[child]
      hole = child
      child = 2 * hole + 1
    }
    words[hole] = moved
  }

  /// Removes every entry that `goes` names.
  mutating func removeAll(where goes: ((step: Int, slot: Int32)) -> Bool) {
    let all = UnsafeMutableBufferPointer(start: words, count: count)
    var kept = 0
    for word in all where !goes((Int(word >> 24), Int32(truncatingIfNeeded: word & 0xFF_FFFF))) {
      words[kept] = word
      kept += 1
    }
    count = kept
    // In order, each is no less than its parent.
    var left = UnsafeMutableBufferPointer(start: words, count: count)
    left.sort()
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: words, count: count)
    words.deallocate()
    words = larger
    capacity *= 2
  }
}
