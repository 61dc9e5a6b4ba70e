import Kernel

/// Requests of a cluster that ask for adapters.
extension ClusterState {
  /// Lets an engine that has nothing to run plan again when the next adapter is there that is on its way.
  @inline(never) mutating func awaitAdapter(_ engine: Int) throws {
    if engines[engine].adapters.isEmpty || engines[engine].queues.waiting.count == 0 { return }
    guard let time = engines[engine].adapters.value.nextLoadEnd(after: now) else { return }
    try schedule(.adapterLoaded(engine: Int32(engine)), at: now, after: time - now)
  }

  /// Lets an engine plan that waits for an adapter.
  mutating func adapterLoaded(_ engine: Int) {
    if !engines[engine].run.isBusy && !engines[engine].run.isDown { ready.insert(engine) }
  }

  /// Notes which adapter a request asks for.
  mutating func note(adapter: Int32, of slot: Slot) {
    shared.value.requests.adapters[slot].number = adapter
    if adapter >= 0 { shared.value.requests[slot].marks.insert(.usesAdapter) }
  }
}
