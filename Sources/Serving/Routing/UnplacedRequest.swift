import Kernel
import Workload

/// A request that has arrived and is not yet sent to a replica: on its way through the router, or held back while there is
/// no replica to take it.
struct UnplacedRequest {
  /// Position in the load.
  let id: Int
  /// When it reached the cluster.
  let time: Instant
  /// Output tokens that a predictor promises; negative without one.
  let predicted: Int32
  /// What came.
  let arrival: Arrival
}
