import Kernel

/// Cycles of acceptance, made of what is known of it.
extension AcceptanceModel {
  /// The classes, for drafts of which `depth` tokens can be right, on an engine with blocks of so many tokens.
  ///
  /// Classes are quantiles of the spread, narrow ones at both ends, for tails matter: with eight of them, weights of 2, 8, 15, 25, 25, 15,
  /// 8 and 2 in a hundred. One factor on the odds of all classes makes the mean over all their tokens the one that was asked for, as near
  /// as cycles of whole runs come to it. What was measured at several lengths of draft is met at each of them.
  public func cycles(depth: Int, blockTokens: Int) -> [AcceptanceClass] {
    let rows = rows(depth: depth)
    let weights = spread == 0 ? [1] : Self.weights(classes)
    let levels = spread == 0 ? [0] : Self.levels(weights)
    // Fewer classes have longer cycles, so that all of them together come as near to the mean.
    let least = Self.cycleTokens(
      least: 64 * max(1, 8 / weights.count), depth: rows[rows.count - 1].chances.count, blockTokens: blockTokens)
    let tokens = isMeasured && spread == 0 ? Self.nearestCycle(to: rows.map(\.chances), from: least, blockTokens: blockTokens) : least
    let runs = rows.enumerated().map { index, row in
      Self.runs(row.chances, weights, levels.map { $0 * spread }, tokens: tokens, row: rows.count - 1 - index)
    }
    return weights.indices.map { index in
      let shorter = rows.indices.dropLast().map { AcceptancePattern.Shorter(tokens: rows[$0].tokens, runs: runs[$0][index]) }
      return AcceptanceClass(
        weight: weights[index], pattern: AcceptancePattern(runs: runs[rows.count - 1][index], shorter: Array(shorter)))
    }
  }

  private var isMeasured: Bool { if case .measured = given { true } else { false } }

  /// Tokens of the longest cycle that is looked at to meet what was measured.
  private static let longestMeasuredCycle = 1024

  /// The number of tokens, `least` or more, at which cycles come nearest to the means of all rows: of few tokens not every mean can be
  /// made.
  private static func nearestCycle(to rows: [[Double]], from least: Int, blockTokens: Int) -> Int {
    var (best, bestError) = (least, Double.infinity)
    var tokens = least
    while tokens <= max(least, longestMeasuredCycle) {
      let errors = rows.map { chances in
        let steps = counts(chances, tokens: tokens).reduce(0, +)
        return abs(Double(tokens) / Double(steps) / meanEmitted(chances) - 1)
      }
      let error = errors.max() ?? 0
      if error < bestError { (best, bestError) = (tokens, error) }
      tokens += blockTokens
    }
    return best
  }

  /// The runs of each class, whose odds are shifted by their levels and all by one factor more.
  private static func runs(_ chances: [Double], _ weights: [Int], _ levels: [Double], tokens: Int, row: Int) -> [[Int]] {
    func made(_ shift: Double) -> [[Int]] {
      levels.enumerated().map { index, level in
        pattern(chances.map { shifted($0, by: level + shift) }, tokens: tokens, substream: UInt64(index + row * mostClasses))
      }
    }
    let target = meanEmitted(chances)
    func mean(_ runs: [[Int]]) -> Double {
      let whole = Double(weights.reduce(0, +))
      // Over requests of equal length.
      return whole / zip(weights, runs).reduce(0) { $0 + Double($1.0) / (Double(tokens) / Double($1.1.count)) }
    }
    // Cycles of whole runs make a staircase of the mean: of the two treads at the target the nearer one is taken.
    var (low, high) = (-8.0, 8.0)
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if mean(made(middle)) < target { low = middle } else { high = middle }
    }
    let (below, above) = (made(low), made(high))
    return abs(mean(below) - target) < abs(mean(above) - target) ? below : above
  }

  /// Tokens that a step emits in the mean over requests of equal length of such classes, where so many tokens of a draft can be right.
  public static func mean(of classes: [AcceptanceClass], depth: Int) -> Double {
    let weight = classes.reduce(0) { $0 + Double($1.weight) }
    return weight / classes.reduce(0) { $0 + Double($1.weight) / $1.pattern.meanEmitted(drafting: depth) }
  }

  /// The least number of tokens, `wanted` or more, that fills whole blocks and whole steps of the longest draft; whole blocks only where that
  /// would be a long cycle.
  static func cycleTokens(least wanted: Int, depth: Int, blockTokens: Int) -> Int {
    var common = blockTokens
    while common % (depth + 1) != 0 && common <= 1024 { common += blockTokens }
    let unit = common <= 1024 ? common : blockTokens
    let least = common <= 1024 ? wanted : max(wanted, 4 * (depth + 1))
    return (least + unit - 1) / unit * unit
  }

  private static func weights(_ classes: Int) -> [Int] {
    classes == 8 ? [2, 8, 15, 25, 25, 15, 8, 2] : Array(repeating: 1, count: classes)
  }

  /// The normal deviate in the middle of each class.
  private static func levels(_ weights: [Int]) -> [Double] {
    let whole = Double(weights.reduce(0, +))
    var below = 0.0
    return weights.map { weight in
      defer { below += Double(weight) }
      return normalDeviate((below + Double(weight) / 2) / whole)
    }
  }

  /// The value below which so great a share of a normal distribution lies.
  private static func normalDeviate(_ share: Double) -> Double {
    var (low, high) = (-9.0, 9.0)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if middle.normalShare < share { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// A chance whose odds are multiplied by the exponential of `shift`. What is certain stays so.
  private static func shifted(_ chance: Double, by shift: Double) -> Double {
    if chance <= 0 || chance >= 1 { return chance }
    let odds = chance / (1 - chance) * shift.exponential
    return odds / (1 + odds)
  }

  /// Runs that emit each number of tokens as often as the chances say, in a cycle of so many tokens; the order is by chance, the same in
  /// every run of a scenario.
  private static func pattern(_ chances: [Double], tokens: Int, substream: UInt64) -> [Int] {
    let runs = counts(chances, tokens: tokens).enumerated().flatMap { Array(repeating: $0.offset + 1, count: $0.element) }
    var stream = RandomStream(seed: 0, name: "acceptance pattern", substream: substream)
    return stream.permutation(of: runs.count).map { runs[$0] }
  }

  /// How many runs of a cycle emit each number of tokens, by largest remainder.
  private static func counts(_ chances: [Double], tokens: Int) -> [Int] {
    var shares: [Double] = []
    var reached = 1.0
    for chance in chances {
      shares.append(reached * (1 - chance))
      reached *= chance
    }
    shares.append(reached)
    let wanted = shares.map { $0 * Double(tokens) / meanEmitted(chances) }
    var counts = wanted.map { Int($0) }
    var left = tokens - counts.enumerated().reduce(0) { $0 + $1.element * ($1.offset + 1) }
    while left > 0 {
      let fitting = counts.indices.filter { $0 < left }
      guard let best = fitting.max(by: { wanted[$0] - Double(counts[$0]) < wanted[$1] - Double(counts[$1]) }) else { break }
      counts[best] += 1
      left -= best + 1
    }
    return counts
  }
}
