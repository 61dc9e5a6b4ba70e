/// A fact of a run that happens a few times a request at most, or to its replicas, told to an ``Observer`` in the order of simulated time.
///
/// A listener takes them apart in a switch over all cases, so that a new fact cannot pass it unnoticed.
public enum RunEvent: Sendable {
  /// A request has its last token.
  case finished(RequestRecord)
  /// What had come in so far of an input is computed. It counts as a request that has ended, and nobody waited for it.
  case partFinished(RequestRecord)
  /// A task is done; told where the load is made of tasks, behind the request whose answer completed it.
  case taskFinished(TaskRecord)
  /// A request was turned away; it is told nothing else of, but for retries that came before.
  case rejected(RejectedRequest)
  /// A request lost its place on a replica and will be computed anew, or swapped in again.
  case preempted(PreemptionRecord)
  /// The KV of a request has arrived at the replica that is to decode it.
  case transferred(HandOverRecord)
  /// A request's replica crashed under it; it is sent elsewhere, or waits until there is one.
  case retried(RetryRecord)
  /// A replica comes or goes.
  case changed(ReplicaChange)
  /// The edge of a time-series bin.
  case sampled(SeriesSample)
}
