import Kernel

/// Memory of the host that takes the KV of preempted requests, and the link it lies behind.
///
/// As in vLLM's version 0 (`vllm/core/scheduler.py`, `vllm/worker/cache_engine.py`; Kwon et al., SOSP 2023, section 4.5):
/// blocks go out and come in before the iteration whose plan moves them, one transfer each way, and the iteration waits.
/// A request that was swapped out comes back before anybody is admitted; a request that still prefills, or one that finds the
/// space full, is computed anew instead.
public struct SwapSpace: Hashable, Sendable {
  /// Blocks that the host takes.
  public var blocks: Int
  /// Bytes of a block over all accelerators of the replica.
  public var bytesPerBlock: Int
  /// How long one block takes; blocks of several accelerators go over their own links at once.
  public var timePerBlock: Duration
  /// What a transfer takes whatever its size.
  public var latency: Duration

  /// A space as it is.
  public init(blocks: Int, bytesPerBlock: Int, timePerBlock: Duration, latency: Duration) {
    self.blocks = blocks
    self.bytesPerBlock = bytesPerBlock
    self.timePerBlock = timePerBlock
    self.latency = latency
  }

  /// How long a transfer of `blocks` takes; none takes no time.
  func time(blocks: Int) -> Duration { blocks == 0 ? .zero : latency + timePerBlock * blocks }

  /// Refuses what no memory is.
  func check() throws {
    if blocks < 0 || bytesPerBlock < 1 {
      throw InputError("a swap space of \(blocks) blocks of \(bytesPerBlock) bytes", remedy: "zero or more")
    }
    if timePerBlock < .zero || latency < .zero || latency.seconds + timePerBlock.seconds * Double(blocks) > 1e5 {
      throw InputError("a swap space that takes \(timePerBlock.seconds) s a block to fill", remedy: "a faster swap_link or less swap_space")
    }
  }
}
