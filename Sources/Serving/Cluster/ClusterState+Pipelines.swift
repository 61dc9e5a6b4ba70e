import Kernel

/// The KV memory of replicas that are pipelines of several engines, one for each micro-batch.
extension ClusterState {
  /// Whether the engine is one of several of a pipeline.
  @inline(__always) func isPipelined(_ engine: Int) -> Bool { hasPipelines && engines[engine].stages.exist }

  /// Whether the engine takes its blocks from a pool that others take theirs from.
  @inline(__always) func sharesPool(_ engine: Int) -> Bool {
    isPipelined(engine) && cluster.pools[engines[engine].id.pool].replica.sharesKVPool
  }

  /// Readies an engine for taking blocks, if it is one of a pipeline: it has what it may take of a common pool, and its peak
  /// counts from here.
  @inline(never) mutating func willTakeBlocks(_ engine: Int, atLeast blocks: Int = 0) {
    if sharesPool(engine) { gatherBlocks(for: engine, atLeast: blocks) }
    if isPipelined(engine) { engines[engine].memory.forgetPeak() }
  }

  /// Notes what the replica of an engine uses that has taken blocks, if it is a pipeline.
  @inline(never) mutating func hasTakenBlocks(_ engine: Int) {
    if isPipelined(engine) { notePeak(of: engine) }
  }

  /// Lets an engine have what it may take beyond its own free blocks, of those that the others of its replica leave free.
  ///
  /// Blocks are alike, so that lending them before each plan makes one pool of all.
  private mutating func gatherBlocks(for engine: Int, atLeast blocks: Int) {
    let wanted = max(blocks + engines[engine].memory.watermarkBlocks, engines[engine].blocksWanted(shared.value.requests))
    var missing = wanted - engines[engine].memory.freeBlocks
    for other in replicas.engines(of: replica(of: engine)) where other != engine && missing > 0 {
      // What ended requests hold until the next plan has no next plan to wait for.
      if !engines[other].run.isBusy && engines[other].queues.count == 0 {
        engines[other].freeBlocksOfEnded()
        if engines[other].memory.freeBlocks < missing { _ = engines[other].releasePins() }
      }
      let lent = engines[other].memory.lend(missing, &shared.value)
      engines[engine].memory.borrow(lent)
      missing -= lent
    }
  }

  /// Lets the other engines of a replica plan that have nothing under way: blocks may have come free that they wait for.
  @inline(never) mutating func wakeSharers(of engine: Int) {
    for other in replicas.engines(of: replica(of: engine)) where other != engine {
      if !engines[other].run.isBusy && !engines[other].run.isDown && engines[other].queues.count > 0 { ready.insert(other) }
    }
  }

  /// Notes how many blocks a replica used when one of its engines held most since `forgetPeak`; the others have not changed meanwhile.
  private mutating func notePeak(of engine: Int) {
    let replica = replica(of: engine)
    var used = engines[engine].memory.peakUsedBlocks
    for other in replicas.engines(of: replica) where other != engine { used += engines[other].memory.usedBlocks }
    peakBlocks[replica] = max(peakBlocks[replica], used)
  }
}
