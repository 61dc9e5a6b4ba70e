import Kernel

/// How often each length of time occurred, in constant memory: 256 linear buckets to every power of two.
///
/// A value below 512 ps has a bucket of its own; above, a bucket is at most 1/256 of its values wide, so every quantile
/// is within ``relativeError`` of the exact one. Count, sum, least and greatest are exact. The layout is that of HDR
/// histograms (Gil Tene, 2012) with nothing to configure: all of `Int64` fits in 128 KiB, of which only the pages that
/// are touched become resident. Recording is O(1) and free of data-dependent branches.
public struct LatencyHistogram: ~Copyable, Sendable {
  @usableFromInline var buckets = Column<UInt64>(zeros: Self.slots)
  @usableFromInline var storedCount: Int = 0
  @usableFromInline var storedSum: Int128 = 0
  @usableFromInline var storedMinimum: Int64 = .max
  @usableFromInline var storedMaximum: Int64 = .min

  /// The greatest relative error of a quantile: the width of a bucket over its least value.
  public static let relativeError = 1.0 / 256

  /// How many buckets there is room for; the last one in use is number 14,335.
  @usableFromInline static var slots: Int { 16_384 }

  /// An empty histogram.
  public init() {}

  /// How many values were recorded.
  @inlinable public var count: Int { storedCount }
  /// The exact sum of the values, in picoseconds.
  @inlinable public var sum: Int128 { storedSum }
  /// How many values of no time were recorded.
  public var zeros: Int { Int(buckets[0]) }
  /// The least value in picoseconds, or nil of none.
  @inlinable public var minimum: Int64? { storedCount == 0 ? nil : storedMinimum }
  /// The greatest value in picoseconds, or nil of none.
  @inlinable public var maximum: Int64? { storedCount == 0 ? nil : storedMaximum }
  /// The exact mean in picoseconds, or nil of none.
  public var mean: Double? { storedCount == 0 ? nil : Double(nearest: storedSum) / Double(storedCount) }

  /// The bucket that holds `value`, which is not negative.
  ///
  /// `value | 256` has 1 to 55 leading zeros, so the shift is 0 to 54 and moves the value to below 512: the bucket is at most
  /// 54 * 256 + 511.
  @inlinable static func bucket(of value: Int64) -> Int {
    let shift = 55 - (value | 256).leadingZeroBitCount
    return shift << 8 + Int(value >> Int64(shift))
  }

  /// The least value of a bucket and how many values it spans.
  static func range(ofBucket bucket: Int) -> (lowest: Int64, width: Int64) {
    guard bucket >= 512 else { return (Int64(bucket), 1) }
    let shift = Int64(bucket >> 8 - 1)
    return (Int64(bucket & 255 | 256) << shift, 1 << shift)
  }

  /// Records a value in picoseconds.
  ///
  /// - Precondition: the value is not negative.
  @inlinable public mutating func record(_ value: Int64) {
    precondition(value >= 0, "a negative length of time")
    buckets[Self.bucket(of: value)] &+= 1
    storedCount &+= 1
    storedSum &+= Int128(value)
    storedMinimum = min(storedMinimum, value)
    storedMaximum = max(storedMaximum, value)
  }

  /// Records a value in picoseconds `count` times, at the cost of one.
  ///
  /// - Precondition: neither is negative.
  @inlinable public mutating func record(_ value: Int64, count: Int) {
    precondition(value >= 0 && count >= 0, "a negative length of time, or a negative number of them")
    guard count > 0 else { return }
    buckets[Self.bucket(of: value)] &+= UInt64(count)
    storedCount &+= count
    storedSum &+= Int128(value) &* Int128(count)
    storedMinimum = min(storedMinimum, value)
    storedMaximum = max(storedMaximum, value)
  }

  /// Adds all that `other` has recorded.
  public mutating func merge(_ other: borrowing LatencyHistogram) {
    guard other.storedCount > 0 else { return }
    for index in Self.bucket(of: other.storedMinimum)...Self.bucket(of: other.storedMaximum) {
      buckets[index] += other.buckets[index]
    }
    storedCount += other.storedCount
    storedSum += other.storedSum
    storedMinimum = min(storedMinimum, other.storedMinimum)
    storedMaximum = max(storedMaximum, other.storedMaximum)
  }

  /// Forgets all values and keeps the memory.
  public mutating func removeAll() {
    guard storedCount > 0 else { return }
    for index in Self.bucket(of: storedMinimum)...Self.bucket(of: storedMaximum) { buckets[index] = 0 }
    storedCount = 0
    storedSum = 0
    storedMinimum = .max
    storedMaximum = .min
  }

  /// A copy with memory of its own.
  public borrowing func copy() -> LatencyHistogram {
    var result = LatencyHistogram()
    result.merge(self)
    return result
  }

  /// Whether both have recorded the same values, as far as buckets tell.
  public borrowing func equals(_ other: borrowing LatencyHistogram) -> Bool {
    guard storedCount == other.storedCount, storedSum == other.storedSum, storedMinimum == other.storedMinimum,
      storedMaximum == other.storedMaximum
    else { return false }
    guard storedCount > 0 else { return true }
    for index in Self.bucket(of: storedMinimum)...Self.bucket(of: storedMaximum) where buckets[index] != other.buckets[index] {
      return false
    }
    return true
  }
}
