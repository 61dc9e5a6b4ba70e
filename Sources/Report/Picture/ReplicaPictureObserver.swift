import Kernel
import Record
import Study

/// Listens to a run for what a picture of one replica shows.
package final class ReplicaPictureObserver: Observer {
  private var bins: ReplicaBins
  private let replica: Int
  private let cluster: ClusterDescription
  private let seed: UInt64

  /// A listener of a run of `cluster`, for a picture of `replica` from `from` to `to`.
  package init(replica: Int, of cluster: ClusterDescription, seed: UInt64, from: Instant, to: Instant) {
    bins = ReplicaBins(from: from, to: to)
    (self.replica, self.cluster, self.seed) = (replica, cluster, seed)
  }

  /// The picture, when the run is over.
  package func picture(of outcome: RunOutcome) -> ReplicaPicture {
    ReplicaPicture(bins, replica: replica, of: cluster, seed: seed, runEnd: outcome.end)
  }

  package func receive(_ event: RunEvent) {
    switch event {
    case .preempted(let record): if record.replica == replica { bins.mark(\.preempted, at: record.time) }
    case .retried(let record): if record.replica == replica { bins.mark(\.lost, at: record.time) }
    case .rejected(let request): bins.mark(\.rejected, at: request.arrival)
    case .finished, .partFinished, .taskFinished, .transferred, .sampled, .changed: break
    }
  }

  package func tokenGaps(_ gap: Duration, count: Int) {}

  package func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {}

  package func iterationsEnded(_ span: IterationSpan) { if span.replica == replica { bins.add(span) } }
}
