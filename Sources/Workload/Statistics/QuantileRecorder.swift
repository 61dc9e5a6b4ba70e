/// Quantiles of a stream of whole numbers: exact while they fit in memory, then from a histogram whose buckets widen with
/// the value, so that memory stays bounded and the relative error is known.
public struct QuantileRecorder: Sendable {
  /// Numbers kept for exact quantiles.
  public static let defaultExactCapacity = 2_000_000
  /// The most a quantile from the histogram differs from the exact one, relative to it.
  public static let histogramRelativeError = 1.0 / 256

  private let exactCapacity: Int
  private var sample: [Int64] = []
  private var histogram: [Int] = []
  /// Numbers recorded.
  public private(set) var count = 0
  /// The smallest; 0 where there is none.
  public private(set) var minimum: Int64 = 0
  /// The largest; 0 where there is none.
  public private(set) var maximum: Int64 = 0
  private var moments = RunningMoments()

  /// An empty record that is exact up to so many numbers.
  public init(exactCapacity: Int = QuantileRecorder.defaultExactCapacity) { self.exactCapacity = exactCapacity }

  /// Whether quantiles are exact.
  public var isExact: Bool { histogram.isEmpty }
  /// The mean.
  public var mean: Double { moments.mean }
  /// Deviation over mean.
  public var coefficientOfVariation: Double { moments.coefficientOfVariation }

  /// Takes in one number, which is not negative.
  @inline(__always) public mutating func record(_ value: Int64) {
    precondition(value >= 0, "a negative length or gap")
    if count == 0 || value < minimum { minimum = value }
    if value > maximum { maximum = value }
    count += 1
    moments.add(Double(value))
    if !histogram.isEmpty {
      histogram[Self.bucket(value)] += 1
    } else if sample.count < exactCapacity {
      sample.append(value)
    } else {
      spill()
      histogram[Self.bucket(value)] += 1
    }
  }

  private mutating func spill() {
    histogram = Array(repeating: 0, count: Self.bucket(.max) + 1)
    for value in sample { histogram[Self.bucket(value)] += 1 }
    sample = []
  }

  /// The quantiles at rising levels from 0 to 1, between two numbers on the straight line, as numpy does.
  public func quantiles(_ levels: [Double]) -> [Double] {
    guard count > 0 else { return levels.map { _ in 0 } }
    guard isExact else { return levels.map(histogramQuantile) }
    let sorted = sample.sorted()
    return levels.map { level in
      let position = level * Double(sorted.count - 1)
      let low = min(Int(position), sorted.count - 1)
      let high = min(low + 1, sorted.count - 1)
      return Double(sorted[low]) + (position - Double(low)) * Double(sorted[high] - sorted[low])
    }
  }

  private func histogramQuantile(_ level: Double) -> Double {
    let rank = Int((level * Double(count - 1)).rounded())
    var passed = 0
    for (bucket, size) in histogram.enumerated() where size > 0 {
      passed += size
      if passed > rank { return min(max(Self.middle(bucket), Double(minimum)), Double(maximum)) }
    }
    return Double(maximum)
  }

  /// Every number with how often it came, or every bucket by its middle; in no promised order.
  func forEachBucket(_ body: (Int64, Int) -> Void) {
    if isExact {
      for value in sample { body(value, 1) }
    } else {
      for (bucket, size) in histogram.enumerated() where size > 0 { body(Int64(Self.middle(bucket)), size) }
    }
  }

  /// 128 buckets for each doubling; below 256 every number has its own.
  static func bucket(_ value: Int64) -> Int {
    if value < 256 { return Int(value) }
    let exponent = 63 - value.leadingZeroBitCount
    return (exponent - 6) * 128 + Int(value >> Int64(exponent - 7)) - 128
  }

  static func middle(_ bucket: Int) -> Double {
    if bucket < 256 { return Double(bucket) }
    let exponent = bucket / 128 + 6
    let low = Double(bucket % 128 + 128) * Double(sign: .plus, exponent: exponent - 7, significand: 1)
    return low + Double(sign: .plus, exponent: exponent - 8, significand: 1)
  }
}
