import Kernel

/// One hand-over under way: KV on its way from a replica to another, or waiting for room there.
struct HandOver: BitwiseCopyable {
  var slot: Int32
  var source: Int32
  var destination: Int32
  /// Blocks kept at the destination; 0 while it waits for room.
  var blocks = 0
  /// The flow in the network; negative where none is under way.
  var flow: Int32 = -1
  /// From the last byte's way out to its arrival, known once bytes have set out.
  var latency = Duration.zero
  /// Bytes that have set out.
  var sentBytes = 0
  var asked: Instant
  var started = Instant.never
  /// When the prompt was computed; never while it is not.
  var prefillEnd = Instant.never
  /// The next that waits for room at the destination.
  var next: Int32 = -1
  /// Which of the hand-overs with this number it is, so that a wake for one that was called off is not taken for it.
  var generation: UInt32 = 0
}

/// The hand-overs under way, by number.
struct HandOverTable: ~Copyable {
  private var entries: [HandOver] = []
  private var free: [Int32] = []
  /// Hand-overs under way.
  var count: Int { entries.count - free.count }

  subscript(number: Int32) -> HandOver {
    get { entries[Int(number)] }
    _modify { yield &entries[Int(number)] }
  }

  mutating func insert(_ entry: HandOver) -> Int32 {
    if let number = free.popLast() {
      let generation = entries[Int(number)].generation
      entries[Int(number)] = entry
      entries[Int(number)].generation = generation
      return number
    }
    entries.append(entry)
    return Int32(entries.count - 1)
  }

  /// Whether the hand-over that had this number then is under way still.
  func isUnderWay(_ number: Int32, generation: UInt32) -> Bool { entries[Int(number)].generation == generation }

  mutating func remove(_ number: Int32) {
    entries[Int(number)].generation &+= 1
    free.append(number)
  }

  /// Puts a hand-over at the end of those that wait for room.
  mutating func append(_ number: Int32, to queue: inout HandOverQueue) {
    self[number].next = -1
    if queue.last >= 0 { self[queue.last].next = number } else { queue.first = number }
    queue.last = number
  }

  /// Takes a hand-over out of those that wait for room.
  mutating func remove(_ number: Int32, from queue: inout HandOverQueue) {
    var (before, at) = (Int32(-1), queue.first)
    while at != number { (before, at) = (at, self[at].next) }
    if before >= 0 { self[before].next = self[number].next } else { queue.first = self[number].next }
    if queue.last == number { queue.last = before }
  }
}
