/// How evenly tokens spread over the experts of a mixture, as kernel tables name it.
public enum ExpertRouting: String, Hashable, Sendable, Codable, CaseIterable {
  /// Every expert gets as many tokens as every other.
  case balanced
  /// Popularity falls with rank to the power of 1.01.
  case mildlySkewed = "power law 1.01"
  /// Popularity falls with rank to the power of 1.2.
  case skewed = "power law 1.2"
}
