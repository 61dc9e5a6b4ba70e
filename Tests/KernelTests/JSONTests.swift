import Foundation
import Kernel
import Testing

/// JSON as every file of the program is read: strict, with lines, and into types with the path of a fault.
@Suite("JSON")
struct JSONTests {
  private func read(_ text: String) throws -> JSONValue { try JSONValue(parsing: text.utf8) }

  @Test("values come with the lines that they begin in")
  func lines() throws {
    let value = try read("{\n \"a\": [1,\n 2.5e1],\n\"b\": {\"c\": null}, \"d\": true\n}\n")
    #expect(value.line == 1 && value["a"]?.line == 2 && value["a"]?.list?[1].line == 3)
    #expect(value["a"]?.list?.compactMap(\.number?.value) == [1, 25])
    #expect(value["b"]?["c"]?.isNull == true && value["d"]?.boolean == true && value["e"] == nil)
    #expect(value.members?.map(\.key) == ["a", "b", "d"])
  }

  @Test(
    "texts keep every character, escaped or not",
    arguments: [
      (#""plain""#, "plain"), (#""""#, ""), (#""\"\\\/\n\t\r\b\f""#, "\"\\/\n\t\r\u{8}\u{c}"), (#""ü€😀""#, "ü€😀"),
      (#""\u00fc\u20ac\ud83d\ude00""#, "ü€😀"),
    ])
  func texts(json: String, text: String) throws { #expect(try read(json).text == text) }

  @Test(
    "numbers are the nearest binary ones, and whole ones exact",
    arguments: ["0", "-0", "1", "-17", "0.1", "2.5", "123456789012345", "0.000001234", "1e22", "1e-7", "-3.25E+2", "9007199254740993"])
  func numbers(json: String) throws {
    let number = try #require(try read(json).number)
    #expect(number.value == Double(json))
    #expect(number.digits == (json.hasPrefix("-") ? nil : UInt64(json)))
  }

  @Test("identities beyond 2^53 keep every digit, and are no whole number that was rounded")
  func identities() throws {
    let number = try #require(try read("18446744073709551615").number)
    #expect(number.digits == .max && number.whole == nil)
    #expect(try read("-9007199254740992").number?.whole == -9_007_199_254_740_992)
    #expect(try read("1.5").number?.whole == nil)
  }

  @Test(
    "what is not JSON is refused with its line",
    arguments: [
      ("", 1, "ends where a value"), ("{", 1, "key in double quotes"), ("[1,\n]", 2, "no JSON value"), ("{\"a\": 1\n\"b\": 2}", 2, "comma"),
      ("[1 2]", 1, "comma"), ("{\"a\" 1}", 1, "colon"), ("{\"a\": 1,\n\"a\": 2}", 2, "twice"), ("1 2", 1, "after the end"),
      ("01", 1, "not a number"), ("1.", 1, "not a number"), ("-", 1, "not a number"), ("1e", 1, "not a number"),
      ("1e400", 1, "a number beyond what a double holds, 1.8e308 at most"),
      ("\"a", 1, "does not end"), ("\"\\q\"", 1, "unknown escape"), ("\"\\ud83d\"", 1, "names no character"),
      ("\"\\u12\"", 1, "no character"),
      ("\"\u{1}\"", 1, "control character"), ("nul", 1, "no JSON value"), ("NaN", 1, "no JSON value"),
    ])
  func faults(text: String, line: Int, words: String) {
    let error = #expect(throws: InputError.self) { try read(text) }
    #expect(error?.line == line && error?.message.contains(words) == true, "\(String(describing: error))")
  }

  @Test("bytes that are no UTF-8, and brackets without end, are refused")
  func hostile() {
    #expect(throws: InputError.self) { try JSONValue(parsing: [0x22, 0xC3, 0x28, 0x22]) }
    #expect(throws: InputError.self) { try read(String(repeating: "[", count: 100_000)) }
  }

  @Test("an object of many keys still refuses one that stands twice")
  func manyKeys() throws {
    let members = (0..<40).map { "\"k\($0)\": \($0)" }
    #expect(try read("{" + members.joined(separator: ",") + "}").members?.count == 40)
    #expect(throws: InputError.self) { try read("{" + (members + ["\"k3\": 0"]).joined(separator: ",") + "}") }
    #expect(throws: InputError.self) { try read("{" + (members + ["\"k30\": 0"]).joined(separator: ",") + "}") }
  }

  private struct Example: Codable, Hashable {
    struct Inner: Codable, Hashable {
      var count: Int
      var share: Double?
    }
    var name: String
    var knots: [Double]
    var words: [String]
    var inner: [String: Inner]
    var flag: Bool
    var small: UInt8
  }

  @Test("what a coder wrote is read back as it was")
  func roundTrip() throws {
    let example = Example(
      name: "ü", knots: [1, 2.5, 1e-9], words: ["a", ""], inner: ["x": .init(count: 7), "y": .init(count: -1, share: 0.1)], flag: true,
      small: 255)
    let value = try JSONValue(parsing: try JSONEncoder().encode(example))
    #expect(try JSONReading.read(Example.self, from: value) == example)
  }

  @Test(
    "a value of another kind is refused with the path to it, which has a line",
    arguments: [
      (#""share": 0.1"#, #""share": "0.1""#, "inner.y.share", 6), (#""count": -1"#, #""count": 1.5"#, "inner.y.count", 6),
      (#""b""#, "7", "words.1", 3), ("2.5", "null", "knots.1", 2), ("255", "256", "small", 8), ("true", "1", "flag", 7),
    ])
  func wrongKinds(right: String, wrong: String, path: String, line: Int) throws {
    let text =
      #"{"name": "n",\#n"knots": [1, 2.5],\#n"words": ["a", "b"],\#n"inner": {\#n"x": {"count": 7},\#n"y": {"count": -1, "share": 0.1}},"#
      + "\n" + #""flag": true,\#n"small": 255}"#
    try #require(text.contains(right))
    let value = try read(text.replacingOccurrences(of: right, with: wrong))
    let error = #expect(throws: DecodingError.self) { try JSONReading.read(Example.self, from: value) }
    let found: [any CodingKey]
    switch error {
    case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context): found = context.codingPath
    default: found = []
    }
    #expect(found.map { $0.intValue.map { "\($0)" } ?? $0.stringValue }.joined(separator: ".") == path)
    #expect(value.line(at: found) == line)
  }
}
