/// Eight bytes of text, looked at together in one word (D. Lemire, "Number Parsing at a Gigabyte per Second", 2021).
struct EightBytes {
  /// The first byte is in the lowest bits.
  let word: UInt64

  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// Decimal digits at the beginning of the eight bytes.
  struct Digits {
    /// How many, up to 8.
    let count: Int
    /// What each digit counts, a byte each; bytes behind them are zero.
    fileprivate let bytes: UInt64

    /// The whole number that they are; 0 for none.
    @inline(__always) var value: UInt64 { EightBytes.number(bytes &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)) }
    /// As digits behind a point, in units of 10^-8.
    @inline(__always) var hundredMillionths: UInt64 { EightBytes.number(bytes) }
  }

  /// The digits at the beginning, of so many bytes of text.
  @inline(__always) func digits(within length: Int) -> Digits {
    let values = word ^ 0x3030_3030_3030_3030
    // What is above 9 gets its highest bit set; a carry changes bytes behind it only.
    let others = (values &+ 0x7676_7676_7676_7676 | values) & Self.highBits
    // The lowest bit of the first byte that is no digit, or no longer of the text.
    let ends = others >> 7 | 1 << UInt64(truncatingIfNeeded: 8 &* length)
    return Digits(count: ends.trailingZeroBitCount >> 3, bytes: values & (ends &- 1) & ~ends)
  }

  /// The number of eight decimal digits, one in each byte: pairs are joined, then pairs of those, then both halves.
  @inline(__always) fileprivate static func number(_ digits: UInt64) -> UInt64 {
    let pairs = (digits &* 10 &+ digits >> 8) & 0x00FF_00FF_00FF_00FF
    let fours = (pairs &* 100 &+ pairs >> 16) & 0x0000_FFFF_0000_FFFF
    return (fours &* 10_000 &+ fours >> 32) & 0xFFFF_FFFF
  }

  /// The place of the first such byte, or 8 where there is none.
  @inline(__always) func firstIndex(of byte: UInt8) -> Int { marks(of: byte).trailingZeroBitCount >> 3 }

  /// The place of the first byte that is one of the two, or 8 where there is none.
  @inline(__always) func firstIndex(of byte: UInt8, or other: UInt8) -> Int {
    (marks(of: byte) | marks(of: other)).trailingZeroBitCount >> 3
  }

  /// The lowest bit that is set is in the first such byte; those above it say nothing.
  @inline(__always) private func marks(of byte: UInt8) -> UInt64 {
    let difference = word ^ (UInt64(byte) &* 0x0101_0101_0101_0101)
    return (difference &- 0x0101_0101_0101_0101) & ~difference & Self.highBits
  }

  /// Seconds since midnight of a text such as `18:15:46`; nil where it is no time of day.
  @inline(__always) var secondOfDay: Int64? {
    // "00:00:00": what is left is what each digit counts, and nothing of the colons.
    let values = word ^ 0x3030_3A30_303A_3030
    guard (values &+ 0x7676_7F76_767F_7676 | values) & Self.highBits == 0 else { return nil }
    let pairs = values &* 10 &+ values >> 8
    let (hour, minute, second) = (pairs & 0xFF, pairs >> 24 & 0xFF, pairs >> 48 & 0xFF)
    return hour < 24 && minute < 60 && second < 60 ? Int64(hour * 3600 + minute * 60 + second) : nil
  }
}
