/// How a summary's figures were come by.
public enum EstimationMethod: Hashable, Sendable {
  /// From every value, kept.
  case exact
  /// Quantiles from a histogram with this relative error; count, mean and maximum are exact.
  case histogram(relativeError: Double)
  /// One figure of the whole run, a ratio of exact sums.
  case ratio

  /// The method as databases and tables name it.
  public var name: String {
    switch self {
    case .exact: "exact"
    case .histogram: "histogram"
    case .ratio: "ratio"
    }
  }
}
