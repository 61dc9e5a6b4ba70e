/// Confidence of the mean of correlated output by batch means, with the ratio estimator for batches of unequal size.
public enum BatchMeans {
  /// The interval of `sum of sums / sum of counts`, batch by batch in the order of time; nil where fewer than two batches hold anything.
  ///
  /// Means of consecutive batches still hang together where batches are short against the system's memory. While their
  /// first autocorrelation is significantly positive (one-sided 5 %), batches are merged in pairs, down to no fewer than eight (after
  /// Fishman and Yarberry, "An implementation of the batch means method", 1997). The variance is that of a ratio of means (Cochran,
  /// "Sampling Techniques", 1977, section 6): with equal batches it is the textbook one.
  public static func interval(sums: [Double], counts: [Double], level: Double = 0.95) -> ConfidenceInterval? {
    precondition(sums.count == counts.count, "a count is missing")
    var pairs = zip(sums, counts).filter { $0.1 > 0 }.map { (sum: $0.0, count: $0.1) }
    guard pairs.count >= 2 else { return nil }
    let total = pairs.reduce(0) { $0 + $1.count }
    let mean = pairs.reduce(0) { $0 + $1.sum } / total
    while pairs.count >= 16 && firstAutocorrelation(pairs.map { $0.sum - mean * $0.count }) > 1.645 / Double(pairs.count).squareRoot() {
      pairs = stride(from: 0, to: pairs.count, by: 2).map { index in
        guard index + 1 < pairs.count else { return pairs[index] }
        return (pairs[index].sum + pairs[index + 1].sum, pairs[index].count + pairs[index + 1].count)
      }
    }
    let batches = Double(pairs.count)
    let squares = pairs.reduce(0) { $0 + ($1.sum - mean * $1.count) * ($1.sum - mean * $1.count) }
    let error = (squares * batches / (batches - 1)).squareRoot() / total
    return ConfidenceInterval(
      mean: mean, halfWidth: error * StudentT.criticalValue(level: level, degreesOfFreedom: batches - 1), level: level,
      degreesOfFreedom: pairs.count - 1)
  }

  /// The correlation of neighbours; 0 where nothing varies.
  static func firstAutocorrelation(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard squares > 0 else { return 0 }
    return zip(values, values.dropFirst()).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) } / squares
  }
}
