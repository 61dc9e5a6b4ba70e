/// The two choices of a replica that a request may need: where its prompt is computed, and where its tokens are decoded.
public enum ServingStage: UInt8, Hashable, Sendable, CaseIterable {
  /// The replica that computes the prompt, and in a pool of both roles all the rest.
  case prompt
  /// The replica that a prefill replica hands the KV over to.
  case decode
}
