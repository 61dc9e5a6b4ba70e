import Kernel
import Workload

extension ClusterConfiguration {
  /// Refuses images that a pool has no encoder for: any may have to compute a prompt, be it after a preemption.
  ///
  /// - Throws: ``InputError`` naming the pool.
  func check(images load: ImageLoad?) throws {
    try load?.check()
    for pool in pools where (pool.replica.encoder != nil) != (load != nil) {
      throw InputError(
        load == nil ? "pool '\(pool.name)' has an encoder, and no request shows an image" : "pool '\(pool.name)' has no encoder for images",
        remedy: "an encoder in all pools, or in none where requests show no images")
    }
  }
}
