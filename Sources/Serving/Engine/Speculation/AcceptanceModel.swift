import Foundation
import Kernel

/// How much of a draft is right, as a scenario tells it: what cycles of acceptance are made of.
public struct AcceptanceModel: Hashable, Sendable {
  /// What is known.
  public enum Given: Hashable, Sendable {
    /// The chance of each drafted token to be right once those before it are.
    case rate(Double)
    /// The same place by place in the draft; behind the last place it is that of the last.
    case byPosition([Double])
    /// Tokens that a step emits in the mean with the longest draft, its own one included.
    case emitted(Double)
  }

  /// What is known.
  public var given: Given
  /// The deviation, between requests, of the logarithm of the odds that a drafted token is right.
  public var spread: Double
  /// Into how many classes requests are divided by that.
  public var classes: Int

  /// Acceptance without spread between requests is one class.
  public init(_ given: Given, spread: Double = 0, classes: Int = 8) {
    self.given = given
    self.spread = spread
    self.classes = classes
  }

  /// The most classes there may be.
  public static let mostClasses = 64

  /// Refuses figures that cannot be, for drafts of which `depth` tokens can be right.
  ///
  /// - Throws: ``InputError`` naming the setting.
  public func check(depth: Int) throws(InputError) {
    func chance(_ value: Double, _ name: String) throws(InputError) {
      if !(value >= 0 && value <= 1) { throw InputError("\(name) is \(value)", remedy: "a share from 0 to 1") }
    }
    switch given {
    case .rate(let rate): try chance(rate, "acceptance.rate")
    case .byPosition(let rates):
      if rates.isEmpty || rates.count > max(depth, 1) {
        throw InputError(
          "acceptance.by_position has \(rates.count) places, and \(depth) tokens of a draft can be right",
          remedy: "one place for each of them, or fewer")
      }
      for rate in rates { try chance(rate, "acceptance.by_position") }
    case .emitted(let mean):
      if !(mean >= 1 && mean <= Double(depth + 1)) {
        throw InputError(
          "acceptance.emitted is \(mean), of steps that emit \(depth + 1) tokens at most", remedy: "1 to \(depth + 1)")
      }
    }
    if !(spread >= 0 && spread <= 5) { throw InputError("acceptance.spread is \(spread)", remedy: "0 to 5") }
    if classes < 1 || classes > Self.mostClasses {
      throw InputError("acceptance.classes is \(classes)", remedy: "1 to \(Self.mostClasses)")
    }
  }

  /// Chances place by place, of a draft of which `depth` tokens can be right.
  func chances(depth: Int) -> [Double] {
    switch given {
    case .rate(let rate): Array(repeating: rate, count: depth)
    case .byPosition(let rates): (0..<depth).map { rates[min($0, rates.count - 1)] }
    case .emitted(let mean):
      Array(repeating: Self.root(below: mean) { Self.meanEmitted(Array(repeating: $0, count: depth)) }, count: depth)
    }
  }

  /// Tokens that a step emits in the mean, one more than are right.
  static func meanEmitted(_ chances: [Double]) -> Double {
    var (sum, reached) = (1.0, 1.0)
    for chance in chances {
      reached *= chance
      sum += reached
    }
    return sum
  }

  /// Where a function that does not fall comes closest to `value` between 0 and 1.
  private static func root(below value: Double, _ function: (Double) -> Double) -> Double {
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if function(middle) < value { low = middle } else { high = middle }
    }
    return high
  }

  // MARK: Cycles

  /// The classes, for drafts of which `depth` tokens can be right, on an engine with blocks of so many tokens.
  ///
  /// Classes are quantiles of the spread, narrow ones at both ends, for tails matter: with eight of them, weights of 2, 8, 15, 25, 25, 15,
  /// 8 and 2 in a hundred. One factor on the odds of all classes makes the mean over all their tokens the one that was asked for, as near
  /// as cycles of whole runs come to it.
  public func cycles(depth: Int, blockTokens: Int) -> [AcceptanceClass] {
    let chances = chances(depth: depth)
    let weights = spread == 0 ? [1] : Self.weights(classes)
    // Fewer classes have longer cycles, so that all of them together come as near to the mean.
    let tokens = Self.cycleTokens(least: 64 * max(1, 8 / weights.count), depth: depth, blockTokens: blockTokens)
    let levels = spread == 0 ? [0] : Self.levels(weights)
    func made(_ shift: Double) -> [AcceptanceClass] {
      zip(weights, levels).enumerated().map { index, of in
        let own = chances.map { Self.shifted($0, by: spread * of.1 + shift) }
        return AcceptanceClass(weight: of.0, pattern: Self.pattern(own, tokens: tokens, substream: UInt64(index)))
      }
    }
    let target = Self.meanEmitted(chances)
    func mean(_ classes: [AcceptanceClass]) -> Double { Self.mean(of: classes, depth: depth) }
    // Cycles of whole runs make a staircase of the mean: of the two treads at the target the nearer one is taken.
    var (low, high) = (-8.0, 8.0)
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if mean(made(middle)) < target { low = middle } else { high = middle }
    }
    let (below, above) = (made(low), made(high))
    return abs(mean(below) - target) < abs(mean(above) - target) ? below : above
  }

  /// Tokens that a step emits in the mean over requests of equal length of such classes.
  public static func mean(of classes: [AcceptanceClass], depth: Int) -> Double {
    let weight = classes.reduce(0) { $0 + Double($1.weight) }
    return weight / classes.reduce(0) { $0 + Double($1.weight) / $1.pattern.meanEmitted(atMost: depth + 1) }
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
      if erfc(-middle / 2.0.squareRoot()) / 2 < share { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// A chance whose odds are multiplied by the exponential of `shift`. What is certain stays so.
  private static func shifted(_ chance: Double, by shift: Double) -> Double {
    if chance <= 0 || chance >= 1 { return chance }
    let odds = chance / (1 - chance) * exp(shift)
    return odds / (1 + odds)
  }

  /// Runs that emit each number of tokens as often as the chances say, in a cycle of so many tokens: counts by largest remainder, the
  /// order by chance, the same in every run of a scenario.
  private static func pattern(_ chances: [Double], tokens: Int, substream: UInt64) -> AcceptancePattern {
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
    let runs = counts.enumerated().flatMap { Array(repeating: $0.offset + 1, count: $0.element) }
    var stream = RandomStream(seed: 0, name: "acceptance pattern", substream: substream)
    return AcceptancePattern(runs: stream.permutation(of: runs.count).map { runs[$0] })
  }
}
