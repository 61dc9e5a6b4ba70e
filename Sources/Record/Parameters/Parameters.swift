import Kernel

/// The parameters of one policy, each given or at its documented default.
public struct Parameters: Hashable, Sendable {
  /// Pairs in the order of the documentation.
  public let values: [(name: String, value: ParameterValue)]

  /// Fills what `given` leaves open with the defaults of `documentation`.
  ///
  /// - Throws: ``InputError`` for a name that is not documented, a value of another type, or one out of range.
  public init(_ documentation: [ParameterDoc], given: [String: ParameterValue] = [:], policy: String) throws {
    for name in given.keys.sorted() where !documentation.contains(where: { $0.name == name }) {
      let names = documentation.map(\.name)
      let hint = Nearest.hint(name, among: names)
      let all = names.isEmpty ? "\(policy) takes no parameters" : "\(policy) takes \(names.joined(separator: ", "))"
      throw InputError("unknown parameter '\(name)' of \(policy)", remedy: hint ?? all)
    }
    values = try documentation.map { doc in
      guard let value = given[doc.name] else { return (doc.name, doc.defaultValue) }
      try Self.check(value, against: doc, policy: policy)
      return (doc.name, value)
    }
  }

  /// Whether all values are the same.
  public static func == (left: Parameters, right: Parameters) -> Bool {
    left.values.count == right.values.count && zip(left.values, right.values).allSatisfy { $0 == $1 }
  }

  /// Feeds every name and value to the hasher.
  public func hash(into hasher: inout Hasher) {
    for (name, value) in values {
      hasher.combine(name)
      hasher.combine(value)
    }
  }

  /// A parameter counted in whole numbers or tokens.
  public func integer(_ name: String) -> Int {
    switch self[name] {
    case .count(let value), .tokens(let value): value
    default: preconditionFailure("parameter '\(name)' is not documented as a whole number")
    }
  }

  /// A parameter that is a plain number.
  public func number(_ name: String) -> Double {
    guard case .number(let value) = self[name] else { preconditionFailure("parameter '\(name)' is not documented as a number") }
    return value
  }

  /// A parameter that is a length of time.
  public func duration(_ name: String) -> Duration {
    guard case .duration(let value) = self[name] else { preconditionFailure("parameter '\(name)' is not documented as a time") }
    return value
  }

  /// A parameter that is yes or no.
  public func flag(_ name: String) -> Bool {
    guard case .flag(let value) = self[name] else { preconditionFailure("parameter '\(name)' is not documented as a flag") }
    return value
  }

  /// A parameter that is one of several words.
  public func choice(_ name: String) -> String {
    guard case .choice(let value) = self[name] else { preconditionFailure("parameter '\(name)' is not documented as a choice") }
    return value
  }

  private subscript(name: String) -> ParameterValue {
    guard let pair = values.first(where: { $0.name == name }) else { preconditionFailure("parameter '\(name)' is not documented") }
    return pair.value
  }

  private static func check(_ value: ParameterValue, against doc: ParameterDoc, policy: String) throws {
    let number: Double?
    switch (value, doc.defaultValue) {
    case (.count(let whole), .count), (.tokens(let whole), .tokens): number = Double(whole)
    case (.number(let real), .number): number = real
    case (.duration(let time), .duration): number = time.seconds
    case (.flag, .flag): number = nil
    case (.choice(let word), .choice):
      number = nil
      if !doc.choices.contains(word) {
        throw InputError("'\(doc.name)' of \(policy) cannot be '\(word)'", remedy: "one of \(doc.choices.joined(separator: ", "))")
      }
    default:
      throw InputError("'\(doc.name)' of \(policy) cannot be '\(value)'", remedy: "its default is \(doc.defaultValue)")
    }
    if let number, let range = doc.range, !range.contains(number) {
      throw InputError(
        "'\(doc.name)' of \(policy) is \(value), out of range", remedy: "between \(range.lowerBound) and \(range.upperBound)")
    }
  }
}
