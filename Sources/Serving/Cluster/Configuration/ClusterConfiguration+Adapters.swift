import Kernel
import Record

extension ClusterConfiguration {
  /// Refuses adapters that a pool does not know, and hand-overs of KV that an adapter has made.
  ///
  /// - Throws: ``InputError`` naming the pool.
  func check(adapters load: AdapterLoad?) throws {
    try load?.check()
    for pool in pools where pool.replica.adapters?.count != load?.count {
      let (wanted, given) = (load?.count ?? 0, pool.replica.adapters?.count ?? 0)
      throw InputError("requests ask for \(wanted) adapters, and pool '\(pool.name)' has \(given)", remedy: "the same adapters everywhere")
    }
    if load != nil && (handsOver || mixedPool != nil) {
      throw InputError("adapters where KV is handed over: nothing says when the other side has them", remedy: "pools with role: both")
    }
  }
}
