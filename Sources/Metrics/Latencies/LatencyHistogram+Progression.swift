extension LatencyHistogram {
  /// Records `first`, `first + growth`, … (`steps` values), each `count` times: what a leap over undisturbed decoding
  /// gives. Costs O(buckets crossed) and leaves the histogram bit for bit as recording each value would.
  ///
  /// - Precondition: no value is negative and the last one fits `Int64`; `steps` and `count` are not negative.
  public mutating func record(first: Int64, growth: Int64, steps: Int, count: Int) {
    precondition(steps >= 0 && count >= 0, "a negative number of steps or of values")
    guard steps > 0, count > 0 else { return }
    guard growth != 0, steps > 1 else { return record(first, count: count * steps) }
    let last = first + growth * Int64(steps - 1)
    precondition(first >= 0 && last >= 0, "a negative length of time")
    recordRising(from: min(first, last), growth: abs(growth), steps: steps, count: count)
    storedCount += steps * count
    // The mean of first and last, times the values; the product is even, so halving it is exact.
    storedSum += (Int128(first) + Int128(last)) * Int128(steps) / 2 * Int128(count)
    storedMinimum = min(storedMinimum, first, last)
    storedMaximum = max(storedMaximum, first, last)
  }

  /// Fills the buckets of a rising progression, a bucket at a time.
  private mutating func recordRising(from lowest: Int64, growth: Int64, steps: Int, count: Int) {
    var value = lowest
    var left = Int64(steps)
    while true {
      let bucket = Self.bucket(of: value)
      let (start, width) = Self.range(ofBucket: bucket)
      // `start + width` may pass the end of Int64; `width - 1` above `start` may not.
      let fitting = (start + (width - 1) - value) / growth + 1
      if fitting >= left {
        buckets[bucket] += UInt64(left) * UInt64(count)
        return
      }
      buckets[bucket] += UInt64(fitting) * UInt64(count)
      left -= fitting
      value += growth * fitting
    }
  }
}
