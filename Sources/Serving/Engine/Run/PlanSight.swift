import Kernel

/// Until when a request must have come for a plan to see it.
struct PlanSight: BitwiseCopyable {
  /// For requests that the engine has taken in, and KV that was handed over: later only where plans are made ahead.
  var own: Instant
  /// For requests that come from outside: when the engine last took them in, or the same where it always does.
  var received: Instant

  /// A plan that sees all that has come until `time`.
  init(_ time: Instant) { (own, received) = (time, time) }

  init(own: Instant, received: Instant) { (self.own, self.received) = (own, received) }

  /// Whether it sees all that waits.
  var isWhole: Bool { received == .never }

  /// Whether it sees a request that waits. One that lost its place here has been taken in before.
  ///
  /// The table is lent to be written although it is only read: else it would be copied for the call.
  @inline(__always) func sees(_ slot: Slot, _ requests: inout RequestTable) -> Bool {
    let queuedAt = requests[history: slot].queuedAt
    return queuedAt <= received || queuedAt <= own && requests[slot].marks.contains(.isTakenIn)
  }
}
