import Foundation
import Kernel
import Scenario
import Testing

@Suite("Any bytes give a scenario or an error with its line, never a crash or a hang")
struct FuzzTests {
  private static let seedText =
    minimal + """
      because: "a \\"quoted\\" reason: with 'all' sorts"
      engine: {block_tokens: 32 tokens, kv_blocks: auto, watermark: 5 %}
      parallel:
        tensor: 2
      scheduler: {name: sarathi, max_chunk_tokens: 300}
      pools:
        - {name: fast, replicas: 2}
        - name: slow
          accelerator: {name: l40s, price: 1.5 $/h}
      objective:
        ttft: 500 ms
        attainment: 99.9 %
        percentiles: [{metric: tpot, quantile: 95 %, at_most: 50 ms}]
      run: {seeds: [3, 7], record: 5 %, series: 250 ms, predictor: {kind: noisy, log_deviation: 0.3}}
      vary: {router: [random, least_tokens], pools.slow.replicas: [1, 2]}

      """

  /// Pieces that have broken readers of YAML before.
  private static let pieces = [
    ":", ": ", "\n", "  ", "- ", "[", "]", "{", "}", ",", "\"", "'", "#", " #", "&a ", "*a", "!!str ", "|", ">", "%", "@", "`", "\t", "?",
    "? ", "---\n",
    "...\n", "~", "null", "no", "1e999", "-0", "0x1F", "1_000", "12:30:45", ".inf", ".nan", "99999999999999999999", "1e400 s", "\u{FEFF}",
    "\u{85}", "\u{2028}",
    "\u{0}", "\\x", "\"\\ud800\"", "<<: *a", "é", "𝕏", "\r", "\r\n", "1e18 tokens", "-1", "0.0000000000000000001", "null: null", "a.b.c: 1",
  ]

  @Test("mutations of a scenario that uses everything")
  func mutations() throws {
    var chance = RandomStream(seed: 20, name: "fuzz")
    let original = Array(Self.seedText.utf8)
    _ = try Scenario.read(bytes: original, file: "fuzz.yaml").variants()
    var scenarios = 0
    for _ in 0..<6000 {
      var bytes = original
      for _ in 0...chance.integer(below: 4) { Self.mutate(&bytes, &chance) }
      scenarios += Self.check(bytes) ? 1 : 0
    }
    #expect(scenarios > 50, "some mutations are harmless")
  }

  @Test("scenarios cut off at every byte")
  func truncations() {
    let original = Array(Self.seedText.utf8)
    for length in 0..<original.count { _ = Self.check(Array(original[..<length])) }
  }

  @Test("texts made of nothing but troublesome pieces")
  func soup() {
    var chance = RandomStream(seed: 21, name: "soup")
    let words = Self.pieces + ["model", "engine", "workload", "from", "change", "vary", "pools", "name", "h100-sxm", "5 ms"]
    for _ in 0..<4000 {
      var text = ""
      for _ in 0...chance.integer(below: 30) { text += words[chance.integer(below: words.count)] }
      _ = Self.check(Array(text.utf8))
    }
  }

  @Test("assignments made of troublesome pieces")
  func assignments() throws {
    var chance = RandomStream(seed: 22, name: "assignments")
    let scenario = try Scenario.read(minimal, file: "s.yaml")
    let paths = ScenarioReference.entries.map(\.path)
    for _ in 0..<3000 {
      let text = "\(paths[chance.integer(below: paths.count)])=\(Self.pieces[chance.integer(below: Self.pieces.count)])"
      do {
        let changed = try scenario.changing([text])
        #expect(try Scenario.read(changed.resolvedText, file: "s.yaml").hash == changed.hash)
      } catch { #expect(!error.message.isEmpty) }
    }
  }

  /// Whether the bytes are a scenario; if so its canonical text must be stable, if not the error must say where.
  private static func check(_ bytes: [UInt8]) -> Bool {
    do {
      let scenario = try Scenario.read(bytes: bytes, file: "fuzz.yaml")
      let again = try Scenario.read(scenario.resolvedText, file: "fuzz.yaml")
      #expect(again.resolvedText == scenario.resolvedText)
      return true
    } catch {
      #expect(error.file == "fuzz.yaml" && (error.line ?? 0) >= 1 && (error.column ?? 0) >= 1, "\(error)")
      #expect(!error.message.contains("\n") && error.message.utf8.count < 1000, "\(error)")
      return false
    }
  }

  private static func mutate(_ bytes: inout [UInt8], _ chance: inout RandomStream) {
    let place = chance.integer(below: bytes.count)
    switch chance.integer(below: 6) {
    case 0: bytes[place] = UInt8(chance.integer(below: 256))
    case 1: bytes.remove(at: place)
    case 2: bytes.insert(contentsOf: Array(pieces[chance.integer(below: pieces.count)].utf8), at: place)
    case 3:
      bytes.replaceSubrange(
        place..<min(bytes.count, place + chance.integer(below: 9)), with: Array(pieces[chance.integer(below: pieces.count)].utf8))
    case 4:
      let end = min(bytes.count, place + 1 + chance.integer(below: 60))
      bytes.insert(contentsOf: bytes[place..<end], at: chance.integer(below: bytes.count))
    default:
      // A digit for a digit keeps the text readable, so that bounds are tried too.
      for index in place..<bytes.count where 48...57 ~= bytes[index] {
        bytes[index] = 48 + UInt8(chance.integer(below: 10))
        break
      }
    }
    if bytes.isEmpty { bytes = [35] }
  }
}
