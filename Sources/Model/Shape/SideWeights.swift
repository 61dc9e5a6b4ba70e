/// Weights that are loaded with a model and that text does not pass through: a vision tower, a table that is only looked up.
public struct SideWeights: Hashable, Sendable {
  /// What they are, for people.
  public var name: String
  /// How many.
  public var parameters: Int

  /// So many weights.
  public init(_ name: String, parameters: Int) {
    self.name = name
    self.parameters = parameters
  }
}
