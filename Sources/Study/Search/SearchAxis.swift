import Scenario

/// What a column of a sweep is to a search: numbers along a line, or names of which each is as far from every other.
package enum SearchAxis: Hashable, Sendable {
  /// The values in rising order. A place among them is the coordinate, from 0 to 1: who writes 512..8192x2 says by the steps that a
  /// doubling is always as far.
  case line([String])
  /// The values in the order of the grid; a place among them is the coordinate, and says nothing but which it is.
  case names([String])

  /// The axis of a column with these values: a line where all are numbers with the same unit behind them.
  package init(_ values: [String]) {
    let numbers = values.map(Self.number)
    let units = Set(numbers.map { $0?.unit })
    if numbers.contains(where: { $0 == nil }) || units.count > 1 {
      self = .names(values)
    } else {
      let order = values.indices.sorted { (numbers[$0]?.value ?? 0, $0) < (numbers[$1]?.value ?? 0, $1) }
      self = .line(order.map { values[$0] })
    }
  }

  /// The coordinate of a value that the axis has.
  package func coordinate(of value: String) -> Double {
    switch self {
    case .line(let values): Double(values.firstIndex(of: value) ?? 0) / Double(max(1, values.count - 1))
    case .names(let values): Double(values.firstIndex(of: value) ?? 0)
    }
  }

  /// The coordinate that is a share of the way along the axis, from 0 to below 1.
  package func coordinate(at share: Double) -> Double {
    switch self {
    case .line: share
    case .names(let values): (share * Double(values.count)).rounded(.down)
    }
  }

  /// How far two coordinates are from each other. Names are coded one by one: one that differs is the root of 2 away.
  package func distance(_ first: Double, _ second: Double) -> Double {
    switch self {
    case .line: first - second
    case .names: first == second ? 0 : 2.0.squareRoot()
    }
  }

  /// A value as a number with what stands behind it, such as 12 and `req/s`; nil where it begins with none.
  private static func number(_ text: String) -> (value: Double, unit: String)? {
    if let whole = Double(text), whole.isFinite { return (whole, "") }
    let digits = text.prefix { "0123456789.-".contains($0) }
    guard let value = Double(digits), value.isFinite else { return nil }
    return (value, text.dropFirst(digits.count).trimmingPrefix { $0 == " " }.description)
  }
}
