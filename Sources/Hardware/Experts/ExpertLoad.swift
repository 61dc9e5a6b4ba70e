import Kernel

/// How evenly tokens choose the routed experts of a layer.
public enum ExpertLoad: Hashable, Sendable {
  /// What the busiest part of the experts gets, over the mean of all parts; 1 is balanced.
  case imbalance(Double)
  /// Experts chosen in proportion to 1 / rank^exponent (Zipf), and placed by what is known of that.
  case zipf(exponent: Double)
}
