import Kernel
import Model

/// A line over the context that a step reads: `base + sum over groups of slope x context`, in whole units, up to a corner
/// (Law 2 of the design).
///
/// All figures are integers, rounded once, so that k steps of an undisturbed batch have a closed form equal to the plain loop
/// bit for bit.
@frozen public struct ContextLine: Hashable, Sendable, BitwiseCopyable {
  /// The value where nothing is read.
  public var base: Int64
  /// What each token of context adds, for each attention group.
  public var slopes: GroupValues<Int64>
  /// The line holds while the whole context stays at or below this.
  public var limit: Int

  /// A line.
  @inlinable public init(base: Int64 = 0, slopes: GroupValues<Int64> = .zero, limit: Int = .max) {
    self.base = base
    self.slopes = slopes
    self.limit = limit
  }

  /// The value at a context.
  @inlinable @inline(__always) public func value(at context: GroupValues<Int>) -> Int64 { base + slopes.dot(context) }

  /// The value at a context in floating point, which no line is too steep for.
  public func estimate(at context: GroupValues<Int>) -> Double {
    (1..<AttentionGroup.most).reduce(Double(base) + Double(slopes.whole) * Double(context.whole)) {
      $0 + Double(slopes[$1]) * Double(context[$1])
    }
  }

  /// The sum of two lines, up to the nearer corner.
  @inlinable public static func + (left: ContextLine, right: ContextLine) -> ContextLine {
    ContextLine(base: left.base + right.base, slopes: left.slopes + right.slopes, limit: min(left.limit, right.limit))
  }

  /// The longer of a constant and this line, at a context and beyond: flat, then a corner.
  ///
  /// The corner is where the line could be longer at the earliest: no group's context grows faster than the whole.
  @inlinable public func floor(at constant: Int64, context: GroupValues<Int>) -> ContextLine {
    let value = value(at: context)
    guard value < constant else { return self }
    let growth = slopes.sum
    guard growth > 0 else { return ContextLine(base: constant, limit: limit) }
    return ContextLine(base: constant, limit: min(limit, context.whole + Int((constant - 1 - value) / growth)))
  }

  /// The longer of two lines, at a context and up to where the other could be longer at the earliest.
  func longer(_ other: ContextLine, at context: GroupValues<Int>) -> ContextLine {
    let (own, others) = (value(at: context), other.value(at: context))
    if others > own { return other.longer(self, at: context) }
    var line = self
    line.limit = min(limit, other.limit)
    let gain = other.slopes.sum - slopes.whole
    if gain > 0 { line.limit = min(line.limit, context.whole + Int((own - others) / gain)) }
    return line
  }

  /// The line with so much more at every context.
  func later(by time: Duration) -> ContextLine { ContextLine(base: base + time.picoseconds, slopes: slopes, limit: limit) }

  /// The line with slopes so many times as steep: attention with several queries of a sequence. What does not depend on context stays.
  func stretched(by factor: Double) -> ContextLine {
    if factor == 1 { return self }
    return ContextLine(base: base, slopes: slopes.map { Int64((Double($0) * factor).rounded()) }, limit: limit)
  }

  /// So many thousandths of the line, each figure rounded once, so that it stays a line in whole units. What is beyond all
  /// bounds becomes half of the greatest number.
  public func scaled(permille: Int64) -> ContextLine {
    func scaled(_ value: Int64) -> Int64 {
      let (product, overflow) = value.multipliedReportingOverflow(by: permille)
      return overflow ? .max / 2 : (product + 500) / 1000
    }
    return ContextLine(base: scaled(base), slopes: slopes.map(scaled), limit: limit)
  }
}
