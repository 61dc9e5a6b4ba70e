import Kernel
import Testing
import Workload

@Suite("Reading traces") struct TraceReaderTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  @Test("Azure 2023: dates with seven decimals, times relative to the first row") func azure2023() throws {
    let path = try scratch.file(
      """
      TIMESTAMP,ContextTokens,GeneratedTokens
      2023-11-16 23:59:59.9000000,374,44
      2023-11-17 00:00:00.0000001,396,109
      2023-11-17 00:00:00.0000001,1,1
      """)
    let reader = try TraceReader(path: path)
    #expect(reader.format == .azure)
    #expect(reader.blockTokens == nil)
    #expect(
      try all(reader) == [
        Arrival(time: .start, promptTokens: 374, outputTokens: 44),
        Arrival(time: Instant(picoseconds: 100_000_100_000), promptTokens: 396, outputTokens: 109),
        Arrival(time: Instant(picoseconds: 100_000_100_000), promptTokens: 1, outputTokens: 1),
      ])
    #expect(reader.report.rows == 3)
    #expect(reader.report.notes.isEmpty)
  }

  @Test(
    "Azure 2024: a time zone, in any of its spellings",
    arguments: [
      ("2024-05-10 00:00:00.009930+00:00", "2024-05-10 00:00:01.009930+00:00"),
      ("2024-05-10T00:00:00Z", "2024-05-10T00:00:01Z"),
      ("2024-05-10 02:30:00.5+0230", "2024-05-10 00:00:01.5+00"),
      ("2024-02-29 23:59:59", "2024-03-01 00:00:00"),
      ("2023-12-31 20:00:00-04:00", "2024-01-01 00:00:01Z"),
    ]) func azure2024(first: String, second: String) throws
  {
    let path = try scratch.file("TIMESTAMP,ContextTokens,GeneratedTokens\n\(first),2162,5\n\(second),2399,6\n")
    #expect(try all(TraceReader(path: path)).map(\.time) == [.start, seconds(1)])
  }

  @Test("Mooncake: milliseconds, keys in any order, the identities of full blocks kept") func mooncake() throws {
    let path = try scratch.file(
      """
      {"timestamp": 27482, "input_length": 1100, "output_length": 52, "hash_ids": [46, 47, 2366]}
      {"hash_ids":[46,18446744073709551615],"output_length":1,"input_length":1024,"note":{"a":[1,"}]"]},"timestamp":27482.5}
      {"timestamp": 30000, "input_length": 100, "output_length": 7, "hash_ids": []}
      {"timestamp": 3.1e4, "input_length": 600, "output_length": 7}

      """)
    let reader = try TraceReader(path: path)
    let arrivals = try all(reader)
    #expect(reader.format == .mooncake)
    #expect(reader.blockTokens == 512)
    #expect(arrivals.map(\.blockHashes) == [[46, 47], [46, .max], [], []])
    #expect(arrivals.map(\.time) == [.start, seconds(0.0005), seconds(2.518), seconds(3.518)])
    #expect(arrivals.map(\.promptTokens) == [1100, 1024, 100, 600])
    // The first row names a third block, which its prompt fills only in part.
    #expect(reader.report.notes.map(\.count) == [1])
    #expect(reader.report.notes.first?.action == .dropped)
  }

  @Test("Mooncake with blocks of another size") func mooncakeBlockSize() throws {
    let path = try scratch.file(#"{"timestamp": 0, "input_length": 40, "output_length": 2, "hash_ids": [1, 2]}"#)
    #expect(try all(TraceReader(path: path, blockTokens: 16)).first?.blockHashes == [1, 2])
    let error = errorReading(path)
    #expect(error?.line == 1)
    #expect(error?.remedy?.contains("about 20 tokens") == true)
  }

  @Test("BurstGPT: seconds; a row without response tokens is a failure, left out and counted") func burstGPT() throws {
    let path = try scratch.file(
      """
      Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type
      5,ChatGPT,472,18,490,Conversation log
      45.25,"GPT-4, preview",1087,0,1087,API log
      118,GPT-4,417,276,693,Conversation log
      120,ChatGPT,30,0,30,API log
      """)
    let reader = try TraceReader(path: path)
    #expect(reader.format == .burstgpt)
    #expect(
      try all(reader) == [
        Arrival(time: .start, promptTokens: 472, outputTokens: 18), Arrival(time: seconds(113), promptTokens: 417, outputTokens: 276),
      ])
    #expect(reader.report.rows == 2)
    #expect(reader.report.skipped == 2)
    #expect(reader.report.notes.map(\.firstLine) == [3])
  }

  @Test("Lengths without times all come at the start and say that they have none") func lengths() throws {
    let path = try scratch.file("num_prefill_tokens,num_decode_tokens\n74,918\n290,905\n")
    let reader = try TraceReader(path: path)
    #expect(!reader.hasTimes)
    #expect(try all(reader) == [74, 290].map { Arrival(time: .start, promptTokens: $0, outputTokens: $0 == 74 ? 918 : 905) })
  }

  @Test("The canonical format: picoseconds, block size in the heading, identities by blanks or semicolons") func canonical() throws {
    let path = try scratch.file(
      """
      # windtunnel-trace 1 block_tokens=8
      arrival_s,prompt_tokens,output_tokens,blocks
      0.000000000000,17,1,5 6
      1.000000000001,16,2,5;7
      2.5,16,3,
      """)
    let reader = try TraceReader(path: path)
    #expect(reader.format == .canonical)
    #expect(reader.blockTokens == 8)
    let arrivals = try all(reader)
    #expect(arrivals.map(\.time.picoseconds) == [0, 1_000_000_000_001, 2_500_000_000_000])
    #expect(arrivals.map(\.blockHashes) == [[5, 6], [5, 7], []])
  }

  @Test("Columns are found by name: any order, any case, others passed over") func columnsByName() throws {
    let path = try scratch.file(
      "note,generatedtokens, ContextTokens ,timestamp\n\"a,b\",44,374,2023-11-16 18:15:46\nx,1, 2 ,2023-11-16 18:15:47\n")
    #expect(try all(TraceReader(path: path)).map(\.promptTokens) == [374, 2])
  }

  @Test(
    "Byte-order mark, CRLF, mixed line ends, blank lines and a missing last line end change nothing",
    arguments: ["\r\n", "\n", "\n\n"], ["", "\r\n", "\n\n\r\n"])
  func lineEnds(between: String, atEnd: String) throws {
    let text = "\u{FEFF}arrival_s,prompt_tokens,output_tokens\r\n0,1,2" + between + "1,3,4" + atEnd
    let path = try scratch.file(text)
    #expect(try all(TraceReader(path: path)).map(\.promptTokens) == [1, 3])
  }

  @Test("Lines of every length around the read buffer's size arrive whole") func bufferBorders() throws {
    var text = "note,arrival_s,prompt_tokens,output_tokens\n"
    var expected = 0
    for row in 0..<40 {
      text += String(repeating: "x", count: 37_001 * (row % 9)) + ",\(row),\(row + 1),1\n"
      expected += row + 1
    }
    let path = try scratch.file(text)
    #expect(try all(TraceReader(path: path, format: .canonical)).reduce(0) { $0 + $1.promptTokens } == expected)
  }

  @Test("Empty prompts and outputs: an error, or left out, or one token, as asked and always reported") func zeroTokens() throws {
    let path = try scratch.file("arrival_s,prompt_tokens,output_tokens\n0,5,5\n1,0,7\n2,8,0\n")
    #expect(errorReading(path)?.line == 3)
    let skipping = try TraceReader(path: path, zeroTokens: .skip)
    #expect(try all(skipping).count == 1)
    #expect(skipping.report.skipped == 2)
    let clipping = try TraceReader(path: path, zeroTokens: .clip)
    #expect(try all(clipping).map(\.outputTokens) == [5, 7, 1])
    #expect(clipping.report.clipped == 2)
    #expect(clipping.report.notes.map(\.firstLine) == [3, 4])
  }

  @Test("A file's digest is that of its bytes, whatever the size of the pieces read") func digest() throws {
    for count in [0, 1, 7, 8, 9, 255, (256 << 10) - 1, (256 << 10) + 3, 700_001] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
      var whole = Digest()
      whole.mix(bytes.span.bytes)
      #expect(try FileDigest.of(path: scratch.file(bytes)) == whole)
    }
  }

  @Test("The reference traces load whole", .enabled(if: ReferenceTraces.present, "the reference traces are not here"))
  func referenceTraces() throws {
    let expected: [(String, Int, Int, Int, Int64)] = [
      ("azure-2023-conv.csv", 19_366, 22_361_870, 4_088_665, 3_501_721_937_000_000),
      ("azure-2023-code.csv", 8_819, 18_059_974, 245_896, 3_435_948_056_000_000),
      ("mooncake-conversation.jsonl", 12_031, 144_793_823, 4_122_048, 3_536_999_000_000_000),
      ("sharegpt-8k-lengths.csv", 30_731, 71_911_571, 13_481_988, 0),
    ]
    for (name, requests, prompts, outputs, last) in expected {
      let reader = try TraceReader(path: ReferenceTraces.path(name))
      let summary = try TraceSummary(of: reader, blockTokens: reader.blockTokens)
      #expect(summary.requests == requests, "\(name)")
      #expect(summary.promptTokens == prompts, "\(name)")
      #expect(summary.outputTokens == outputs, "\(name)")
      #expect(summary.span.picoseconds == last, "\(name)")
      #expect(reader.report.skipped == 0)
      #expect(reader.report.clipped == 0)
    }
  }
}
