extension LatencyHistogram {
  /// The quantile at `fraction`, in picoseconds, between order statistics as ``SampleColumn/quantile(_:)`` does it;
  /// within ``relativeError`` of what that gives. Nil of no values.
  ///
  /// - Precondition: `fraction` lies in 0 ... 1.
  public borrowing func quantile(_ fraction: Double) -> Double? {
    precondition((0...1).contains(fraction), "a quantile outside 0 ... 1")
    guard storedCount > 0 else { return nil }
    let position = Double(storedCount - 1) * fraction
    let below = min(Int(position), storedCount - 1)
    let share = position - Double(below)
    let lower = orderStatistic(below)
    guard share > 0, below + 1 < storedCount else { return lower }
    return lower + (orderStatistic(below + 1) - lower) * share
  }

  /// The value of the given rank, from 0: within its bucket values are taken to lie evenly.
  private borrowing func orderStatistic(_ rank: Int) -> Double {
    if rank == 0 { return Double(storedMinimum) }
    if rank == storedCount - 1 { return Double(storedMaximum) }
    var before = 0
    for index in Self.bucket(of: storedMinimum)...Self.bucket(of: storedMaximum) {
      let here = Int(buckets[index])
      if rank < before + here {
        let (lowest, width) = Self.range(ofBucket: index)
        let value = Double(lowest) + Double(width - 1) * ((Double(rank - before) + 0.5) / Double(here))
        return min(max(value, Double(storedMinimum)), Double(storedMaximum))
      }
      before += here
    }
    preconditionFailure("a histogram whose buckets hold less than its count")
  }

  /// How many values are at or below `limit`, to the precision of the buckets: the bucket that holds `limit` counts whole.
  public borrowing func countAtMost(_ limit: Int64) -> Int {
    guard storedCount > 0, limit >= storedMinimum else { return 0 }
    guard limit < storedMaximum else { return storedCount }
    var count = 0
    for index in Self.bucket(of: storedMinimum)...Self.bucket(of: limit) { count += Int(buckets[index]) }
    return count
  }
}
