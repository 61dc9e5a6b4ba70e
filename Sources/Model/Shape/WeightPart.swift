/// The parts of a model that may be stored in different formats.
public enum WeightPart: String, Hashable, Sendable, CaseIterable {
  /// Query, key, value and output projections.
  case attention
  /// Products of linear mixers.
  case linearMixers = "linear attention"
  /// Dense feed-forward layers.
  case denseFeedForward = "dense feed-forward"
  /// Routed experts.
  case routedExperts = "routed experts"
  /// Experts that every token passes through.
  case sharedExperts = "shared experts"
  /// The LM head, where it is not the embedding.
  case head = "LM head"
  /// Vision towers and the like.
  case side = "beside the text model"
}
