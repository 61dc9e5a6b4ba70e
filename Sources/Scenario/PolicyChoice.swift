import Record
import Serving

/// A scheduler or router by name, with all its parameters.
public struct PolicyChoice: Hashable, Sendable {
  /// The policy's name in its catalog.
  public let name: String
  /// Every documented parameter, as given or at its default.
  public let parameters: [String: ParameterValue]

  init(_ setting: Setting) {
    name = setting["name"].required(setting["name"].word)
    var parameters: [String: ParameterValue] = [:]
    for member in setting.members.dropFirst() {
      switch member.setting.value {
      case .count(let tokens, unit: "tokens"): parameters[member.key] = .tokens(tokens)
      case .count(let count, _): parameters[member.key] = .count(count)
      case .number(let number): parameters[member.key] = .number(number)
      case .time(let time): parameters[member.key] = .duration(time)
      case .flag(let flag): parameters[member.key] = .flag(flag)
      case .word(let word): parameters[member.key] = .choice(word)
      default: preconditionFailure("a policy's parameter has no such type")
      }
    }
    self.parameters = parameters
  }
}
