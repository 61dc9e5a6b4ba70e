/// Writes values one after another into as few bytes as they need; ``PackedReader`` reads them in the same order.
struct PackedWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ byte: UInt8) { bytes.append(byte) }

  /// Seven bits a byte, the lowest first; numbers near zero take one byte, on either side of it.
  mutating func write(_ value: Int) {
    var rest = UInt(bitPattern: value << 1 ^ value >> (Int.bitWidth - 1))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func write(_ value: UInt64) {
    for shift in stride(from: 0, to: UInt64.bitWidth, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  mutating func write(_ value: Int128) {
    write(UInt64(truncatingIfNeeded: value))
    write(UInt64(truncatingIfNeeded: value >> 64))
  }

  mutating func write(_ value: Double) { write(value.bitPattern) }

  mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes += text.utf8
  }

  /// A byte that says whether there is a value, and the value.
  mutating func write<Value>(_ value: Value?, _ write: (inout PackedWriter, Value) -> Void) {
    self.write(value == nil ? 0 : 1 as UInt8)
    if let value { write(&self, value) }
  }

  /// How many there are, and each.
  mutating func write<Value>(_ values: [Value], _ write: (inout PackedWriter, Value) -> Void) {
    self.write(values.count)
    for value in values { write(&self, value) }
  }
}
