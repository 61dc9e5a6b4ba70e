import Foundation
import Kernel
import Testing
import Workload

/// Mutated files: whatever they hold, reading ends, in order of time, with every row accounted for or with one error that
/// names file and line.
@Suite("Fuzzed traces") struct TraceFuzzTests {
  static let seeds: [String] = [
    "TIMESTAMP,ContextTokens,GeneratedTokens\r\n" + (10..<40).map { "2023-11-16 18:15:\($0).6805900,\($0 * 7),\($0)\r\n" }.joined(),
    "TIMESTAMP,ContextTokens,GeneratedTokens\n" + (10..<40).map { "2024-05-10 00:00:\($0).009930+00:00,\($0 * 7),\($0)\n" }.joined(),
    (0..<20).map {
      "{\"timestamp\": \($0 * 3000), \"input_length\": \($0 * 300 + 1), \"output_length\": 5, \"hash_ids\": [\((0...($0 * 300 / 512)).map(String.init).joined(separator: ", "))]}\n"
    }
    .joined(),
    "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n"
      + (1..<30).map { "\($0 * 5),ChatGPT,\($0 * 3),\($0 % 4),9,Conversation log\n" }.joined(),
    "# windtunnel-trace 1 block_tokens=4\narrival_s,prompt_tokens,output_tokens,blocks\n"
      + (0..<30).map { "\($0).5,9,2,\($0) \($0 * $0)\n" }.joined(),
    "num_prefill_tokens,num_decode_tokens\n" + (1..<40).map { "\($0),\($0 * 2)\n" }.joined(),
    "session_id,arrived_at,num_images,prompt_tokens,output_tokens\n"
      + (1..<40).map { "\"s\($0)\",\($0).25,1,\($0 * 3).0,\($0)\n" }.joined(),
    (0..<20).map { "{\"arrival_time_ns\": \($0)000000000, \"input_toks\": \($0 + 1), \"usage\": {\"a\": [1]}, \"output_toks\": 5}\n" }
      .joined(),
    "[" + (0..<20).map { "{\"start_time\": \($0).5, \"prompt_tokens\": \($0 + 1), \"completion_tokens\": 5}" }.joined(separator: ",\n")
      + "]",
    "{\n\"model_id\": \"m\", \"num_prompts\": 3,\n\"input_lens\": [3, 2, 4],\n\"output_lens\": [1, 2, 3], \"errors\": [\"\", \"\", \"\"]\n}\n",
  ]
  static let pieces: [[UInt8]] =
    [
      "-", "1e400", "\"", ",", ",,", "\n", "\r", "\0", "99999999999999999999", "{", "[", "]", "}", "\u{FEFF}", "1e9", ".", "+", ";", "nan",
      "0",
    ]
    .map { Array($0.utf8) } + [[0xFF], [0xC3], [0x1F, 0x8B]]

  static func mutate(_ bytes: inout [UInt8], _ stream: inout RandomStream) {
    for _ in 0..<(1 + stream.integer(below: 3)) {
      guard !bytes.isEmpty else { return }
      let at = stream.integer(below: bytes.count)
      switch stream.integer(below: 6) {
      case 0: bytes[at] = UInt8(truncatingIfNeeded: stream.next())
      case 1: bytes.remove(at: at)
      case 2: bytes.removeSubrange(at...)
      case 3: bytes.insert(contentsOf: pieces[stream.integer(below: pieces.count)], at: at)
      case 4:
        let end = min(at + stream.integer(below: 60), bytes.count)
        bytes.insert(contentsOf: bytes[at..<end], at: stream.integer(below: bytes.count))
      default: bytes.removeSubrange(at..<min(at + stream.integer(below: 30), bytes.count))
      }
    }
  }

  /// Lines that hold a row: all that are not empty, after the heading.
  static func rows(in bytes: [UInt8], headerLines: Int) -> Int {
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { $0.last == 0x0D ? $0.dropLast() : $0 }
    // Blank lines above the heading are passed over, and the heading's own lines are no rows.
    var left = headerLines
    var count = 0
    for line in lines where !line.isEmpty {
      let isBlank = line.allSatisfy { $0 == 0x20 || $0 == 0x09 }
      if left > 0 {
        if !isBlank { left -= 1 }
      } else {
        count += 1
      }
    }
    return count
  }

  @Test("Seven thousand mutations", arguments: seeds.indices) func mutations(index: Int) throws {
    let scratch = try Scratch()
    var stream = RandomStream(seed: 2026, name: "trace fuzz", substream: UInt64(index))
    var whole = 0
    for round in 0..<700 {
      var bytes = Array(Self.seeds[index].utf8)
      if round > 0 { Self.mutate(&bytes, &stream) }
      let path = try scratch.file(bytes)
      do {
        let reader = try TraceReader(path: path, zeroTokens: round % 2 == 0 ? .skip : .clip)
        var last = Instant.start
        while let arrival = try reader.next() {
          #expect(arrival.time >= last)
          #expect(1...Arrival.maximumTokens ~= arrival.promptTokens)
          #expect(1...Arrival.maximumTokens ~= arrival.outputTokens)
          last = arrival.time
        }
        whole += 1
        // A document has rows where it likes.
        if reader.format == .document { continue }
        let headerLines = [.mooncake, .jsonLines].contains(reader.format) ? 0 : bytes.contains(0x23) && reader.format == .canonical ? 2 : 1
        #expect(reader.report.rows + reader.report.skipped == Self.rows(in: bytes, headerLines: headerLines), "round \(round)")
      } catch let error as InputError {
        #expect(error.file == path)
        #expect((error.line ?? 0) >= 1)
        #expect(!error.message.isEmpty)
      }
    }
    // The unchanged file at least is read, and so are some whose change kept them a trace.
    #expect(whole > 5)
  }

  @Test("Mutated profiles are read or refused, never a crash, and what is read generates") func profiles() throws {
    let scratch = try Scratch()
    let trace = (0..<400).map {
      Arrival(
        time: seconds(Double($0)), promptTokens: $0 % 90 + 1, outputTokens: $0 % 7 + 1, blockHashes: Array((0..<UInt64($0 % 90 + 1) / 8)))
    }
    try TraceProfile.fit(ArrivalList(trace), name: "fuzz", blockTokens: 8).write(path: scratch.path("seed.json"))
    let good = [UInt8](try Data(contentsOf: URL(fileURLWithPath: scratch.path("seed.json"))))
    var stream = RandomStream(seed: 2026, name: "profile fuzz")
    for _ in 0..<1500 {
      var bytes = good
      Self.mutate(&bytes, &stream)
      let path = try scratch.file(bytes)
      do {
        var source = try TraceProfile.read(path: path).makeSource(seed: 1, requests: 20)
        while let arrival = try source.next() { #expect(arrival.promptTokens >= 1 && arrival.outputTokens >= 1) }
      } catch is InputError {}
    }
  }
}
