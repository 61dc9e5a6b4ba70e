/// A value alone as ``JSONReading`` reads it.
struct JSONScalarReading: SingleValueDecodingContainer {
  let reading: JSONReading

  var codingPath: [any CodingKey] { reading.codingPath }

  func decodeNil() -> Bool { reading.value.isNull }
  func decode(_ type: Bool.Type) throws -> Bool { try reading.boolean() }
  func decode(_ type: String.Type) throws -> String { try reading.text() }
  func decode(_ type: Double.Type) throws -> Double { try reading.double() }
  func decode(_ type: Float.Type) throws -> Float { Float(try reading.double()) }
  func decode(_ type: Int.Type) throws -> Int { try reading.whole(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try reading.whole(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try reading.whole(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try reading.whole(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try reading.whole(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try reading.whole(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try reading.whole(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try reading.whole(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try reading.whole(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try reading.whole(type) }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try reading.read(type) }
}
