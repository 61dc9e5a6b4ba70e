import Hardware
import Kernel

/// How the KV of a prompt goes from the replica that computes it to the one that decodes.
public struct HandOverConfiguration: Hashable, Sendable {
  /// When the bytes are sent.
  public enum Mode: Hashable, Sendable {
    /// When the prompt is computed.
    case serialized
    /// Layer by layer, each as soon as it is computed: what the network carries during the iteration that completes the
    /// prompt is not seen, but the last layer always is.
    case layered
    /// Layer by layer for prompts of so many tokens or more, serialized for shorter ones (Splitwise: 512).
    case bySize(promptTokens: Int)
  }

  /// When the replica to decode on is chosen.
  public enum Choice: String, Hashable, Sendable, CaseIterable {
    /// When the request arrives, as Splitwise does.
    case atArrival = "at_arrival"
    /// When its KV is first ready to be sent.
    case atHandOver = "at_hand_over"
  }

  /// Which side sends a client the first token.
  public enum FirstToken: String, Hashable, Sendable, CaseIterable {
    /// The side that computes the prompt, as soon as it has: Splitwise and DistServe.
    case prefill
    /// The side that decodes, when it has the KV: llm-d and Dynamo, whose clients are answered by the decode worker alone.
    case decode
  }

  /// When the bytes are sent.
  public var mode: Mode
  /// When the destination is chosen.
  public var choice: Choice
  /// Bytes of a prompt's KV.
  public var kvBytes: KVBytes
  /// Layers that hold KV.
  public var layers: Int
  /// Which side sends a client the first token.
  public var firstToken = FirstToken.prefill

  /// A way to hand over, where every layer keeps everything.
  public init(mode: Mode = .serialized, choice: Choice = .atHandOver, bytesPerToken: Int = 1, layers: Int = 1) {
    self.init(mode: mode, choice: choice, kvBytes: KVBytes(perToken: bytesPerToken), layers: layers)
  }

  /// A way to hand over.
  public init(mode: Mode = .serialized, choice: Choice = .atHandOver, kvBytes: KVBytes, layers: Int = 1) {
    self.mode = mode
    self.choice = choice
    self.kvBytes = kvBytes
    self.layers = layers
  }

  /// Whether the KV of such a prompt is sent while it is computed.
  func overlaps(promptTokens: Int) -> Bool {
    switch mode {
    case .serialized: false
    case .layered: layers > 1
    case .bySize(let threshold): layers > 1 && promptTokens >= threshold
    }
  }

  /// Bytes that can be sent of `tokens` tokens of a request with such a prompt: all, or before they are computed those of all layers but
  /// the last.
  @inline(__always) func bytes(tokens: Int, prompt: Int, isComputed: Bool) -> Int {
    let all = kvBytes.hasBudgets ? kvBytes.bytes(ofTokens: tokens, prompt: prompt) : kvBytes.bytes(ofTokens: tokens)
    return isComputed ? all : all - (all + layers - 1) / layers
  }

  /// Refuses figures that cannot be.
  ///
  /// - Throws: ``InputError`` naming the figure.
  func check() throws(InputError) {
    let bytes = kvBytes.perToken
    if (0...3).contains(where: { !(0...1_000_000_000).contains(bytes[$0]) }) || bytes.sum + kvBytes.state < 1 {
      throw InputError("a token has \(bytes.sum) bytes of KV to hand over", remedy: "between 1 and 10^9")
    }
    if kvBytes.state > 1_000_000_000_000 {
      throw InputError("a sequence has a state of \(kvBytes.state) bytes to hand over", remedy: "at most 10^12")
    }
    if kvBytes.hasBudgets && mode != .serialized {
      throw InputError(
        "KV that is sent while a prompt is computed, before it is known what stays of it", remedy: "a serialized hand-over")
    }
    if layers < 1 { throw InputError("\(layers) layers of KV to hand over", remedy: "at least 1") }
    if case .bySize(let tokens) = mode, tokens < 1 { throw InputError("a hand-over threshold of \(tokens) tokens", remedy: "at least 1") }
  }
}
