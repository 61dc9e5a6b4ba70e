import Kernel

/// Members of a trace profile by their names, with errors at the line of what is missing or wrong.
extension JSONValue {
  private func wrong(_ what: String, _ name: String) -> InputError {
    InputError("'\(name)' should be \(what)", line: line, remedy: "is the file a profile written by `windtunnel trace profile`?")
  }

  /// The member of that name.
  func member(_ name: String) throws -> JSONValue {
    guard let value = try optionalMember(name) else {
      throw InputError("'\(name)' is missing here", line: line, remedy: "is the file a profile written by `windtunnel trace profile`?")
    }
    return value
  }

  /// The member of that name, where there is one.
  func optionalMember(_ name: String) throws -> JSONValue? {
    guard members != nil else { throw wrong("in an object", name) }
    return self[name]
  }

  /// Refuses members that are not among the known, which would otherwise be read past in silence.
  func onlyMembers(_ known: [String]) throws {
    guard let members else { throw wrong("an object", "this") }
    for member in members where !known.contains(member.key) {
      let meant = Nearest.hint(member.key, among: known).map { $0 + " " } ?? ""
      throw InputError("unknown key '\(member.key)'", line: member.value.line, remedy: meant + "known are " + known.joined(separator: ", "))
    }
  }

  /// The text of that name.
  func text(_ name: String) throws -> String {
    let value = try member(name)
    guard let text = value.text else { throw value.wrong("a text", name) }
    return text
  }

  /// The number of that name.
  func number(_ name: String) throws -> Double {
    let value = try member(name)
    guard let number = value.number else { throw value.wrong("a number", name) }
    return number.value
  }

  /// The whole number of that name, up to 2^53, where a JSON number is exact.
  func whole(_ name: String) throws -> Int { try Self.whole(try member(name), name) }

  private static func whole(_ value: JSONValue, _ name: String) throws -> Int {
    guard let whole = value.number?.whole else { throw value.wrong("a whole number", name) }
    return whole
  }

  /// The list of that name.
  func list(_ name: String) throws -> [JSONValue] {
    let value = try member(name)
    guard let list = value.list else { throw value.wrong("a list", name) }
    return list
  }

  /// The whole numbers of that name.
  func wholes(_ name: String) throws -> [Int] { try list(name).map { try Self.whole($0, name) } }

  /// The numbers of that name.
  func numbers(_ name: String) throws -> [Double] {
    try list(name).map { value in
      guard let number = value.number else { throw value.wrong("a list of numbers", name) }
      return number.value
    }
  }
}
