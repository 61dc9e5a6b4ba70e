import Kernel
import Testing
import Workload

/// A number of up to seven digits is read from eight bytes at once, a longer one digit by digit: zeros around it choose the way, and
/// change nothing of what it says.
@Suite("Numbers short and long") struct NumberFormsTests {
  /// A request as a row tells it.
  struct Row {
    var wholeUnits: Int
    var decimals: String
    var promptTokens: Int
    var outputTokens: Int
    var blocks: [UInt64]

    init(_ format: TraceFormat, after earlier: Int, _ stream: inout RandomStream) {
      wholeUnits = earlier + 1 + stream.integer(below: 1 << stream.integer(below: 20))
      let most = format == .azure ? 12 : format == .mooncake ? 9 : 12
      decimals = String((0..<stream.integer(below: most + 1)).map { _ in Character(String(stream.integer(below: 10))) })
      // Of every length that there is.
      promptTokens = 1 + stream.integer(below: 1 << stream.integer(below: 26))
      outputTokens = 1 + stream.integer(below: 1 << stream.integer(below: 26))
      let hasBlocks = format == .mooncake || format == .canonical
      blocks = hasBlocks ? (0..<promptTokens / 1_000_000).map { _ in stream.next() >> UInt64(stream.integer(below: 64)) } : []
    }

    /// Picoseconds since the beginning of units.
    func picoseconds(_ format: TraceFormat) -> Int {
      let perUnit = format == .mooncake ? 9 : 12
      let digits = decimals + String(repeating: "0", count: perUnit - decimals.count)
      return (0..<perUnit).reduce(wholeUnits) { product, _ in product * 10 } + (Int(digits) ?? 0)
    }

    /// The line, with zeros before whole numbers and behind decimals; `fault` stands behind the prompt's length.
    func text(_ format: TraceFormat, fault: String = "", zeros: () -> String) -> String {
      let fraction = decimals.isEmpty ? "" : "." + decimals + zeros()
      let time = zeros() + "\(wholeUnits)" + fraction
      let (prompt, output) = (zeros() + "\(promptTokens)" + fault, zeros() + "\(outputTokens)")
      let identities = blocks.map { zeros() + "\($0)" }
      func pad(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
      switch format {
      case .azure:
        let (day, second) = (1 + wholeUnits / 86400, wholeUnits % 86400)
        let clock = "\(pad(second / 3600)):\(pad(second / 60 % 60)):\(pad(second % 60))"
        return "2023-\(pad(1 + (day - 1) / 28))-\(pad(1 + (day - 1) % 28)) " + clock + fraction + ",\(prompt),\(output)\n"
      case .burstgpt: return "\(time),\"GPT-4, preview\",\(prompt),\(output),7,Conversation log\n"
      case .mooncake:
        return "{\"timestamp\": \(time), \"a \\\" quote\": \"\\\\\", \"input_length\": \(prompt), \"output_length\":\(output), "
          + "\"hash_ids\": [\(identities.joined(separator: ", "))]}\n"
      case .canonical: return "\(time),\(prompt),\(output),\(identities.joined(separator: " "))\n"
      case .lengths, .automatic, .table, .jsonLines, .document: return "\(prompt),\(output)\n"
      }
    }
  }

  static let formats: [TraceFormat] = [.azure, .burstgpt, .canonical, .mooncake]
  static let headers: [TraceFormat: String] = [
    .azure: "TIMESTAMP,ContextTokens,GeneratedTokens\n",
    .burstgpt: "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n",
    .canonical: "# windtunnel-trace 1 block_tokens=1000000\narrival_s,prompt_tokens,output_tokens,blocks\n", .mooncake: "",
  ]

  static func zeros(_ stream: inout RandomStream) -> String { String(repeating: "0", count: stream.integer(below: 12)) }

  @Test("Random rows say the same with any number of zeros around their numbers, and what was written", arguments: formats)
  func agree(format: TraceFormat) throws {
    let scratch = try Scratch()
    var stream = RandomStream(seed: 2026, name: "numbers short and long")
    var rows: [Row] = []
    // Dates of this test end with February.
    for _ in 0..<60 { rows.append(Row(format, after: rows.last?.wholeUnits ?? 0, &stream)) }
    rows = rows.filter { format != .azure || $0.wholeUnits < 28 * 86400 }
    let header = try #require(Self.headers[format])
    let short = try scratch.file(header + rows.map { $0.text(format) { "" } }.joined(), named: "short")
    let long = try scratch.file(header + rows.map { $0.text(format) { Self.zeros(&stream) } }.joined(), named: "long")
    let first = try #require(rows.first).picoseconds(format)
    let expected = rows.map {
      Arrival(
        time: Instant(picoseconds: Int64($0.picoseconds(format) - first)), promptTokens: $0.promptTokens, outputTokens: $0.outputTokens,
        blockHashes: $0.blocks)
    }
    #expect(rows.count > 20)
    #expect(try all(TraceReader(path: short, format: format, blockTokens: format == .mooncake ? 1_000_000 : nil)) == expected)
    #expect(try all(TraceReader(path: long, format: format, blockTokens: format == .mooncake ? 1_000_000 : nil)) == expected)
  }

  @Test("What stands wrongly behind a number is refused alike behind a short and a long one", arguments: formats)
  func refuse(format: TraceFormat) throws {
    let scratch = try Scratch()
    var stream = RandomStream(seed: 2026, name: "numbers with faults")
    let header = try #require(Self.headers[format])
    var refused = 0
    for byte in UInt8(0)..<128 where byte != 0x0A && byte != 0x0D {
      var row = Row(format, after: 0, &stream)
      row.promptTokens = 1 + stream.integer(below: 90_000)
      row.blocks = []
      let fault = String(Character(Unicode.Scalar(byte)))
      let errors = try ["", "0000000000"].map { zeros in
        let text = header + row.text(format, fault: fault) { zeros }
        return errorReading(try scratch.file(text), format: format, blockTokens: format == .mooncake ? 1_000_000 : nil)
      }
      #expect(errors[0]?.remedy == errors[1]?.remedy, "byte \(byte)")
      #expect(errors[0]?.message.prefix(16) == errors[1]?.message.prefix(16), "byte \(byte)")
      if errors[0] != nil { refused += 1 }
    }
    #expect(refused > 100)
  }

  @Test("A last line without an end says nothing of the bytes that were in memory behind it") func lastLine() throws {
    let scratch = try Scratch()
    let row = "123456789,1234,12345678\n"
    // More than the read buffer at once: what was read first is still behind the end of what is read last.
    for length in 1...7 {
      let rows = String(repeating: row, count: (300 << 10) / row.utf8.count)
      let number = String("7654321".prefix(length))
      let path = try scratch.file("arrival_s,prompt_tokens,output_tokens\n" + rows + "123456789,1,\(number)")
      #expect(try all(TraceReader(path: path)).last?.outputTokens == Int(number))
    }
  }
}
