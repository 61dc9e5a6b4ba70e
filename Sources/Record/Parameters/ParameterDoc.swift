/// A parameter of a policy: help, documentation and the strict reading of scenarios all come from this.
public struct ParameterDoc: Hashable, Sendable {
  /// As written in YAML, in snake case.
  public let name: String
  /// The value where a scenario says nothing; its case is also the type that a scenario must give.
  public let defaultValue: ParameterValue
  /// The least and greatest numbers allowed (for durations in seconds), where there are bounds.
  public let range: ClosedRange<Double>?
  /// The words allowed, for a ``ParameterValue/choice(_:)``.
  public let choices: [String]
  /// What it does, in one sentence.
  public let meaning: String

  /// A documented parameter.
  public init(
    _ name: String, _ defaultValue: ParameterValue, range: ClosedRange<Double>? = nil, choices: [String] = [], meaning: String
  ) {
    self.name = name
    self.defaultValue = defaultValue
    self.range = range
    self.choices = choices
    self.meaning = meaning
  }
}
