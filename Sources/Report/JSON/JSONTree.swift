import Workload

/// A JSON document that is to be written: what every verb prints under `--format json` is one of these.
///
/// Members come in the order in which they are given, numbers are numbers, in the shortest form that reads back as the same one, and
/// what nobody can tell is null: a key that a document may have is always there.
package indirect enum JSONTree {
  /// An object, its members in their order.
  case object([(key: String, value: JSONTree)])
  /// A list.
  case list([JSONTree])
  /// A text.
  case text(String)
  /// A whole number.
  case whole(Int128)
  /// Any other number; one that is not finite is written as null.
  case number(Double)
  /// Yes or no.
  case flag(Bool)
  /// What nobody can tell.
  case null

  /// A text, or null.
  package static func of(text: String?) -> JSONTree { text.map(JSONTree.text) ?? .null }
  /// A whole number, or null.
  package static func of(whole number: (some BinaryInteger)?) -> JSONTree { number.map { .whole(Int128($0)) } ?? .null }
  /// A number, or null.
  package static func of(number: Double?) -> JSONTree { number.map(JSONTree.number) ?? .null }
  /// Yes, no, or null.
  package static func of(flag: Bool?) -> JSONTree { flag.map(JSONTree.flag) ?? .null }
  /// A list of texts.
  package static func of(texts: [String]) -> JSONTree { .list(texts.map(JSONTree.text)) }
  /// A list of whole numbers.
  package static func of(wholes numbers: [some BinaryInteger]) -> JSONTree { .list(numbers.map { .whole(Int128($0)) }) }
  /// A list of numbers.
  package static func of(numbers: [Double]) -> JSONTree { .list(numbers.map(JSONTree.number)) }

  /// A name in snake case, such as that of a metric, as keys are written.
  package static func key(_ name: String) -> String {
    let words = name.split { $0 == "_" || $0 == "-" }
    return words.enumerated().map { $0.offset == 0 ? String($0.element) : $0.element.prefix(1).uppercased() + $0.element.dropFirst() }
      .joined()
  }

  /// The document, without a line end at its end: a line for each member of the outermost object, and within it for each object of a
  /// list.
  package var text: String {
    guard case .object(let members) = self else { return compact }
    let lines = members.map { "  \(JSONText.quoted($0.key)): \(Self.member($0.value))" }
    return "{\n" + lines.joined(separator: ",\n") + "\n}"
  }

  private static func member(_ value: JSONTree) -> String {
    guard case .list(let items) = value, items.contains(where: \.isObject) else { return value.compact }
    return "[\n" + items.map { "    " + $0.compact }.joined(separator: ",\n") + "\n  ]"
  }

  private var isObject: Bool { if case .object = self { true } else { false } }

  private var compact: String {
    switch self {
    case .object(let members): "{" + members.map { "\(JSONText.quoted($0.key)): \($0.value.compact)" }.joined(separator: ", ") + "}"
    case .list(let items): "[" + items.map(\.compact).joined(separator: ", ") + "]"
    case .text(let text): JSONText.quoted(text)
    case .whole(let number): "\(number)"
    case .number(let number): number.isFinite ? "\(number)" : "null"
    case .flag(let flag): "\(flag)"
    case .null: "null"
    }
  }
}

/// Members of an object.
package typealias JSONMembers = [(key: String, value: JSONTree)]

extension JSONTree {
  /// The version of all documents: a higher one has lost keys or given them another meaning. New keys do not raise it.
  package static let schemaVersion = 1

  /// What a command prints: its members behind the version and the command's name.
  package static func document(_ command: String, _ members: JSONMembers) -> JSONTree {
    .object([("schemaVersion", .of(whole: schemaVersion)), ("command", .text(command))] + members)
  }
}
