import Kernel

/// One iteration as it is to be executed, spelt out request by request.
package struct LiveBatch: Hashable, Sendable {
  /// A part of a prompt, or of what a preempted request had produced after it, to be computed.
  package struct Chunk: Hashable, Sendable {
    /// The request, by its number in the order of submission.
    package var request: Int
    /// Tokens to compute.
    package var tokens: Int
    /// Tokens of the same request that are computed already and are in the KV cache.
    package var contextTokens: Int
    /// Whether nothing is left of the prompt afterwards, so that a token is sampled.
    package var completesPrompt: Bool
  }

  /// A sequence that gains one token.
  package struct Decode: Hashable, Sendable {
    /// The request, by its number in the order of submission.
    package var request: Int
    /// Its tokens in the KV cache before the step; its latest token is not among them.
    package var contextTokens: Int
  }

  /// Chunks in the order in which the policy planned them.
  package var chunks: [Chunk]
  /// Decoding sequences in the order of their admission.
  package var decodes: [Decode]
  /// Requests that lost their KV in this plan, in the order in which they did.
  package var preempted: [Int]
  /// Requests that have ended since the plan before, whose KV is free.
  package var finished: [Int]
  /// How long the configuration's cost model takes it to last.
  package var expectedDuration: Duration
}
