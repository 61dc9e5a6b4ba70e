import Kernel
import Workload

/// Requests for which there is no replica now, each kind in the order in which they are served once there is one.
struct ParkedRequests {
  /// A request that has arrived and never had a replica.
  struct Arrived {
    /// Position in the load.
    let id: Int
    /// When it reached the cluster.
    let time: Instant
    /// Output tokens that a predictor promises; negative without one.
    let predicted: Int32
    /// What came.
    let arrival: Arrival
  }

  /// A request whose replica is gone, with the chained identities of its prompt's blocks, which went with the replica.
  struct Lost {
    let slot: Slot
    let chain: [UInt64]
  }

  /// Requests that have no row yet.
  var arrived: [Arrived] = []
  /// Requests that a crash took from their replica.
  var lost: [Lost] = []
  /// Requests whose prompt is computed, and for which there is no replica to decode on; their KV is where it was computed.
  var withoutDestination: [Slot] = []
}
