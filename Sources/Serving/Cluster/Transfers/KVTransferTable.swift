import Kernel

/// The hand-overs under way, by number.
struct KVTransferTable: ~Copyable {
  private var entries = Column<KVTransfer>()
  private var free = Column<Int32>()
  /// Hand-overs under way.
  var count: Int { entries.count - free.count }

  subscript(number: Int32) -> KVTransfer {
    @inline(__always) _read { yield entries[Int(number)] }
    @inline(__always) _modify { yield &entries[Int(number)] }
  }

  mutating func insert(_ entry: KVTransfer) -> Int32 {
    if free.isEmpty {
      entries.append(entry)
      return Int32(entries.count - 1)
    }
    let number = free.removeLast()
    let generation = entries[Int(number)].generation
    entries[Int(number)] = entry
    entries[Int(number)].generation = generation
    return number
  }

  /// Whether the hand-over that had this number then is under way still.
  func isUnderWay(_ number: Int32, generation: UInt32) -> Bool { entries[Int(number)].generation == generation }

  mutating func remove(_ number: Int32) {
    entries[Int(number)].generation &+= 1
    free.append(number)
  }

  /// Puts a hand-over at the end of those that wait for room.
  mutating func append(_ number: Int32, to queue: inout TransferQueue) {
    self[number].next = -1
    if queue.last >= 0 { self[queue.last].next = number } else { queue.first = number }
    queue.last = number
  }

  /// Takes a hand-over out of those that wait for room.
  mutating func remove(_ number: Int32, from queue: inout TransferQueue) {
    var (before, at) = (Int32(-1), queue.first)
    while at != number { (before, at) = (at, self[at].next) }
    if before >= 0 { self[before].next = self[number].next } else { queue.first = self[number].next }
    if queue.last == number { queue.last = before }
  }
}
