import Kernel

/// A value of a JSON text with the line it stands in, so that a fault in a profile can be pointed at.
struct JSONNode {
  /// What it is.
  enum Value {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case list([JSONNode])
    /// Members in their order.
    case object([(key: String, node: JSONNode)])
  }
  var value: Value
  var line: Int

  private func wrong(_ what: String, _ name: String) -> InputError {
    InputError("'\(name)' should be \(what)", line: line, remedy: "is the file a profile written by `windtunnel trace profile`?")
  }

  /// The member of that name.
  func member(_ name: String) throws -> JSONNode {
    guard let node = try optionalMember(name) else {
      throw InputError("'\(name)' is missing here", line: line, remedy: "is the file a profile written by `windtunnel trace profile`?")
    }
    return node
  }

  /// The member of that name, where there is one.
  func optionalMember(_ name: String) throws -> JSONNode? {
    guard case .object(let members) = value else { throw wrong("in an object", name) }
    return members.first { $0.key == name }?.node
  }

  /// Refuses members that are not among the known, which would otherwise be read past in silence.
  func onlyMembers(_ known: [String]) throws {
    guard case .object(let members) = value else { throw wrong("an object", "this") }
    for (key, node) in members where !known.contains(key) {
      let meant = Nearest.match(key, among: known).map { "did you mean '\($0)'? " } ?? ""
      throw InputError("unknown key '\(key)'", line: node.line, remedy: meant + "known are " + known.joined(separator: ", "))
    }
  }

  /// The text of that name.
  func text(_ name: String) throws -> String {
    let node = try member(name)
    guard case .text(let text) = node.value else { throw node.wrong("a text", name) }
    return text
  }

  /// The number of that name.
  func number(_ name: String) throws -> Double {
    let node = try member(name)
    guard case .number(let number) = node.value, number.isFinite else { throw node.wrong("a number", name) }
    return number
  }

  /// The whole number of that name, up to 2^53, where a JSON number is exact.
  func whole(_ name: String) throws -> Int { try Self.whole(try member(name), name) }

  private static func whole(_ node: JSONNode, _ name: String) throws -> Int {
    guard case .number(let number) = node.value, number == number.rounded(), abs(number) <= 9_007_199_254_740_992 else {
      throw node.wrong("a whole number", name)
    }
    return Int(number)
  }

  /// The list of that name.
  func list(_ name: String) throws -> [JSONNode] {
    let node = try member(name)
    guard case .list(let list) = node.value else { throw node.wrong("a list", name) }
    return list
  }

  /// The whole numbers of that name.
  func wholes(_ name: String) throws -> [Int] { try list(name).map { try Self.whole($0, name) } }

  /// The numbers of that name.
  func numbers(_ name: String) throws -> [Double] {
    try list(name).map { node in
      guard case .number(let number) = node.value, number.isFinite else { throw node.wrong("a list of numbers", name) }
      return number
    }
  }
}
