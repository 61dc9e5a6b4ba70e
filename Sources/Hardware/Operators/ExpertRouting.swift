/// How evenly tokens spread over the experts of a mixture.
public enum ExpertRouting: String, Hashable, Sendable, Codable, CaseIterable {
  /// Every expert gets as many tokens as every other.
  case balanced
  /// Every token draws its experts at random, all alike: as many experts are read as that is expected to touch.
  case uniform
  /// Popularity falls with rank by a power law of exponent 1.01 to 1.2, as in served models; the most loaded member counts.
  case skewed
}
