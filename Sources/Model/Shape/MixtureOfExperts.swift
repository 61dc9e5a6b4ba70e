/// Feed-forward layers made of experts of which a router picks a few for each token.
public struct MixtureOfExperts: Hashable, Sendable {
  /// Routed experts in a layer.
  public var experts: Int
  /// Routed experts that a token passes through.
  public var expertsPerToken: Int
  /// Intermediate size of one routed expert.
  public var expertIntermediateSize: Int
  /// Intermediate size of the experts that every token passes through, all together; 0 where there are none.
  public var sharedIntermediateSize: Int
  /// Layers whose feed-forward is dense, of the model's own `intermediateSize`.
  public var denseLayers: Int
  /// The width that tokens are brought down to before the routed experts, and up from after them; nil for the hidden size
  /// (`moe_latent_size` of Nemotron-3).
  public var latentSize: Int?
  /// Whether the shared expert is scaled by a gate of its own (`hidden` weights a layer; Qwen2-MoE).
  public var sharedExpertGate: Bool

  /// A mixture of experts.
  public init(
    experts: Int, expertsPerToken: Int, expertIntermediateSize: Int, sharedIntermediateSize: Int = 0, denseLayers: Int = 0,
    sharedExpertGate: Bool = false
  ) {
    self.experts = experts
    self.expertsPerToken = expertsPerToken
    self.expertIntermediateSize = expertIntermediateSize
    self.sharedIntermediateSize = sharedIntermediateSize
    self.denseLayers = denseLayers
    self.sharedExpertGate = sharedExpertGate
  }

  /// Experts that a batch is expected to touch when each token picks its experts evenly and independently:
  /// `experts x (1 - (1 - expertsPerToken / experts)^tokens)`.
  ///
  /// Their weights are what memory must deliver. Real routing is skewed and touches fewer.
  public func expectedExpertsTouched(tokens: Int) -> Double {
    guard tokens > 0 else { return 0 }
    let missed = 1 - Double(expertsPerToken) / Double(experts)
    return Double(experts) * (1 - missed.power(tokens))
  }
}

extension Double {
  /// The power by repeated squaring: equal bits on every machine, which a C library's `pow` does not promise.
  package func power(_ exponent: Int) -> Double {
    var result = 1.0
    var base = self
    var remaining = exponent
    while remaining > 0 {
      if remaining & 1 == 1 { result *= base }
      base *= base
      remaining >>= 1
    }
    return result
  }
}
