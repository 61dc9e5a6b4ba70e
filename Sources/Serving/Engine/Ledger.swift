import Kernel
import Record

/// What all engines of a run write to: the digest, the observer, and the counts that must add up.
struct Ledger {
  /// What is mixed into the digest beside a request's number and a time.
  enum Mark: UInt64 {
    case arrived = 1
    case rejected, scheduled, firstToken, preempted, finished, handedOver, retried
  }

  let observer: (any Observer)?
  var digest = Digest()
  var arrived = 0
  var finished = 0
  var rejected = [Int](repeating: 0, count: RejectionReason.allCases.count)
  var promptTokens = 0
  var events = 0
  /// Requests that were sent elsewhere because their replica crashed.
  var retries = 0
  /// Replicas that the autoscaler started.
  var startUps = 0

  init(observer: (any Observer)?) { self.observer = observer }

  /// Notes a request that is turned away, and reports it to the observer.
  mutating func reject(_ request: Int, promptTokens: Int, outputTokens: Int, at time: Instant, _ reason: RejectionReason) {
    rejected[Int(reason.rawValue)] += 1
    note(.rejected, request: request, detail: Int(reason.rawValue), time: time)
    observer?.receive(
      .rejected(RejectedRequest(request: request, arrival: time, promptTokens: promptTokens, outputTokens: outputTokens, reason: reason)))
  }

  mutating func note(_ mark: Mark, request: Int, detail: Int, time: Instant) {
    digest.mix(mark.rawValue << 56 | UInt64(truncatingIfNeeded: request))
    digest.mix(UInt64(truncatingIfNeeded: detail))
    digest.mix(time.picoseconds)
  }
}
