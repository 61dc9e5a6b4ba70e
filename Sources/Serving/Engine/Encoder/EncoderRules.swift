import Hardware
import Kernel
import Workload

/// What an engine does with images: each is encoded in the iteration whose chunk touches its tokens first, and its result may be kept for
/// requests that show it again (vLLM: `vllm/v1/core/encoder_cache_manager.py`).
public struct EncoderRules: Hashable, Sendable {
  /// Bytes of the result of a visual token.
  public var bytesPerToken: Int
  /// Bytes that results are kept in; with 0 none is.
  public var cacheBytes: Int

  /// Rules.
  public init(bytesPerToken: Int, cacheBytes: Int = 0) {
    (self.bytesPerToken, self.cacheBytes) = (bytesPerToken, cacheBytes)
  }

  /// Refuses what cannot be.
  ///
  /// - Throws: ``InputError`` naming the setting.
  func check() throws(InputError) {
    if !(1...1_000_000_000 ~= bytesPerToken) { throw InputError("\(bytesPerToken) bytes of a visual token", remedy: "1 to 1000000000") }
    if !(0...1_000_000_000_000_000 ~= cacheBytes) {
      throw InputError("an encoder's cache of \(cacheBytes) bytes", remedy: "0 to 1000000000000000")
    }
  }
}

extension ReplicaConfiguration {
  /// What keeps the results of images, with nothing in it; an empty box where nothing is encoded.
  var encoderCache: Box<EncoderCache> {
    guard let encoder else { return .empty }
    return Box(EncoderCache(encoder))
  }

  /// Refuses an encoder beside what it has no rule for.
  ///
  /// - Throws: ``InputError`` naming the other setting.
  public func checkEncoder() throws(InputError) {
    guard let encoder else { return }
    try encoder.check()
    if pipeline != nil {
      throw InputError("an encoder with \(microBatches) micro-batches in a pipeline", remedy: "parallel.micro_batches: 1")
    }
  }
}
