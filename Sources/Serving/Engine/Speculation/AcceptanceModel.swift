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
    /// What was measured of steps, a row for each length of draft, in rising order; one at least.
    case measured([EmittedShares])
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
    case .measured(let rows): try Self.check(rows, depth: depth)
    }
    if !(spread >= 0 && spread <= 5) { throw InputError("acceptance.spread is \(spread)", remedy: "0 to 5") }
    if classes < 1 || classes > Self.mostClasses {
      throw InputError("acceptance.classes is \(classes)", remedy: "1 to \(Self.mostClasses)")
    }
  }

  private static func check(_ rows: [EmittedShares], depth: Int) throws(InputError) {
    guard let longest = rows.last else { throw InputError("acceptance is measured at no length of draft", remedy: "a row for one of them") }
    for (row, next) in zip(rows, rows.dropFirst()) where row.tokens >= next.tokens {
      throw InputError("acceptance is measured twice or not in order, at drafts of \(next.tokens) tokens", remedy: "rising lengths")
    }
    for row in rows { try row.check() }
    if longest.tokens < depth {
      throw InputError(
        "acceptance is measured with drafts of up to \(longest.tokens) tokens, and \(depth) tokens of a draft can be right",
        remedy: "drafts of at most \(longest.tokens) tokens, or a row for longer ones")
    }
  }

  /// Chances place by place for each length of draft that has some of its own, in rising order; the last are those of the longest draft.
  func rows(depth: Int) -> [(tokens: Int, chances: [Double])] {
    guard case .measured(let rows) = given else { return [(depth, chances(depth: depth))] }
    // Of the lengths that cannot come up the least is kept: a draft is cut out of the next longer one where its own was not measured.
    let longest = rows.firstIndex { $0.tokens >= depth } ?? rows.count - 1
    return rows[...longest].map { ($0.tokens, $0.chances) }
  }

  /// Chances place by place, of a draft of which `depth` tokens can be right.
  func chances(depth: Int) -> [Double] {
    switch given {
    case .rate(let rate): Array(repeating: rate, count: depth)
    case .byPosition(let rates): (0..<depth).map { rates[min($0, rates.count - 1)] }
    case .emitted(let mean):
      Array(repeating: Self.root(below: mean) { Self.meanEmitted(Array(repeating: $0, count: depth)) }, count: depth)
    case .measured(let rows): Array((rows.first { $0.tokens >= depth } ?? rows[rows.count - 1]).chances.prefix(depth))
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
}
