/// A bucket of a ``LatencyHistogram`` with what it holds.
public struct LatencyBin: Hashable, Sendable, BitwiseCopyable {
  /// The least value that it takes, in picoseconds.
  public var lowest: Int64
  /// How many values it spans, in picoseconds: those from `lowest` to below `lowest + width`.
  public var width: Int64
  /// Values in it.
  public var count: Int

  /// A bucket.
  public init(lowest: Int64, width: Int64, count: Int) { (self.lowest, self.width, self.count) = (lowest, width, count) }
}

extension LatencyHistogram {
  /// The buckets that hold something, in rising order. Each is at most ``relativeError`` of its values wide, so that a distribution drawn
  /// from them is as near to the exact one.
  public borrowing func bins() -> [LatencyBin] {
    guard let minimum, let maximum else { return [] }
    var bins: [LatencyBin] = []
    for index in Self.bucket(of: minimum)...Self.bucket(of: maximum) where buckets[index] > 0 {
      let (lowest, width) = Self.range(ofBucket: index)
      bins.append(LatencyBin(lowest: lowest, width: width, count: Int(buckets[index])))
    }
    return bins
  }
}
