/// Reads what a ``PackedWriter`` has written, in the same order. Bytes are this process's own, and never those of a file.
struct PackedReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func byte() -> UInt8 {
    place += 1
    return bytes[place - 1]
  }

  mutating func integer() -> Int {
    var (value, shift) = (UInt(0), UInt(0))
    while true {
      let next = byte()
      value |= UInt(next & 0x7f) << shift
      if next < 0x80 { return Int(bitPattern: value >> 1) ^ -Int(bitPattern: value & 1) }
      shift += 7
    }
  }

  mutating func bits() -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<8 { value |= UInt64(bytes[place + index]) << UInt64(8 * index) }
    place += 8
    return value
  }

  mutating func wide() -> Int128 {
    let low = bits()
    return Int128(truncatingIfNeeded: low) | Int128(Int64(bitPattern: bits())) << 64
  }

  mutating func number() -> Double { Double(bitPattern: bits()) }

  mutating func text() -> String {
    let count = integer()
    place += count
    return String(decoding: bytes[(place - count)..<place], as: UTF8.self)
  }

  mutating func optional<Value>(_ read: (inout PackedReader) -> Value) -> Value? { byte() == 0 ? nil : read(&self) }

  mutating func list<Value>(_ read: (inout PackedReader) -> Value) -> [Value] {
    let count = integer()
    var values: [Value] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(read(&self)) }
    return values
  }
}
