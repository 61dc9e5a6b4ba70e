/// Bytes as a row of choices: what a fuzzer mutates is what is chosen, and where they end the first choice is always taken.
struct Choices {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether bytes are left.
  var isOver: Bool { place >= bytes.count }

  /// A whole number below `count`; of two bytes where one does not reach.
  mutating func below(_ count: Int) -> Int {
    if count < 2 { return 0 }
    var value = next()
    if count > 256 { value = value << 8 | next() }
    return value % count
  }

  /// One of some.
  mutating func one<Element>(of elements: [Element]) -> Element { elements[below(elements.count)] }

  /// A number whose size is as likely small as large, from `low` to `high`.
  mutating func number(_ low: Int, _ high: Int) -> Int {
    switch below(8) {
    case 0: return low
    case 1: return high
    case 2: return min(high, low &+ 1)
    default:
      let bits = below(max(1, Int.bitWidth - (high - low).leadingZeroBitCount)) + 1
      let drawn = (next() << 8 | next()) << max(0, bits - 16) & (1 << bits &- 1)
      return min(high, low + drawn)
    }
  }

  private mutating func next() -> Int {
    if isOver { return 0 }
    defer { place += 1 }
    return Int(bytes[place])
  }
}
