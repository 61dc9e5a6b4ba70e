import Kernel
import Testing

/// Decimal digits as binary numbers: the fast way and the library's way are one.
@Suite("Reading decimals")
struct DecimalReaderTests {
  private func read(_ text: String) -> Double? { DecimalReader.double(Array(text.utf8).span) }

  @Test(
    "every form reads as the library reads it",
    arguments: [
      "0", "-0", "1", "1.5", "0.0001", "123456789012345", "1234567890123456", "0.1", "99999.99999", "000.5", "1.", ".5", "-.5", "", "-",
      "+1", "1e5", "nan", "inf", "0x1p3", "1.2.3", "1 ", " 1", "1,5", "-12.75", "0.30000000000000004",
    ])
  func forms(text: String) {
    let expected = Double(text)
    let found = read(text)
    #expect(found?.bitPattern == expected?.bitPattern, "\(String(describing: found)) for \(text)")
  }

  @Test("ten thousand numbers of up to fifteen digits are correctly rounded")
  func rounding() {
    var stream = RandomStream(seed: 8, name: "decimals")
    for _ in 0..<10_000 {
      let digits = String(stream.integer(below: 1_000_000_000_000_000))
      let point = stream.integer(below: digits.count) + 1
      let text = String(digits.prefix(point)) + (point < digits.count ? "." + digits.dropFirst(point) : "")
      #expect(read(text) == Double(text), "\(text)")
    }
  }
}
