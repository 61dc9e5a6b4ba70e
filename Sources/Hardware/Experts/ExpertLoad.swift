import Kernel

/// How evenly tokens choose the routed experts of a layer.
public enum ExpertLoad: Hashable, Sendable {
  /// Every token draws its experts at random, all alike, as the routers of trained models nearly do: a small batch leaves experts
  /// out, and of parts that hold some of them one gets more than the mean (``ExpertDraw``).
  case uniform
  /// What the busiest part of the experts gets, over the mean of all parts; 1 is balanced.
  case imbalance(Double)
  /// Experts chosen in proportion to 1 / rank^exponent (Zipf), and placed by what is known of that.
  case zipf(exponent: Double)
}
