/// Where the time of one part of an iteration comes from, so that a run can say how much of it was measured.
public struct OperatorCoverage: Hashable, Sendable {
  /// What stands behind a time.
  public enum Basis: String, Hashable, Sendable, Codable {
    /// A fit to measurements of such shapes.
    case measured
    /// A fit to measurements, carried on beyond the shapes that were measured.
    case extrapolated
    /// Datasheet figures and efficiencies.
    case roofline
  }

  /// The part of the iteration.
  public var part: IterationPart
  /// The operator in words, with its shape.
  public var operation: String
  /// What its time rests on.
  public var basis: Basis

  /// A statement.
  public init(part: IterationPart, operation: String, basis: Basis) {
    self.part = part
    self.operation = operation
    self.basis = basis
  }
}
