import Kernel

/// Chooses few points of a measured quantile function so that straight lines between them lose little.
///
/// It begins with the ends and goes on splitting the stretch with the largest summed relative error at its worst point
/// (the idea of Ramer, Douglas and Peucker, with area in place of height, so that a long spike counts for more than one
/// odd value in the tail).
enum CurveFit {
  private struct Stretch {
    var first: Int
    var last: Int
    var error: Double
    var worst: Int
  }

  /// The curve through at most `points` points of a sorted, non-empty sample.
  static func curve(sorted: [Int], points: Int) throws -> QuantileCurve {
    precondition(!sorted.isEmpty && points >= 2, "a curve needs a sample and two points")
    var kept: Set<Int> = [0, sorted.count - 1]
    var stretches = [measure(sorted, 0, sorted.count - 1)]
    while kept.count < points {
      guard let index = stretches.indices.max(by: { stretches[$0].error < stretches[$1].error }), stretches[index].error > 0 else { break }
      let split = stretches[index]
      kept.insert(split.worst)
      stretches[index] = measure(sorted, split.first, split.worst)
      stretches.append(measure(sorted, split.worst, split.last))
    }
    return try curve(sorted: sorted, at: kept.sorted())
  }

  /// The share of a sample that lies below its i-th value; the ends are 0 and 1.
  private static func level(_ index: Int, _ count: Int) -> Double {
    if index == 0 { return 0 }
    if index == count - 1 { return 1 }
    return (Double(index) + 0.5) / Double(count)
  }

  private static func curve(sorted: [Int], at indices: [Int]) throws -> QuantileCurve {
    if sorted.count == 1 { return try QuantileCurve(levels: [0, 1], values: [sorted[0], sorted[0]]) }
    var levels: [Double] = []
    var values: [Int] = []
    for index in indices {
      // Five decimals say where a value stands to a hundred-thousandth, and keep the file small.
      let rounded = (level(index, sorted.count) * 100_000).rounded() / 100_000
      if let last = levels.last, rounded <= last { continue }
      if rounded == 1 && index != sorted.count - 1 { continue }
      levels.append(rounded)
      values.append(sorted[index])
    }
    return try QuantileCurve(levels: levels, values: values)
  }

  private static func measure(_ sorted: [Int], _ first: Int, _ last: Int) -> Stretch {
    var stretch = Stretch(first: first, last: last, error: 0, worst: first)
    guard last - first > 1 else { return stretch }
    let start = level(first, sorted.count)
    let slope = Double(sorted[last] - sorted[first]) / (level(last, sorted.count) - start)
    var largest = 0.0
    for index in (first + 1)..<last {
      let line = Double(sorted[first]) + slope * (level(index, sorted.count) - start)
      // Relative, but eight tokens more or less at the short end are all one.
      let error = abs(line - Double(sorted[index])) / Double(max(sorted[index], 8))
      stretch.error += error
      if error > largest { (largest, stretch.worst) = (error, index) }
    }
    return stretch
  }
}
