import Kernel
import Workload

/// A load that no scenario names: that of a record, request by request.
struct ReplayLoad {
  /// The requests, in order of time.
  let arrivals: [Arrival]
  /// Requests kept in flight, in a closed loop that ignores the times; nil for an open loop.
  let concurrency: Int?
  /// Tokens that one prefix identity stands for; nil where the load tells nothing of its prompts.
  let blockTokens: Int?
  /// Where the load comes from, in words.
  let words: String
  /// The digest of what arrives.
  let digest: Digest

  /// A load of requests in memory.
  init(_ arrivals: [Arrival], concurrency: Int? = nil, blockTokens: Int? = nil, words: String) {
    self.arrivals = arrivals
    self.concurrency = concurrency
    self.blockTokens = blockTokens
    self.words = words
    var digest = Digest()
    for arrival in arrivals {
      digest.mix(arrival.time.picoseconds)
      digest.mix(Int64(arrival.promptTokens))
      digest.mix(Int64(arrival.outputTokens))
      for block in arrival.blockHashes { digest.mix(block) }
    }
    self.digest = digest
  }
}
