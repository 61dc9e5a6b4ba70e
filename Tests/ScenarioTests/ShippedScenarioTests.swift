import Foundation
import Kernel
import Scenario
import Testing

@Suite("Every scenario that ships can be read, fits its accelerators, and says why it exists")
struct ShippedScenarioTests {
  /// The scenarios by their path in the folder, sorted.
  static let names: [String] = {
    let found = FileManager.default.enumerator(atPath: repository + "/scenarios")?.compactMap { $0 as? String } ?? []
    return found.filter { $0.hasSuffix(".yaml") && !$0.hasSuffix("published.yaml") }.sorted()
  }()

  @Test("there are at least eight")
  func enough() { #expect(Self.names.count >= 8) }

  @Test("one scenario", arguments: names)
  func resolves(name: String) throws {
    let scenario = try Scenario.load(path: repository + "/scenarios/" + name)
    #expect(name.hasSuffix(scenario.name + ".yaml"))
    #expect(scenario.because?.count ?? 0 > 20)
    #expect(!scenario.resolvedText.contains(repository), "no machine's paths")
    for variant in try scenario.variants() {
      let pools = try variant.scenario.cluster().pools
      #expect(pools.allSatisfy { $0.replica.kvBlocks > 100 && $0.replica.dollarsPerHour > 0 })
      let again = try Scenario.read(variant.scenario.resolvedText, file: repository + "/scenarios/" + name)
      #expect(again.hash == variant.scenario.hash)
    }
  }

  @Test("a what-if changes what it says and nothing else")
  func whatIfs() throws {
    func differences(_ one: String, _ other: String) throws -> [String] {
      let scenarios = try [one, other].map { try Scenario.load(path: repository + "/scenarios/" + $0) }
      return Scenario.differences(between: scenarios[0], and: scenarios[1]).map(\.path)
    }
    #expect(
      try differences("chat-8b.yaml", "chat-8b-fcfs.yaml") == ["scheduler.name", "scheduler.max_chunk_tokens"])
    #expect(try differences("chat-8b.yaml", "what-if/double-traffic.yaml") == ["workload.rate_scale"])
    #expect(try differences("chat-8b.yaml", "what-if/fp8.yaml") == ["formats.weights", "formats.kv"])
    #expect(try differences("chat-70b.yaml", "what-if/a100.yaml") == ["accelerator.name", "calibration"])
  }
}
