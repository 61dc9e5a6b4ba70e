/// What is still to happen, ordered by (time, rank, order of scheduling).
///
/// A binary heap in one ``Column``. The key is 128 bits wide — the time above a rank above a sequence number — so
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
  }

  @usableFromInline var entries: Column<Entry>
  @usableFromInline var sequence: UInt64
  /// How many events are pending.
  @inlinable public var count: Int { entries.count }

  /// An empty queue with room for `minimumCapacity` events before it first grows.
  @inlinable public init(minimumCapacity: Int = 64) {
    entries = Column(minimumCapacity: max(minimumCapacity, 1))
    sequence = 0
  }

  /// Whether nothing is pending.
  @inlinable public var isEmpty: Bool { count == 0 }

  /// The time of the next event, or ``Instant/never`` where nothing is pending.
  @inlinable public var nextTime: Instant {
    count == 0 ? .never : Instant(picoseconds: Int64(truncatingIfNeeded: entries[0].key >> 64))
  }

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
    var hole = count
    entries.append(Entry(key: key, event: event))
    while hole > 0 {
      let parent = (hole - 1) >> 1
      if entries[parent].key <= key { break }
      entries[hole] = entries[parent]
      hole = parent
    }
    if hole < count - 1 { entries[hole] = Entry(key: key, event: event) }
  }

  /// Removes and returns the next event.
  ///
  /// - Precondition: the queue is not empty.
  @inlinable public mutating func removeNext() -> Event {
    let first = entries[0].event
    let last = entries.removeLast()
    if count > 0 { sink(last) }
    return first
  }

  /// Puts an entry at the top and lets it sink to its place.
  @inlinable mutating func sink(_ moved: Entry) {
    var hole = 0
    var child = 1
    while child < count {
      let right = child + 1
      if right < count && entries[right].key < entries[child].key { child = right }
      if moved.key <= entries[child].key { break }
      entries[hole] = entries[child]
      hole = child
      child = 2 * hole + 1
    }
    entries[hole] = moved
  }

  /// What does not add up, or nil: no event comes before the one above it in the heap.
  public var fault: String? {
    for place in 1..<max(count, 1) where entries[place].key <= entries[(place - 1) >> 1].key { return "the heap of events is none" }
    return nil
  }
}
