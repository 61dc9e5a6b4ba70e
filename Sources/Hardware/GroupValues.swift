/// One value for each attention group of a model: the group that reads the whole context, and up to three with a cap.
///
/// What is not there is zero and costs nothing: sums look at the capped groups only where one of them is set, and at the
/// second and third only where these are.
@frozen public struct GroupValues<Value: FixedWidthInteger & Sendable & BitwiseCopyable>: Hashable, Sendable, BitwiseCopyable {
  /// The value of the group that reads the whole context.
  public var whole: Value
  /// The values of the groups with a cap.
  @usableFromInline var first: Value
  @usableFromInline var second: Value
  @usableFromInline var third: Value

  /// The group that reads the whole context has `whole`, all others `others`.
  @inlinable public init(whole: Value, others: Value = 0) {
    self.whole = whole
    (first, second, third) = (others, others, others)
  }

  /// Groups that there can be.
  @inlinable public static var count: Int { 4 }

  /// Zero for every group.
  @inlinable public static var zero: GroupValues { GroupValues(whole: 0) }

  /// The value of a group; 0 is the one that reads the whole context.
  ///
  /// - Precondition: `group` is one of 0...3.
  @inlinable public subscript(group: Int) -> Value {
    get {
      switch group {
      case 0: whole
      case 1: first
      case 2: second
      case 3: third
      default: preconditionFailure("a model has at most four attention groups")
      }
    }
    set {
      switch group {
      case 0: whole = newValue
      case 1: first = newValue
      case 2: second = newValue
      case 3: third = newValue
      default: preconditionFailure("a model has at most four attention groups")
      }
    }
  }

  /// Whether a group with a cap has a value.
  @inlinable public var hasCapped: Bool { first | second | third != 0 }

  /// The sum over all groups.
  @inlinable public var sum: Value { hasCapped ? whole + first + second + third : whole }

  /// The sum over all groups of the products with `other`.
  @inlinable @inline(__always) public func dot<Other: FixedWidthInteger>(_ other: GroupValues<Other>) -> Value {
    var sum = whole * Value(truncatingIfNeeded: other.whole)
    if hasCapped {
      sum += first * Value(truncatingIfNeeded: other.first)
      if second | third != 0 {
        sum += second * Value(truncatingIfNeeded: other.second)
        sum += third * Value(truncatingIfNeeded: other.third)
      }
    }
    return sum
  }

  /// Group by group.
  @inlinable public func map(_ transform: (Value) -> Value) -> GroupValues {
    var result = GroupValues(whole: transform(whole))
    if hasCapped { (result.first, result.second, result.third) = (transform(first), transform(second), transform(third)) }
    return result
  }

  /// The sums, group by group.
  @inlinable public static func + (left: GroupValues, right: GroupValues) -> GroupValues {
    var result = GroupValues(whole: left.whole + right.whole)
    if left.hasCapped || right.hasCapped {
      (result.first, result.second, result.third) = (left.first + right.first, left.second + right.second, left.third + right.third)
    }
    return result
  }
}
