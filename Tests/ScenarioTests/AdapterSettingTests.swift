import Kernel
import Scenario
import Serving
import Testing

@Suite("Adapters as settings")
struct AdapterSettingTests {
  private static func text(_ adapters: String, workload: String = "{count: 12, alpha: 1}", others: String = "") -> String {
    """
    model: llama-3.1-8b
    accelerator: h100-sxm
    \(adapters.isEmpty ? "" : "adapters: \(adapters)")
    \(others)
    workload:
      prompt: 100
      output: 10
      arrivals: {process: poisson, rate: 5 req/s}
      requests: 10
      \(workload.isEmpty ? "" : "adapters: \(workload)")
    """
  }

  private static func rules(_ text: String) throws -> AdapterRules? {
    try Scenario.read(text, file: "adapters.yaml").cluster().pools[0].replica.adapters
  }

  private static func refusal(_ text: String) -> InputError? {
    do {
      _ = try rules(text)
      return nil
    } catch { return error as? InputError }
  }

  @Test func `say slots, ranks, kernels and links of a pool, and how many there are of the workload`() throws {
    let rules = try #require(try Self.rules(Self.text("{device_slots: 3, rank: [64, 8]}")))
    #expect(rules.count == 12 && rules.slots == 3 && rules.overtakes && rules.mergedChange == nil)
    #expect(rules.kinds.map(\.rank) == [64, 8])
    #expect(rules.kinds[0].bytes == 8 * rules.kinds[1].bytes && rules.kinds[0].loadTime > rules.kinds[1].loadTime)
    let slower = try #require(try Self.rules(Self.text("{device_slots: 3, rank: 64, link: {bandwidth: 1 GB/s}, overtaking: false}")))
    #expect(slower.kinds[0].loadTime.seconds > 5 * rules.kinds[0].loadTime.seconds && !slower.overtakes)
    let merged = try #require(try Self.rules(Self.text("{device_slots: 1, kernel: merged}")))
    let change = try #require(merged.mergedChange)
    #expect(change.seconds > 0.01)
    let scenario = try Scenario.read(Self.text("{device_slots: 3}"), file: "adapters.yaml")
    #expect(scenario.options(seed: 3).adapters == scenario.adapterLoad && scenario.adapterLoad?.count == 12)
    #expect(try Self.rules(Self.text("", workload: "")) == nil)
  }

  @Test(arguments: [
    ("{device_slots: 3, rank: 0}", "{count: 12, alpha: 1}", "", 3, "no rank"),
    ("{device_slots: 3, rank: \"16, none\"}", "{count: 12, alpha: 1}", "", 3, "no rank"),
    ("{device_slots: 0}", "{count: 12, alpha: 1}", "", 3, "device_slots"),
    ("{rank: 8}", "{count: 12, alpha: 1}", "", 3, "device_slots"),
    ("{device_slots: 90000, rank: 64}", "{count: 12, alpha: 1}", "", 1, "does not fit"),
    ("{device_slots: 3, link: pcie-9}", "{count: 12, alpha: 1}", "", 3, "pcie-9"),
    ("{device_slots: 3}", "", "", 3, "no request"),
    ("", "{count: 12, alpha: 1}", "", 10, "no slots"),
    ("{device_slots: 3}", "{count: 12}", "", 10, "which adapter"),
    ("{device_slots: 3}", "{count: 0, alpha: 1}", "", 10, "count"),
    ("{device_slots: 3, rank: 256}", "{count: 90000, alpha: 1}", "", 3, "host's"),
    ("{device_slots: 2, kernel: merged}", "{count: 12, alpha: 1}", "", 3, "merged"),
    ("{device_slots: 1, kernel: merged, launch: 3 us}", "{count: 12, alpha: 1}", "", 3, "no effect"),
    ("{device_slots: 3, targets: none}", "{count: 12, alpha: 1}", "", 3, "bytes"),
    ("{device_slots: 3}", "{count: 12, alpha: 1}", "parallel: {pipeline: 2}", 3, "pipeline"),
    ("{device_slots: 3}", "{count: 12, alpha: 1}", "scheduler: batchllm", 3, "batchllm"),
    (
      "{device_slots: 3}", "{count: 12, alpha: 1}", "speculation: {draft: ngram, tokens: 2, acceptance: {rate: 0.5}}", 3, "speculation"
    ),
  ])
  func `that cannot be are refused at their line`(adapters: String, workload: String, others: String, line: Int, about: String) throws {
    let error = try #require(Self.refusal(Self.text(adapters, workload: workload, others: others)), "\(adapters) \(workload)")
    #expect(error.line == line && "\(error)".contains(about), "\(error)")
    #expect(error.remedy != nil, "\(error)")
  }
}
