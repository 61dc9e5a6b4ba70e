import Kernel

/// The iterations that an engine has under way, and what may still change them.
struct EngineRun: ~Copyable {
  var isBusy = false
  var span = IterationRun()
  /// Decode steps of the span after its first whose blocks have been taken ahead of its end.
  var stepsAllocated = 0
  /// Whether an arrival could change what the batch under way would be followed by.
  var arrivalsMatter = true
  /// When the iteration began that ended last.
  var lastIterationStart = Instant.start
  /// Until when requests that have come are taken in, and the iterations since then, where not every plan takes them in. One
  /// with a prompt counts as all that there are between two receipts.
  var receivedUntil = Instant.start
  var iterationsUnreceived = 0
  /// Thousandths of their time that iterations take: 1000 but for a straggler.
  var slowdownPermille: Int64 = 1000
  /// Whether the replica has crashed and is not back.
  var isDown = false
  /// Whether the engine has run nothing since it started.
  var isCold = true
  /// Distinguishes the wake that is meant from those that cut leaps left behind.
  var version: UInt32 = 0

  /// The end of what is under way, and the version by which it is known; whatever was announced before is void. Nil where
  /// simulated time ends before.
  @inline(__always) mutating func announce() -> (end: Instant, version: UInt32)? {
    let (end, overflow) = span.start.picoseconds.addingReportingOverflow(span.length(span.count))
    if overflow || end < 0 { return nil }
    version &+= 1
    return (Instant(picoseconds: end), version)
  }

  /// What asks a leap to end early.
  enum Cut {
    /// A request that a plan is to see.
    case request
    /// Blocks that came free or were taken, or another speed: a plan made ahead sees these at once.
    case resources
  }

  /// Shortens a leap so that it ends with the iteration under way at `now`. Returns whether its end has moved.
  ///
  /// An iteration that ends this instant is followed by a plan this instant, as in the plain loop. A plan made ahead does not
  /// see a request that comes now; the one after it does.
  mutating func cutLeap(at now: Instant, for cause: Cut, plansAhead: Bool) -> Bool {
    if !isBusy || span.count == 1 { return false }
    let ended = span.stepsEnded(by: now)
    var kept = ended > 0 && span.end(of: ended) == now ? ended : ended + 1
    if cause == .request && plansAhead { kept += 1 }
    if kept >= span.count { return false }
    span.count = kept
    return true
  }

  /// Decode steps of the span under way that have begun by `time`.
  func stepsBegun(by time: Instant, plansAreMade: Bool) -> Int {
    // At the very end of an iteration the next one begins after all that is due has been done.
    let ended = span.stepsEnded(by: time)
    return !plansAreMade && ended > 0 && span.end(of: ended) == time ? ended : min(ended + 1, span.count)
  }
}
