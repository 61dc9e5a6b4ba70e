/// The members of an object as ``JSONReading`` reads them.
struct JSONObjectReading<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let members: [JSONMember]
  let codingPath: [any CodingKey]

  var allKeys: [Key] { members.compactMap { Key(stringValue: $0.key) } }

  func contains(_ key: Key) -> Bool { found(key) != nil }

  func decodeNil(forKey key: Key) throws -> Bool { try reading(key).value.isNull }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try reading(key).boolean() }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try reading(key).text() }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try reading(key).double() }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try reading(key).whole(type) }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try reading(key).read(type) }

  func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type, forKey key: Key) throws -> KeyedDecodingContainer<Inner> {
    try reading(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { try reading(key).unkeyedContainer() }

  func superDecoder() throws -> any Decoder { JSONReading(JSONValue(.object(members), line: 1), at: codingPath) }
  func superDecoder(forKey key: Key) throws -> any Decoder { try reading(key) }

  private func found(_ key: Key) -> JSONValue? {
    let name = key.stringValue
    return members.first { $0.key == name }?.value
  }

  private func reading(_ key: Key) throws -> JSONReading {
    guard let value = found(key) else {
      throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "the key '\(key.stringValue)' is missing"))
    }
    return JSONReading(value, at: codingPath + [key])
  }
}
