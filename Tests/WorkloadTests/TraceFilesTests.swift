import Foundation
import Kernel
import Testing
import Workload

@Suite("Writing, converting and inspecting trace files") struct TraceFilesTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test("The canonical format is what its documentation shows") func writesCanonical() throws {
    let path = scratch.path("out.csv")
    let writer = try TraceWriter(path: path, blockTokens: 512)
    try writer.write(Arrival(time: .start, promptTokens: 1300, outputTokens: 42, blockHashes: [0, 17]))
    try writer.write(Arrival(time: Instant(picoseconds: 3_250_000_000_001), promptTokens: 600, outputTokens: 7, blockHashes: [0]))
    #expect(!FileManager.default.fileExists(atPath: path))
    try writer.finish()
    #expect(
      try text(path) == """
        # windtunnel-trace 1 block_tokens=512
        arrival_s,prompt_tokens,output_tokens,blocks
        0.000000000000,1300,42,0 17
        3.250000000001,600,7,0

        """)
  }

  @Test("Whatever is written reads back the same, to the picosecond and the last bit of an identity") func roundTrip() throws {
    var stream = RandomStream(seed: 7, name: "round trip")
    var time: Int64 = 0
    let arrivals = (0..<5000).map { _ in
      time += Int64(stream.next() >> 20)
      let prompt = stream.integer(below: 200) + 1
      return Arrival(
        time: Instant(picoseconds: time), promptTokens: prompt, outputTokens: stream.integer(below: Arrival.maximumTokens) + 1,
        blockHashes: (0..<(prompt / 16)).map { _ in stream.next() })
    }
    let first = Duration(picoseconds: arrivals[0].time.picoseconds)
    let writer = try TraceWriter(path: scratch.path("out.csv"), blockTokens: 16)
    try writer.write(all: ArrivalList(arrivals))
    try writer.finish()
    let read = try all(TraceReader(path: scratch.path("out.csv")))
    // Times are relative to the first row.
    #expect(read.map { $0.time + first } == arrivals.map(\.time))
    #expect(read.map(\.blockHashes) == arrivals.map(\.blockHashes))
    #expect(read.map(\.outputTokens) == arrivals.map(\.outputTokens))
  }

  @Test("Converting loses nothing, and converting again changes no byte") func convertIsLossless() throws {
    let source = try scratch.file(
      """
      {"timestamp": 12, "input_length": 1100, "output_length": 52, "hash_ids": [46, 47, 2366]}
      {"timestamp": 13.000000001, "input_length": 512, "output_length": 1, "hash_ids": [46]}

      """)
    let report = try TraceTool.convert(from: source, to: scratch.path("one.csv"))
    #expect(report.rows == 2)
    #expect(report.notes.count == 1)
    #expect(try all(TraceReader(path: source)) == all(TraceReader(path: scratch.path("one.csv"))))
    _ = try TraceTool.convert(from: scratch.path("one.csv"), to: scratch.path("two.csv"))
    #expect(try text(scratch.path("one.csv")) == text(scratch.path("two.csv")))
  }

  @Test("Sorting is done where it is asked for, keeps the order of equal times, and begins at the earliest") func sorting() throws {
    let path = try scratch.file("arrival_s,prompt_tokens,output_tokens\n5,1,1\n3,2,1\n5,3,1\n4,4,1\n")
    #expect(throws: InputError.self) { try TraceTool.convert(from: path, to: scratch.path("out.csv")) }
    #expect(!FileManager.default.fileExists(atPath: scratch.path("out.csv")))
    _ = try TraceTool.convert(from: path, to: scratch.path("out.csv"), sort: true)
    let sorted = try all(TraceReader(path: scratch.path("out.csv")))
    #expect(sorted.map(\.promptTokens) == [2, 4, 1, 3])
    #expect(sorted.map(\.time) == [0, 1, 2, 2].map(seconds))
  }

  @Test("A failed conversion leaves the old file as it was and nothing beside it") func nothingHalfWritten() throws {
    let bad = try scratch.file("arrival_s,prompt_tokens,output_tokens\n0,1,1\n1,x,1\n", named: "bad.csv")
    let out = try scratch.file("precious", named: "out.csv")
    #expect(throws: InputError.self) { try TraceTool.convert(from: bad, to: out) }
    #expect(try text(out) == "precious")
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder).sorted() == ["bad.csv", "out.csv"])
    #expect(throws: InputError.self) { try TraceWriter(path: scratch.path("no/such/folder.csv")) }
    #expect(throws: InputError.self) { try TraceWriter(path: scratch.folder) }
    #expect(throws: InputError.self) {
      try TraceTool.convert(from: bad, to: out, transforms: [.limit(1), .window(from: seconds(5), to: seconds(6))])
    }
    #expect(try text(out) == "precious")
  }

  @Test("A full disk is told, and nothing remains", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDisk() throws {
    // A device cannot be replaced by a file.
    #expect(throws: InputError.self) { try TraceWriter(path: "/dev/full") }
  }

  @Test("Inspecting fits the terminal and is the same bytes every time", arguments: [60, 72, 80, 120]) func inspect(width: Int) throws {
    let rows = (0..<500).map { "\($0 * $0),\($0 % 37 * 100 + 1),\($0 + 2)" }
    let path = try scratch.file("arrival_s,prompt_tokens,output_tokens\n" + rows.joined(separator: "\n"))
    let text = try TraceTool.inspect(path: path, width: width)
    #expect(try TraceTool.inspect(path: path, width: width) == text)
    #expect(text.contains("500 in 249001 s"))
    for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).allSatisfy { $0.last != " " })
  }
}
