import Kernel

/// The flows that cross the same contended links, and so have one rate at all times; or a free row for such.
///
/// A group has a clock that counts the bytes which each of its flows is given. A flow ends when the clock reaches its
/// ``Flow/finish``, so that a change of the rate changes nothing in the flows themselves.
struct FlowGroup: HeapRow {
  /// The contended links, each at the hop that it has in the flows' paths; negative at the others.
  var links: SIMD4<Int32>
  /// How many flows there are.
  var count: Int64 = 0
  /// The rate of each, and the link that limits it.
  var share: LinkShare
  /// The least share that the links of its flows which are not contended assure; lower than that at times, never higher.
  var leastAssured: LinkShare

  /// Bytes a second.
  var rate: Int64
  /// The clock: picobytes given to each flow, as of `since`.
  var served: Int128 = 0
  var since: Instant

  /// When its next flow ends, or some time before that.
  var due = Instant.never
  /// Whether it ends exactly then.
  private(set) var isDueExact = false
  /// When it ends, where that is known although ``due`` is some time before; ``Instant/never`` otherwise.
  private var knownDue = Instant.never
  /// As long as the rate is no higher, the next flow ends no earlier than `due`; negative where that is not known.
  var rateLimit: Int64 = -1
  /// Its place in the heap of ends.
  var place: Int32 = -1

  /// The round of filling that reaches it, and what comes of it.
  var round = 0
  var isFrozen = false
  var newShare = LinkShare.unlimited

  /// A group of no flows yet.
  init(links: SIMD4<Int32>, share: LinkShare = .unlimited, rate: Int64 = 0, leastAssured: LinkShare = .unlimited, since: Instant) {
    self.links = links
    self.share = share
    self.rate = rate
    self.leastAssured = leastAssured
    self.since = since
  }

  @inline(__always) func precedes(_ other: FlowGroup) -> Bool { due < other.due }

  /// Takes part in a round of filling.
  mutating func beginFilling(in round: Int) {
    self.round = round
    isFrozen = false
  }

  /// Is given a share by a round of filling.
  mutating func freeze(at share: LinkShare) {
    isFrozen = true
    newShare = share
  }

  /// Where the clock is at an instant.
  @inline(__always) func served(at now: Instant) -> Int128 { served + Int128(rate) * Int128((now - since).picoseconds) }

  /// Brings the clock up to an instant.
  @inline(__always) mutating func advance(to now: Instant) {
    served = served(at: now)
    since = now
  }

  /// Goes on at the share that a round of filling has given it. Returns whether it may end before it is due.
  @inline(__always) mutating func takeNewShare(now: Instant) -> Bool {
    share = newShare
    if rate == share.bytesPerSecond && rateLimit >= 0 { return false }
    advance(to: now)
    rate = share.bytesPerSecond
    forgetDue()
    return rate > rateLimit
  }

  /// Notes that its next end has changed, to a later time at most.
  @inline(__always) mutating func forgetDue() {
    isDueExact = false
    knownDue = .never
  }

  /// Is due some time before its next end, which so holds even if it becomes a little faster.
  @inline(__always) mutating func relaxDue(now: Instant) {
    let wait = (due - now).picoseconds
    if due == .never || wait <= 1000 { return }
    knownDue = due
    isDueExact = false
    // At 9/8 of the rate the end is 8/9 of the time away, and 7/8 are less than that by more than the rounding.
    due = Instant(picoseconds: now.picoseconds + wait - wait / 8 - 1)
    rateLimit = rate + rate / 8
  }

  /// Is due at its next end again, if that is known still. Returns whether it is.
  @inline(__always) mutating func tightenDue() -> Bool {
    if knownDue == .never { return false }
    (due, isDueExact, rateLimit) = (knownDue, true, rate)
    return true
  }

  /// Is due when its clock reaches `finish`.
  @inline(__always) mutating func setDue(at finish: Int128, now: Instant) {
    advance(to: now)
    due = end(at: finish)
    isDueExact = true
    rateLimit = rate
  }

  /// When the clock reaches `finish` at the present rate, rounded up to a picosecond; ``Instant/never`` where it stands
  /// still or that is beyond the end of time.
  @inline(__always) func end(at finish: Int128) -> Instant {
    let left = finish - served
    if left <= 0 { return since }
    let (high, low) = (UInt64(truncatingIfNeeded: left >> 64), UInt64(truncatingIfNeeded: left))
    guard high < UInt64(rate) else { return .never }
    let (whole, rest) = UInt64(rate).dividingFullWidth((high: high, low: low))
    let most = UInt64(Instant.never.picoseconds - since.picoseconds)
    guard whole < most || whole == most && rest == 0 else { return .never }
    return Instant(picoseconds: since.picoseconds + Int64(whole) + (rest > 0 ? 1 : 0))
  }
}
