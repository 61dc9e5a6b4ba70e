/// What is still to happen, ordered by (time, rank, order of scheduling).
///
/// A binary heap in a ``Column``. The key is 128 bits wide — the time above a rank above a sequence number — so
/// that two entries compare in one branch-free step and equals leave in the order in which they were scheduled, whatever
/// the heap's shape. The rank settles ties that must not depend on *when* an event was scheduled: a loop that leaps
/// schedules the end of an iteration earlier than one that steps, and both must handle it in the same place. Scheduling and
/// removing cost O(log n); nothing is allocated once the column has grown.
public struct EventQueue<Event: BitwiseCopyable>: ~Copyable {
  @usableFromInline struct Entry: BitwiseCopyable {
    @usableFromInline var key: UInt128
    @usableFromInline var event: Event
    @inlinable init(key: UInt128, event: Event) {
      self.key = key
      self.event = event
    }

    @inlinable var time: Instant { Instant(picoseconds: Int64(truncatingIfNeeded: key >> 64)) }
  }

  @usableFromInline var entries: Column<Entry>
  @usableFromInline var sequence: UInt64
  /// Whether the entry at the top has left and its place is not filled yet. As a rule what is handled schedules what comes next,
  /// which then sinks from the top: one way through the heap in place of two.
  @usableFromInline var topIsVacant = false
  /// What ``nextTime`` says; kept, for a loop asks several times an event.
  @usableFromInline var earliest = Instant.never

  /// How many events are pending.
  @inlinable public var count: Int { topIsVacant ? entries.count - 1 : entries.count }

  /// An empty queue with room for `minimumCapacity` events before it first grows.
  @inlinable public init(minimumCapacity: Int = 64) {
    entries = Column(minimumCapacity: max(minimumCapacity, 1))
    sequence = 0
  }

  /// The time of the next event, or ``Instant/never`` where nothing is pending.
  @inlinable public var nextTime: Instant { earliest }

  /// Whether nothing is pending.
  @inlinable public var isEmpty: Bool { count == 0 }

  /// Ranks lie below this.
  @inlinable public static var rankLimit: Int { 1 << 24 }

  /// Schedules `event` at `time`, after all of lower rank there and all of equal rank scheduled there before.
  ///
  /// - Precondition: `time` is not before the start of the run and `rank` is in `0 ..< rankLimit`.
  @inlinable public mutating func schedule(_ event: Event, at time: Instant, rank: Int = 0) {
    precondition(time.picoseconds >= 0, "an event before the start of the run")
    precondition(rank >= 0 && rank < Self.rankLimit, "a rank out of range")
    // 40 bits of sequence number are a million million events; a run of a year's traffic stays far below.
    precondition(sequence < 1 << 40, "more events than can be numbered")
    let key = UInt128(UInt64(time.picoseconds)) << 64 | UInt128(UInt64(rank) << 40 | sequence)
    sequence += 1
    let entry = Entry(key: key, event: event)
    if topIsVacant {
      topIsVacant = false
      entries.siftDown(entry, from: 0) { $0.key < $1.key }
    } else {
      entries.append(entry)
      entries.siftUp(entry, from: entries.count - 1) { $0.key < $1.key }
    }
    earliest = entries[0].time
  }

  /// Removes and returns the next event.
  ///
  /// - Precondition: the queue is not empty.
  @inlinable public mutating func removeNext() -> Event {
    if topIsVacant { fillTop() }
    let event = entries[0].event
    topIsVacant = true
    earliest =
      switch entries.count {
      case 1: .never
      case 2: entries[1].time
      default: min(entries[1].time, entries[2].time)
      }
    return event
  }

  /// Fills the vacant top with the last entry.
  @inlinable mutating func fillTop() {
    let last = entries.removeLast()
    topIsVacant = false
    if !entries.isEmpty { entries.siftDown(last, from: 0) { $0.key < $1.key } }
  }

  /// What does not add up, or nil: no event comes before the one above it in the heap.
  public var fault: String? {
    let top = topIsVacant ? 3 : 1
    for place in top..<max(entries.count, top) where entries[place].key <= entries[(place - 1) >> 1].key {
      return "the heap of events is none"
    }
    var first = Instant.never
    for place in (topIsVacant ? 1 : 0)..<entries.count { first = min(first, entries[place].time) }
    return first == earliest ? nil : "the next event is not the earliest"
  }
}
