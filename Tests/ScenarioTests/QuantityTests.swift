import Kernel
import Scenario
import Testing

@Suite("Numbers carry units, are kept exactly, and are never guessed")
struct QuantityTests {
  @Test(
    "times become whole picoseconds, once",
    arguments: [
      ("1 ps", 1), ("0 s", 0), ("500 ms", 500_000_000_000), ("500ms", 500_000_000_000), ("0.5 s", 500_000_000_000), ("0.1 ms", 100_000_000),
      ("2.5 us", 2_500_000), ("3 µs", 3_000_000), ("1e3 ns", 1_000_000), ("90 s", 90_000_000_000_000), ("1.5 min", 90_000_000_000_000),
      ("1 h", 3_600_000_000_000_000), ("0.5 d", 43_200_000_000_000_000), ("106 d", 9_158_400_000_000_000_000),
      ("0.000000000001 s", 1), ("9223372.036854775807 s", .max),
    ] as [(String, Int64)])
  func times(text: String, picoseconds: Int64) throws {
    #expect(try Quantity.duration(text) == Duration(picoseconds: picoseconds))
  }

  @Test("a time is written in the greatest unit that fits, and reads back as itself")
  func timesReadBack() throws {
    var chance = RandomStream(seed: 1, name: "times")
    for round in 0..<2000 {
      let time = Duration(picoseconds: Int64(chance.next() >> (1 + UInt64(round % 63))))
      #expect(try Quantity.duration(Quantity.text(time)) == time)
    }
    #expect(Quantity.text(.milliseconds(500)) == "500 ms")
    #expect(Quantity.text(.seconds(120)) == "2 min")
    #expect(Quantity.text(.seconds(90)) == "90 s")
    #expect(Quantity.text(.zero) == "0 s")
  }

  @Test("other quantities come in their base unit, and read back as themselves")
  func quantities() throws {
    #expect(try Quantity.value("90 req/min", in: .requestRate) == 1.5)
    #expect(try Quantity.value("12 req/s", in: .requestRate) == 12)
    #expect(try Quantity.value("80 GB", in: .bytes) == 80e9)
    #expect(try Quantity.value("80 GiB", in: .bytes) == 85_899_345_920)
    #expect(try Quantity.value("3.35 TB/s", in: .bandwidth) == 3350)
    #expect(try Quantity.value("400 Gbit/s", in: .bandwidth) == 50)
    #expect(try Quantity.value("0.7 kW", in: .power) == 700)
    #expect(try Quantity.value("2.49 $/h", in: .price) == 2.49)
    #expect(try Quantity.value("5000 tokens/s", in: .tokenRate) == 5000)
    var chance = RandomStream(seed: 2, name: "quantities")
    for _ in 0..<2000 {
      let value = Double(bitPattern: chance.next() & 0x4FFF_FFFF_FFFF_FFFF)
      for dimension in Dimension.allCases where dimension != .time && value > 1e-300 {
        #expect(try Quantity.value(Quantity.text(value, in: dimension), in: dimension) == value)
      }
    }
  }

  @Test("shares are numbers or per cent, and both are the same number")
  func shares() throws {
    for thousandth in 0...1000 {
      let (whole, part) = (thousandth / 10, thousandth % 10)
      #expect(try Quantity.fraction("\(whole).\(part) %") == Double(thousandth) / 1000)
    }
    #expect(try Quantity.fraction("99.9%") == 0.999)
    #expect(try Quantity.fraction("0.07") == 0.07)
  }

  @Test("whole numbers may carry the name of what they count")
  func counts() throws {
    #expect(try Quantity.count("2048", unit: "tokens") == 2048)
    #expect(try Quantity.count("2048 tokens", unit: "tokens") == 2048)
    #expect(try Quantity.count("1 token", unit: "tokens") == 1)
    #expect(try Quantity.count("1e6") == 1_000_000)
  }

  @Test(
    "what is wrong is said, and what would be right",
    arguments: [
      ("500", "'500' has no unit; write 500 ms or 500 s (units: ps, ns, us, ms, s, min, h, d)"),
      ("500 sec", "unknown unit 'sec' of time; did you mean 's'? units: ps, ns, us, ms, s, min, h, d"),
      ("5 m", "unknown unit 'm' of time; did you mean 'min'? units: ps, ns, us, ms, s, min, h, d"),
      ("5 MS", "unknown unit 'MS' of time; did you mean 'ms'? units: ps, ns, us, ms, s, min, h, d"),
      ("5 parsecs", "unknown unit 'parsecs' of time; units: ps, ns, us, ms, s, min, h, d"),
      ("-5 ms", "'-5 ms' is negative; write it like 500 ms"),
      ("0.5 ps", "'0.5 ps' is no whole number of picoseconds; times are counted in picoseconds: give fewer digits"),
      ("107 d", "'107 d' is longer than the 106 days that can be simulated; give a shorter time"),
      ("1e400 s", "'1e400 s' is longer than the 106 days that can be simulated; give a shorter time"),
      ("1e99999 s", "'1e99999 s' is written in a way that can be misread; no quantity has such an exponent"),
      ("12:30:45", "'12:30:45' is written in a way that can be misread; write it as one number, not in sixties"),
      ("1_000 ms", "'1_000 ms' is written in a way that can be misread; write the digits without separators"),
      ("1,5 s", "'1,5 s' is written in a way that can be misread; write the digits without separators"),
      ("+5 s", "'+5 s' is written in a way that can be misread; write it without '+'"),
      ("05 s", "'05 s' is written in a way that can be misread; write it without leading zeros"),
      (".5 s", "'.5 s' is written in a way that can be misread; write a digit before the point"),
      ("5. s", "'5. s' is written in a way that can be misread; write a digit after the point"),
      ("soon", "'soon' is no number; write 500 ms"),
      (".inf", "'.inf' is no number; write 500 ms"),
      ("nan s", "'nan s' is no number; write 500 ms"),
    ])
  func timeFaults(text: String, message: String) {
    let fault = #expect(throws: Quantity.Fault.self) { try Quantity.duration(text) }
    #expect(fault.map { $0.message + "; " + $0.remedy } == message)
  }

  @Test(
    "counts are whole, in decimal digits, and 'k' is not guessed",
    arguments: [
      ("8k", "'8k' can mean 8000 or 8192; write the number out"), ("1.5", "'1.5' is no whole number; write 2048 or 2048 tokens"),
      ("1_000", "'1_000' is written in a way that can be misread; write the digits without separators"),
      ("0x10", "'0x10' is written in a way that can be misread; write it as a decimal number"),
      ("0o10", "'0o10' is written in a way that can be misread; write it as a decimal number"),
      ("010", "'010' is written in a way that can be misread; write it without leading zeros"),
      ("1e30", "'1e30' is beyond all bounds; write 2048 or 2048 tokens"),
      ("5 requests", "'5 requests' is no number; write 2048 or 2048 tokens"),
      ("99999999999999999999", "'99999999999999999999' is written in a way that can be misread; write at most 18 digits"),
    ])
  func countFaults(text: String, message: String) {
    let fault = #expect(throws: Quantity.Fault.self) { try Quantity.count(text, unit: "tokens") }
    #expect(fault.map { $0.message + "; " + $0.remedy } == message)
  }
}
