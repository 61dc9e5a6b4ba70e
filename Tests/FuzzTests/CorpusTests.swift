import Foundation
import FuzzTargets
import Kernel
import Testing

@Suite("Whatever bytes come from outside are read or refused")
struct CorpusTests {
  private static let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// How many times the usual number of mutations is tried.
  private static let cases = Double(ProcessInfo.processInfo.environment["WINDTUNNEL_CASES"] ?? "1") ?? 1

  @Test("the whole corpus of every target, and mutations of it", arguments: FuzzTarget.all.map(\.name))
  func corpus(name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let inputs = target.corpus(project: Self.project)
    #expect(!inputs.isEmpty, "a fuzzer begins with something")
    var taken = 0
    for (file, bytes) in inputs {
      do { if try target.read(bytes) { taken += 1 } } catch { Issue.record("\(file): \(error.description)") }
    }
    #expect(taken > 0, "some of it is what the reader is for")
    // A fault prints the bytes, which belong in the corpus then.
    let small = inputs.filter { $0.bytes.count < 6_000 }
    var chance = RandomStream(seed: 2_026, name: "corpus", substream: 0)
    for _ in 0..<Int(Double(Self.mutations[name] ?? 150) * Self.cases) where !small.isEmpty {
      var bytes = small[chance.integer(below: small.count)].bytes
      for _ in 0...chance.integer(below: 4) { Self.mutate(&bytes, small[chance.integer(below: small.count)].bytes, &chance) }
      do { try target.read(bytes) } catch {
        Issue.record("\(error.description)\n  \(target.meaning(of: bytes).debugDescription)\n  \(Data(bytes).base64EncodedString())")
        return
      }
    }
  }

  /// What takes long has fewer.
  private static let mutations = ["run": 60, "database": 60]

  /// Changes bytes, cuts, doubles, and takes pieces of another input over.
  private static func mutate(_ bytes: inout [UInt8], _ other: [UInt8], _ chance: inout RandomStream) {
    if bytes.isEmpty { bytes = other }
    if bytes.isEmpty { return }
    let place = chance.integer(below: bytes.count)
    let end = min(bytes.count, place + 1 + chance.integer(below: 40))
    switch chance.integer(below: 6) {
    case 0: bytes[place] = UInt8(truncatingIfNeeded: chance.next())
    case 1: bytes.removeSubrange(place..<end)
    case 2: bytes.insert(contentsOf: bytes[place..<end], at: chance.integer(below: bytes.count))
    case 3: bytes.removeSubrange(place...)
    case 4 where !other.isEmpty:
      let from = chance.integer(below: other.count)
      bytes.insert(contentsOf: other[from..<min(other.count, from + 60)], at: place)
    default:
      // A digit for a digit keeps the form, so that bounds are tried too.
      for index in place..<bytes.count where 48...57 ~= bytes[index] {
        bytes[index] = 48 + UInt8(chance.integer(below: 10))
        break
      }
    }
  }
}
