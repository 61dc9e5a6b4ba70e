/// A value of a JSON text (RFC 8259) with the line that it begins in, so that a fault in it can be pointed at.
///
/// All JSON that the program reads is read by ``init(parsing:)``: files have one strictness and errors one form.
public struct JSONValue: Sendable {
  /// What the value is.
  public enum Content: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// A finite number.
    case number(JSONNumber)
    /// A text in quotes, its escapes resolved.
    case text(String)
    /// A list.
    case list([JSONValue])
    /// An object's members in their order; no key stands twice.
    case object([JSONMember])
  }

  /// What the value is.
  public let content: Content
  /// The line that it begins in, counted from 1.
  public let line: Int

  init(_ content: Content, line: Int) {
    self.content = content
    self.line = line
  }

  /// Reads one value and nothing after it. Python writes `NaN` and `Infinity`, which are no JSON: they are refused, or stand for
  /// `null` where the reader can do without.
  ///
  /// - Throws: ``InputError`` with the line and no file.
  public init(parsing bytes: some Sequence<UInt8>, nonFiniteIsNull: Bool = false) throws(InputError) {
    self = try JSONParser.value(of: Array(bytes), nonFiniteIsNull: nonFiniteIsNull)
  }

  /// The members of an object; nil where the value is none.
  public var members: [JSONMember]? { if case .object(let members) = content { members } else { nil } }
  /// The values of a list; nil where the value is none.
  public var list: [JSONValue]? { if case .list(let list) = content { list } else { nil } }
  /// The text; nil where the value is none.
  public var text: String? { if case .text(let text) = content { text } else { nil } }
  /// The number; nil where the value is none.
  public var number: JSONNumber? { if case .number(let number) = content { number } else { nil } }
  /// The truth value; nil where the value is none.
  public var boolean: Bool? { if case .boolean(let boolean) = content { boolean } else { nil } }
  /// Whether the value is `null`.
  public var isNull: Bool { if case .null = content { true } else { false } }

  /// The member of that name; nil where there is none, or where the value is no object.
  public subscript(_ key: String) -> JSONValue? {
    guard case .object(let members) = content else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The line of the innermost value on a path of keys and positions that the text has.
  public func line(at path: [any CodingKey]) -> Int {
    var place = self
    for key in path {
      var inner = place[key.stringValue]
      if let index = key.intValue, let list = place.list, list.indices.contains(index) { inner = list[index] }
      guard let inner else { break }
      place = inner
    }
    return place.line
  }
}
