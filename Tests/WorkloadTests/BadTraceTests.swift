import Foundation
import Kernel
import Testing
import Workload

/// Every fault of a trace is told with file, line and what would be right.
@Suite("Bad traces") struct BadTraceTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  struct Fault: Sendable, CustomTestStringConvertible {
    var name: String
    var text: String
    var line: Int
    var message: String
    var testDescription: String { name }
  }

  static let azure = "TIMESTAMP,ContextTokens,GeneratedTokens\n"
  static let good = "2023-11-16 18:15:46.6805900,374,44\n"
  static let canonical = "arrival_s,prompt_tokens,output_tokens\n"

  static let faults: [Fault] = [
    Fault(name: "empty", text: "", line: 1, message: "empty"),
    Fault(name: "blank lines only", text: "\n \n\t\n", line: 3, message: "empty"),
    Fault(name: "header only", text: azure, line: 1, message: "no request"),
    Fault(name: "no header", text: good, line: 1, message: "names no column"),
    Fault(name: "cut-off last line", text: azure + good + "2023-11-16 18:15:50.9951690,39", line: 3, message: "ends after 2 of 3 columns"),
    Fault(name: "cut-off date", text: azure + good + "2023-11-16 18:1", line: 3, message: "not a date"),
    Fault(name: "empty field", text: azure + "2023-11-16 18:15:46,,44\n", line: 2, message: "is empty"),
    Fault(name: "words for numbers", text: azure + "2023-11-16 18:15:46,many,44\n", line: 2, message: "not a whole number: 'many'"),
    Fault(name: "fractions of tokens", text: azure + "2023-11-16 18:15:46,3.5,44\n", line: 2, message: "not a whole number"),
    Fault(name: "letters after digits", text: azure + "2023-11-16 18:15:46,35x,44\n", line: 2, message: "unexpected 'x'"),
    Fault(name: "negative", text: azure + good + "2023-11-16 18:15:47,-3,44\n", line: 3, message: "negative"),
    Fault(
      name: "a million million tokens", text: azure + "2023-11-16 18:15:46,1000000000000,4\n", line: 2, message: "the most is 100000000"),
    Fault(
      name: "400 digits of tokens", text: azure + "2023-11-16 18:15:46,5," + String(repeating: "9", count: 400), line: 2,
      message: "the most is 100000000"),
    Fault(name: "more columns", text: azure + "2023-11-16 18:15:46,5,6,7\n", line: 2, message: "more than 3 columns"),
    Fault(name: "month 13", text: azure + "2023-13-16 18:15:46,5,6\n", line: 2, message: "not a date"),
    Fault(name: "29 February of a common year", text: azure + "2023-02-29 18:15:46,5,6\n", line: 2, message: "not a date"),
    Fault(name: "hour 25", text: azure + "2023-02-28 25:15:46,5,6\n", line: 2, message: "not a date"),
    Fault(name: "a zone of letters", text: azure + "2023-02-28 23:15:46 CET,5,6\n", line: 2, message: "not a date"),
    Fault(
      name: "unsorted", text: azure + good + "2023-11-16 18:15:46.5,5,6\n", line: 3,
      message: "at 2023-11-16 18:15:46.5, before the one of line 2 at 2023-11-16 18:15:46.68059"),
    Fault(
      name: "unsorted seconds", text: canonical + "7.5,1,1\n\n7.25,1,1\n", line: 4, message: "at 7.25 s, before the one of line 2 at 7.5 s"),
    Fault(name: "negative time", text: canonical + "-1,1,1\n", line: 2, message: "negative"),
    Fault(name: "absurd time", text: canonical + "1e400,1,1\n", line: 2, message: "exponent is 400"),
    Fault(name: "absurd time in digits", text: canonical + "9999999999999999999999,1,1\n", line: 2, message: "absurd time"),
    Fault(name: "107 days", text: canonical + "0,1,1\n9244800,1,1\n", line: 3, message: "more than 106 days"),
    Fault(name: "not a time", text: canonical + "nan,1,1\n", line: 2, message: "not a time"),
    Fault(name: "zero prompt", text: canonical + "0,0,1\n", line: 2, message: "empty prompt"),
    Fault(name: "zero output", text: canonical + "0,1,0\n", line: 2, message: "no output token"),
    Fault(name: "NUL bytes", text: canonical + "0,1\0,1\n", line: 2, message: "not a whole number"),
    Fault(name: "NUL bytes in front", text: "\0\0\0\0", line: 1, message: "NUL"),
    Fault(
      name: "carriage returns alone", text: "arrival_s,prompt_tokens,output_tokens\r0,1,1\r1,1,1\r", line: 1, message: "carriage return"),
    Fault(name: "a mistyped column", text: "TIMESTAMP,ContextTokns,GeneratedTokens\n", line: 1, message: "is 'ContextTokns' meant"),
    Fault(name: "a column twice", text: "arrival_s,prompt_tokens,output_tokens,arrival_s\n", line: 1, message: "stands twice"),
    Fault(
      name: "blocks of unknown size", text: "arrival_s,prompt_tokens,output_tokens,blocks\n0,1,1,\n", line: 1, message: "how many tokens"),
    Fault(name: "a newer version", text: "# windtunnel-trace 2\n" + canonical, line: 1, message: "version 2"),
    Fault(name: "another comment", text: "# my trace\n" + canonical, line: 1, message: "no known trace"),
    Fault(
      name: "too few blocks", text: "# windtunnel-trace 1 block_tokens=8\narrival_s,prompt_tokens,output_tokens,blocks\n0,24,1,1 2\n",
      line: 3,
      message: "2 block identities"),
    Fault(
      name: "a block beyond 64 bits", line3: "0,8,1,18446744073709551616", message: "a block identity is 18446744073709551616"),
    Fault(name: "a negative block", line3: "0,8,1,-1", message: "negative"),
    Fault(name: "JSON cut off", text: #"{"timestamp": 0, "input_length": 600, "outp"#, line: 1, message: "does not end"),
    Fault(name: "JSON cut off in a list", text: #"{"timestamp": 0, "input_length": 600, "hash_ids": [1"#, line: 1, message: "ends within"),
    Fault(name: "JSON without a key", text: #"{"timestamp": 0, "input_length": 600}"#, line: 1, message: "no 'output_length'"),
    Fault(name: "a JSON key twice", text: #"{"timestamp": 0, "timestamp": 0}"#, line: 1, message: "twice"),
    Fault(
      name: "JSON text for a number", text: #"{"timestamp": "0", "input_length": 600, "output_length": 1}"#, line: 1, message: "not a time"),
    Fault(
      name: "two JSON objects in a line", text: #"{"timestamp":0,"input_length":6,"output_length":1}{}"#, line: 1,
      message: "after the object"),
    Fault(name: "deep JSON", text: "{\"x\":" + String(repeating: "[", count: 100_000), line: 1, message: "nest deeper"),
    Fault(name: "a JSON list", text: "[1, 2]", line: 1, message: "names no column"),
  ]

  @Test("is told with its line and in words", arguments: faults) func faultIsTold(_ fault: Fault) throws {
    let path = try scratch.file(fault.text)
    let error = try #require(errorReading(path), "no error for: \(fault.name)")
    #expect(error.file == path)
    #expect(error.line == fault.line)
    #expect(error.message.contains(fault.message), "\(error)")
    #expect(error.remedy?.isEmpty == false || error.message.contains("nest"), "\(error)")
  }

  @Test("A file compressed in a way that is not unpacked here says what does") func compressed() throws {
    #expect(try errorReading(scratch.file([0x42, 0x5A, 0x68, 0x39, 0]))?.remedy == "unpack it first, with bunzip2")
    #expect(try errorReading(scratch.file([0xFD, 0x37, 0x7A, 0x58, 0]))?.remedy?.contains("unxz") == true)
  }

  @Test("A directory, a missing file, a device and an unreadable file are told apart") func noFile() throws {
    #expect(errorReading(scratch.folder)?.message.contains("directory") == true)
    #expect(errorReading(scratch.path("absent"))?.message.contains("No such file") == true)
    #expect(errorReading("/dev/zero")?.message.contains("neither a file nor a pipe") == true)
    let path = try scratch.file(Self.azure + Self.good)
    #expect(chmod(path, 0) == 0)
    // The superuser reads everything.
    if geteuid() != 0 { #expect(errorReading(path)?.message.contains("Permission denied") == true) }
  }

  @Test("A line without an end is refused at 16 MiB, not read on") func endlessLine() throws {
    let path = try scratch.file(Self.azure + "2023")
    // A hole of four gigabytes takes no room on disk and would take minutes and gigabytes to hold.
    #expect(truncate(path, 4 << 30) == 0)
    let error = errorReading(path)
    #expect(error?.line == 2)
    #expect(error?.message.contains("longer than 16 MiB") == true)
  }

  @Test("A reader that has thrown stays at its end") func afterAnError() throws {
    let reader = try TraceReader(path: scratch.file(Self.canonical + "0,1,1\n1,x,1\n2,1,1\n"))
    #expect(try reader.next() != nil)
    #expect(throws: InputError.self) { try reader.next() }
    #expect(try reader.next() == nil)
  }

  @Test("A format given by name must be the file's own") func wrongFormat() throws {
    let path = try scratch.file(Self.azure + Self.good)
    #expect(errorReading(path, format: .canonical)?.message.contains("'arrival_s' is missing") == true)
    #expect(errorReading(path, format: .mooncake)?.line == 1)
    let json = try scratch.file(#"{"timestamp":0,"input_length":6,"output_length":1}"#, named: "json")
    #expect(errorReading(json, format: .azure)?.remedy?.contains("mooncake") == true)
    #expect(throws: InputError.self) { try TraceFormat(named: "moncake") }
    do { _ = try TraceFormat(named: "moncake") } catch { #expect("\(error)".contains("did you mean 'mooncake'")) }
  }
}

extension BadTraceTests.Fault {
  /// A fault in the first row of a canonical trace with blocks of eight tokens.
  init(name: String, line3: String, message: String) {
    self.init(
      name: name, text: "# windtunnel-trace 1 block_tokens=8\narrival_s,prompt_tokens,output_tokens,blocks\n" + line3, line: 3,
      message: message)
  }
}
