import Kernel

/// The value of a policy's parameter.
public enum ParameterValue: Hashable, Sendable, CustomStringConvertible {
  /// A whole number: requests, sequences, blocks.
  case count(Int)
  /// A whole number of tokens.
  case tokens(Int)
  /// A number without a unit, such as a fraction.
  case number(Double)
  /// A length of time.
  case duration(Duration)
  /// Yes or no.
  case flag(Bool)
  /// One of the words the parameter's documentation lists.
  case choice(String)

  /// The value as it is written in a scenario.
  public var description: String {
    switch self {
    case .count(let value): "\(value)"
    case .tokens(let value): "\(value)"
    case .number(let value): "\(value)"
    case .duration(let value): "\(value.milliseconds) ms"
    case .flag(let value): value ? "true" : "false"
    case .choice(let value): value
    }
  }
}
