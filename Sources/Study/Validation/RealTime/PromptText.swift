import Kernel
import Workload

/// Prompts of ordinary tokens: which ones they are is of no consequence to the time, but equal blocks of the load are equal text.
///
/// All are drawn before the first request comes, for making up texts is no work of a server. Every process draws the same.
package enum PromptText {
  /// The prompt of a request. Blocks that the load names begin it; what follows is the request's own.
  package static func tokens(of request: Int, _ arrival: Arrival, blockTokens: Int, vocabulary: Int, seed: UInt64) -> [Int32] {
    var tokens: [Int32] = []
    tokens.reserveCapacity(arrival.promptTokens)
    for block in arrival.blockHashes where tokens.count + blockTokens <= arrival.promptTokens {
      append(blockTokens, from: RandomStream(seed: seed, name: "prompt block", substream: block), vocabulary, to: &tokens)
    }
    let own = RandomStream(seed: seed, name: "prompt", substream: UInt64(request))
    append(arrival.promptTokens - tokens.count, from: own, vocabulary, to: &tokens)
    return tokens
  }

  private static func append(_ count: Int, from stream: RandomStream, _ vocabulary: Int, to tokens: inout [Int32]) {
    var stream = stream
    for _ in 0..<count { tokens.append(Int32(stream.integer(below: vocabulary))) }
  }
}
