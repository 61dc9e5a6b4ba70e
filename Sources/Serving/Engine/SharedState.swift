import Kernel
import Workload

/// What all engines of a run share: the requests in flight, the ledger, the stages of pipelines, and what is known of prompts
/// beyond one engine.
///
/// It has one owner, which lends it to each engine for the length of a call. So an engine holds no pointer to anything outside
/// itself.
struct SharedState: ~Copyable {
  var requests: RequestTable
  var ledger: Ledger
  /// The pipeline stages of each replica that has several micro-batches in flight.
  var stageQueues: Column<StageQueue>
  /// Which engine holds which prompt, where a router asks for that; empty otherwise.
  var prefixIndex: Box<PrefixIndex>
  /// The remote store of each pool that has one, by pool; empty where none has.
  var remoteStores: Column<TierStore>
  /// Draws requests' images, where they show any.
  var images: ImageDraw?

  init(
    ledger: Ledger, stageQueues: consuming Column<StageQueue> = Column(), prefixIndex: consuming Box<PrefixIndex> = .empty,
    remoteStores: consuming Column<TierStore> = Column(), gapsFromRequest: Int = 0
  ) {
    requests = RequestTable(gapsFromRequest: gapsFromRequest)
    self.ledger = ledger
    self.stageQueues = stageQueues
    self.prefixIndex = prefixIndex
    self.remoteStores = remoteStores
  }
}
