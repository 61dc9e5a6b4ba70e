import Kernel
import Record

/// How far the requests of a simulation are from the measured ones beyond their means: as distributions, and one by one.
public struct DistributionDistance: Hashable, Sendable {
  /// What is compared, such as `TTFT`.
  public let name: String
  /// The largest distance between the two cumulative distributions, 0 to 1 (Kolmogorov and Smirnov's statistic of two samples): the share
  /// of requests that would have to be moved across the place where they are furthest apart.
  public let largestDistance: Double
  /// Pearson's correlation of each request's measured with its simulated value; nil where one side is all alike.
  public let correlation: Double?
  /// The requests that both sides have.
  public let requests: Int

  /// The distances of TTFT, TPOT and E2E between requests of the same numbers; none of fewer than two.
  ///
  /// TPOT is that of requests with more than one token. `hasFirstTokens` is false where only whole replies were timed.
  static func all(measured: [RequestRecord], simulated: [RequestRecord], hasFirstTokens: Bool = true) -> [DistributionDistance] {
    let count = 1 + max(measured.map(\.request).max() ?? 0, simulated.map(\.request).max() ?? 0)
    var byNumber = [RequestRecord?](repeating: nil, count: count)
    for record in simulated { byNumber[record.request] = record }
    let pairs = measured.compactMap { record in byNumber[record.request].map { (record, $0) } }
    func distance(_ name: String, _ value: (RequestRecord) -> Double?) -> DistributionDistance? {
      let values = pairs.compactMap { pair in value(pair.0).flatMap { one in value(pair.1).map { (one, $0) } } }
      return DistributionDistance(name, values)
    }
    let times = hasFirstTokens ? [distance("TTFT") { ($0.firstToken - $0.arrival).milliseconds }, distance("TPOT", timePerToken)] : []
    return (times + [distance("E2E") { ($0.finish - $0.arrival).milliseconds }]).compactMap(\.self)
  }

  private static func timePerToken(_ record: RequestRecord) -> Double? {
    record.outputTokens > 1 ? (record.finish - record.firstToken).milliseconds / Double(record.outputTokens - 1) : nil
  }

  private init?(_ name: String, _ values: [(measured: Double, simulated: Double)]) {
    if values.count < 2 { return nil }
    self.name = name
    requests = values.count
    largestDistance = Self.largestDistance(values.map(\.measured), values.map(\.simulated))
    correlation = Self.correlation(values)
  }

  /// The largest distance of the cumulative distributions of two samples.
  static func largestDistance(_ one: [Double], _ other: [Double]) -> Double {
    let (left, right) = (one.sorted(), other.sorted())
    var (first, second, largest) = (0, 0, 0.0)
    while first < left.count, second < right.count {
      let value = min(left[first], right[second])
      while first < left.count, left[first] == value { first += 1 }
      while second < right.count, right[second] == value { second += 1 }
      largest = max(largest, abs(Double(first) / Double(left.count) - Double(second) / Double(right.count)))
    }
    return largest
  }

  private static func correlation(_ values: [(measured: Double, simulated: Double)]) -> Double? {
    let count = Double(values.count)
    let means = (values.reduce(0) { $0 + $1.measured } / count, values.reduce(0) { $0 + $1.simulated } / count)
    var (products, one, other) = (0.0, 0.0, 0.0)
    for value in values {
      let (left, right) = (value.measured - means.0, value.simulated - means.1)
      products += left * right
      one += left * left
      other += right * right
    }
    return one > 0 && other > 0 ? products / (one * other).squareRoot() : nil
  }
}
