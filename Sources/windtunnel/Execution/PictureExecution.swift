import Kernel
import Record
import Report
import Study

/// The picture of one of a study's runs: what listens to that run, and what it has drawn.
struct PictureExecution: Sendable {
  private let cluster: ClusterDescription
  private let seed: UInt64
  private let replica: Int
  private let from: Instant
  private let to: Instant
  private let drawn = LockedValue<ReplicaPicture?>(nil)

  /// A picture of a replica in the run of the scenario's first seed.
  init(of prepared: PreparedScenario, replica: Int, from: Instant, to: Instant) {
    cluster = prepared.clusterDescription
    seed = prepared.scenario.run.seeds[0]
    (self.replica, self.from, self.to) = (replica, from, to)
  }

  /// What listens to the run of `seed`; nil of other runs than the one that is drawn.
  func listener(seed: UInt64) -> StudyOptions.Listener? {
    guard seed == self.seed else { return nil }
    let observer = ReplicaPictureObserver(replica: replica, of: cluster, seed: seed, from: from, to: to)
    return (observer, { outcome in drawn.withLock { $0 = observer.picture(of: outcome) } })
  }

  /// The picture within so many columns, when the study is over.
  func text(width: Int) -> String? { drawn.withLock { $0 }?.text(width: width) }
}
