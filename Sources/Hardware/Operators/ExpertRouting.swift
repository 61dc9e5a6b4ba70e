/// How evenly tokens spread over the experts of a mixture.
public enum ExpertRouting: String, Hashable, Sendable, Codable, CaseIterable {
  /// Every expert gets as many tokens as every other.
  case balanced
  /// Popularity falls with rank by a power law of exponent 1.01 to 1.2, as in served models; the most loaded member counts.
  case skewed
}
