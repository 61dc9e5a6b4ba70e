import Foundation
import FuzzTargets
import Kernel
import Testing

@Suite("What holds for every run, whatever its scenario")
struct RunLawTests {
  @Test("every section that is drawn in one piece is one that a scenario takes")
  func pieces() { #expect(ScenarioDraw.refusedPieces == []) }

  @Test("random scenarios out of all keys: nothing is lost, nothing comes before its cause, no share is more than all, twice is the same")
  func laws() throws {
    let cases = Int(240 * (Double(ProcessInfo.processInfo.environment["WINDTUNNEL_CASES"] ?? "1") ?? 1))
    let target = try #require(FuzzTarget.named("run"))
    var ran = 0
    for index in 0..<cases {
      var chance = RandomStream(seed: 2_027, name: "laws", substream: UInt64(index))
      let bytes = (0..<(12 + chance.integer(below: 120))).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
      do { if try target.read(bytes) { ran += 1 } } catch { Issue.record("case \(index): \(error.description)") }
    }
    #expect(ran > cases / 2, "most of what is drawn can be run: \(ran) of \(cases)")
  }
}
