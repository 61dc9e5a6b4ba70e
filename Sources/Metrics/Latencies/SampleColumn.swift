/// Every value of one metric, kept, so that quantiles are exact.
public struct SampleColumn: Hashable, Sendable {
  /// The values in picoseconds, in the order of recording until sorted.
  public private(set) var values: [Int64]
  private var isSorted = false

  /// A column of the given values.
  public init(_ values: [Int64] = []) { self.values = values }

  /// Adds a value.
  public mutating func append(_ value: Int64) {
    values.append(value)
    isSorted = false
  }

  /// How many values there are.
  public var count: Int { values.count }

  /// The quantile at `fraction`, interpolated linearly between order statistics as numpy does by default (Hyndman and
  /// Fan's type 7, 1996). Sorts the column where it is not; nil of no values.
  ///
  /// - Precondition: `fraction` lies in 0 ... 1.
  public mutating func quantile(_ fraction: Double) -> Double? {
    precondition((0...1).contains(fraction), "a quantile outside 0 ... 1")
    guard !values.isEmpty else { return nil }
    if !isSorted {
      values.sort()
      isSorted = true
    }
    let position = Double(values.count - 1) * fraction
    let below = min(Int(position), values.count - 1)
    let share = position - Double(below)
    guard share > 0, below + 1 < values.count else { return Double(values[below]) }
    return Double(values[below]) + Double(values[below + 1] - values[below]) * share
  }
}
