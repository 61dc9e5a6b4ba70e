import Kernel

extension ByteCursor {
  /// A number of tokens; tools that keep them in binary write `370.0`.
  mutating func tokens(_ name: StaticString) throws -> Int {
    var ahead = self
    let whole = ahead.digits
    if 1..<8 ~= whole.count {
      ahead.advance(whole.count)
      if ahead.take(0x2E), ahead.take(0x30) {
        while ahead.take(0x30) {}
        if ahead.digit > 9, ahead.byte | 0x20 != 0x65 {
          self = ahead
          return Int(whole.value)
        }
      }
    }
    return Int(
      try wholeNumber(
        name, limit: UInt64(Arrival.maximumTokens), limitReason: "no model reads or writes so many; is it the right column or key?"))
  }
}
