import Kernel

/// A distribution of whole numbers by points of its quantile function: a share `levels[i]` of all lies at or below
/// `values[i]`, with straight lines between. Two points of one value make a spike that survives exactly.
public struct QuantileCurve: Hashable, Sendable {
  /// Probabilities from 0 to 1, rising.
  public let levels: [Double]
  /// The values there, never falling.
  public let values: [Int]
  /// For each of ``guideCount`` equal ranges of levels the last point at or below its beginning, so that a look-up
  /// begins beside its end (Chen and Asau, "On generating random variates from an empirical distribution", 1974).
  private let guide: [Int32]
  private static let guideCount = 256
  /// The largest value a point may have.
  public static let maximumValue = 1_000_000_000_000

  /// A curve through the given points.
  ///
  /// - Throws: ``InputError`` where there are fewer than two points, the levels do not rise from 0 to 1, or a value falls,
  ///   is negative or above ``maximumValue``.
  public init(levels: [Double], values: [Int]) throws {
    guard levels.count >= 2, levels.count == values.count else {
      throw InputError(
        "a quantile curve of \(levels.count) levels and \(values.count) values", remedy: "give as many of each, at least two")
    }
    guard levels.first == 0, levels.last == 1, zip(levels, levels.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw InputError("the levels of a quantile curve do not rise from 0 to 1", remedy: "begin with 0, end with 1, each above the last")
    }
    guard values.allSatisfy({ 0...Self.maximumValue ~= $0 }), zip(values, values.dropFirst()).allSatisfy({ $0 <= $1 }) else {
      throw InputError(
        "the values of a quantile curve fall, or are not from 0 to \(Self.maximumValue)", remedy: "give them in rising order")
    }
    self.levels = levels
    self.values = values
    var point = 0
    guide = (0..<Self.guideCount).map { range in
      while point + 2 < levels.count, levels[point + 1] <= Double(range) / Double(Self.guideCount) { point += 1 }
      return Int32(point)
    }
  }

  /// The value at a level, between points on the straight line, rounded to the nearest whole number.
  ///
  /// - Precondition: `level` is from 0 to 1.
  public func value(at level: Double) -> Int {
    precondition(level >= 0 && level <= 1, "a level is a probability")
    var point = Int(guide[min(Int(level * Double(Self.guideCount)), Self.guideCount - 1)])
    while point + 2 < levels.count, levels[point + 1] <= level { point += 1 }
    let share = (level - levels[point]) / (levels[point + 1] - levels[point])
    return values[point] + Int((share * Double(values[point + 1] - values[point])).rounded())
  }

  /// The mean of the straight lines, for people.
  public var mean: Double {
    var sum = 0.0
    for index in 1..<levels.count {
      sum += (levels[index] - levels[index - 1]) * (Double(values[index]) + Double(values[index - 1])) / 2
    }
    return sum
  }
}
