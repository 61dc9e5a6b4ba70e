import Kernel

/// What the iterations just settled have brought, for the cluster to collect.
struct IterationResult: ~Copyable {
  /// What a request held that has ended, and its number in the prefix cache.
  struct HeldBlocks: BitwiseCopyable {
    var blocks: Int32
    var prompt: Int32
  }

  /// Requests that ended with the latest iteration.
  var ended = Column<Slot>()
  /// Requests whose prompt was done for the first time with the latest iteration.
  var started = Column<Slot>()
  /// Requests whose prompt is computed, to be decoded elsewhere.
  var readyToTransfer = Column<Slot>()
  /// What requests hold that have ended, until the plan is made that was not to know of their end.
  var blocksToFree = Column<HeldBlocks>()
  /// Requests that end together, in order of arrival; with prefix caching only.
  var endingInOrder = Column<Slot>()

  /// Whether they have brought nothing that the cluster has to know of.
  @inline(__always) var isEmpty: Bool { ended.count | started.count | readyToTransfer.count == 0 }

  /// Forgets what the iterations before have brought; blocks stay until they are free.
  @inline(__always) mutating func removeAll() {
    ended.removeAll()
    started.removeAll()
    readyToTransfer.removeAll()
  }
}
