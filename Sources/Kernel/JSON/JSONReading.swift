/// Reads `Decodable` types out of a ``JSONValue``: strict about kinds, exact about whole numbers, and with the path of keys
/// and positions in every error.
///
/// The types say what they refuse; ``Swift/Decoder/refuseUnknownKeys(_:)`` refuses keys that would be read past.
public struct JSONReading: Decoder {
  /// The value that is read.
  let value: JSONValue
  /// The keys and positions that lead to it.
  public let codingPath: [any CodingKey]
  /// Nothing is handed to what is read.
  public var userInfo: [CodingUserInfoKey: Any] { [:] }

  init(_ value: JSONValue, at codingPath: [any CodingKey]) {
    self.value = value
    self.codingPath = codingPath
  }

  /// What `value` says.
  ///
  /// - Throws: `DecodingError` with the path to the fault; ``JSONValue/line(at:)`` finds its line.
  public static func read<Value: Decodable>(_ type: Value.Type = Value.self, from value: JSONValue) throws -> Value {
    try JSONReading(value, at: []).read(type)
  }

  /// The members of the object.
  public func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard let members = value.members else { throw mismatch([String: JSONValue].self) }
    return KeyedDecodingContainer(JSONObjectReading(members: members, codingPath: codingPath))
  }

  /// The values of the list.
  public func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard let list = value.list else { throw mismatch([JSONValue].self) }
    return JSONListReading(list: list, codingPath: codingPath)
  }

  /// The value alone.
  public func singleValueContainer() throws -> any SingleValueDecodingContainer { JSONScalarReading(reading: self) }

  // MARK: Values

  /// The value as a type; plain ones without a detour.
  func read<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if type == String.self, let text = try text() as? Value { return text }
    if type == Double.self, let number = try double() as? Value { return number }
    if type == Int.self, let number = try whole(Int.self) as? Value { return number }
    if type == [String].self, let texts = value.list?.compactMap(\.text), texts.count == value.list?.count, let texts = texts as? Value {
      return texts
    }
    if type == [Double].self, let numbers = value.list?.compactMap(\.number?.value), numbers.count == value.list?.count,
      let numbers = numbers as? Value
    {
      return numbers
    }
    return try Value(from: self)
  }

  func boolean() throws -> Bool {
    guard let boolean = value.boolean else { throw mismatch(Bool.self) }
    return boolean
  }

  func text() throws -> String {
    guard let text = value.text else { throw mismatch(String.self) }
    return text
  }

  func double() throws -> Double {
    guard let number = value.number else { throw mismatch(Double.self) }
    return number.value
  }

  func whole<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
    guard let number = value.number else { throw mismatch(type) }
    if let digits = number.digits, let whole = Number(exactly: digits) { return whole }
    guard let whole = number.whole, let exact = Number(exactly: whole) else {
      throw DecodingError.dataCorrupted(.init(codingPath: codingPath, debugDescription: "\(number.value) is no whole number that fits"))
    }
    return exact
  }

  private func mismatch(_ type: Any.Type) -> DecodingError {
    let context = DecodingError.Context(codingPath: codingPath, debugDescription: "a value of another kind stands here")
    return value.isNull ? .valueNotFound(type, context) : .typeMismatch(type, context)
  }
}
