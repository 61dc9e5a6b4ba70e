import Foundation
import Kernel
import Testing
import Workload

/// Archives of gzip and zstd are read as they are.
@Suite("Packed traces") struct PackedTraceTests {
  let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// `arrived_at,num_prefill_tokens,num_decode_tokens`, 0.0,370,40 and 4.25,400,110, as `gzip -9n` and `zstd -19` write them.
  static let packed: [String: String] = [
    "gzip": "H4sIAAAAAAACA0ssKsosS02JTyzRySvNjS8oSk3LzMmJL8nPTs0rBgulpCbnp6RCRbgM9Ax0jM0NdEwMuEz0jEyBtIGOoaEBFwCWaF/mSAAAAA==",
    "zstd": "KLUv/SRIDQIAkgMNEaBvwCJjuboCgB2wbeO/tgkB7CG0FwEIO2k3ox04v4rpFYXfYj3OsfVTnmdhV3TUXzYnCgMAVsCqmSVrpxOBhRfG",
  ]

  func bytes(_ packing: String) throws -> [UInt8] { [UInt8](try #require(Data(base64Encoded: Self.packed[packing] ?? ""))) }

  @Test("say what their text says, and are named by their own bytes", arguments: ["gzip", "zstd"]) func read(packing: String) throws {
    let path = try scratch.file(bytes(packing))
    let reader = try TraceReader(path: path)
    #expect(
      try all(reader) == [
        Arrival(time: .start, promptTokens: 370, outputTokens: 40), Arrival(time: seconds(4.25), promptTokens: 400, outputTokens: 110),
      ])
    #expect(try reader.digest() == FileDigest.of(path: path))
  }

  @Test("cut off anywhere are refused, whatever of them was whole", arguments: ["gzip", "zstd"]) func cutOff(packing: String) throws {
    let whole = try bytes(packing)
    for count in 4..<whole.count {
      let error = try #require(errorReading(scratch.file(Array(whole.prefix(count)))), "\(count) bytes")
      #expect(error.message == "the archive is cut off", "\(count) bytes: \(error)")
    }
  }

  @Test("with a byte changed are refused or say what they said", arguments: ["gzip", "zstd"]) func damaged(packing: String) throws {
    let whole = try bytes(packing)
    var refused = 0
    for place in whole.indices.dropFirst(4) {
      var bytes = whole
      bytes[place] ^= 0x55
      if errorReading(try scratch.file(bytes)) != nil { refused += 1 }
    }
    // A header's time, system and flags change nothing.
    #expect(refused > whole.count / 2)
  }

  @Test("of more than one member are read to the end of the last; zeros behind it are of a tape, and text is not") func members() throws {
    let rows = try scratch.file(bytes("gzip"))
    #expect(try all(TraceReader(path: rows)).count == 2)
    // The second member's text is a header again: a row of words.
    let twice = errorReading(try scratch.file(bytes("gzip") + bytes("gzip")))
    #expect(twice?.line == 4)
    #expect(try all(TraceReader(path: scratch.file(bytes("gzip") + [0, 0, 0, 0]))).count == 2)
    #expect(errorReading(try scratch.file(bytes("gzip") + Array("more".utf8)))?.message.contains("behind its end") == true)
    #expect(errorReading(try scratch.file(bytes("zstd") + Array("more".utf8))) != nil)
  }

  @Test("larger than every buffer arrive whole", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/gzip")))
  func large() throws {
    let text = "arrival_s,prompt_tokens,output_tokens\n" + (0..<200_000).map { "\($0),\($0 % 977 + 1),\($0 % 13 + 1)\n" }.joined()
    let plain = try scratch.file(text, named: "large")
    let expected = try all(TraceReader(path: plain))
    for tool in ["gzip", "zstd"] where FileManager.default.isExecutableFile(atPath: "/usr/bin/" + tool) {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/" + tool)
      process.arguments = ["-qkf", plain]
      try process.run()
      process.waitUntilExit()
      #expect(try all(TraceReader(path: plain + (tool == "gzip" ? ".gz" : ".zst"))) == expected)
    }
  }

  @Test("of several files are named for what they are") func tar() throws {
    var bytes = [UInt8](repeating: 0, count: 512)
    bytes.replaceSubrange(257..<262, with: Array("ustar".utf8))
    #expect(errorReading(try scratch.file(bytes))?.message == "this is a tar archive")
  }
}
