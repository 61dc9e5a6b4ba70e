import Kernel
import Scenario
import Serving
import Testing
import Workload

@Suite("Shared prefixes in a scenario: a workload, a scheduler that groups, attention that reads once")
struct SharedPrefixScenarioTests {
  private static let head = "model: llama-2-7b\naccelerator: a100-80gb\n"
  private static let load = """
    workload:
      shared_prefixes:
        - {tokens: 64, degree: {distribution: uniform, from: 2, to: 9}}
        - {tokens: {distribution: lognormal, mean: 2000, coefficient_of_variation: 0.5}, degree: 16}
      prompt: 200
      output: 100
      arrivals: at_once
      requests: 6400
      order: grouped

    """

  @Test("the levels, lengths and order that are written are those of the workload")
  func workload() throws {
    let scenario = try Scenario.read(Self.head + Self.load, file: "s.yaml")
    guard case .sharedPrefixes(let prefixes, .atOnce, 6400) = scenario.workload.origin else {
      Issue.record("\(scenario.workload.origin)")
      return
    }
    #expect(prefixes.levels[0] == .init(tokens: .constant(64), degree: .uniform(from: 2, through: 9)))
    #expect(prefixes.levels[1].degree == .constant(16) && prefixes.levels.count == 2)
    #expect(prefixes.ownTokens == .constant(200) && prefixes.outputTokens == .constant(100))
    #expect(prefixes.order == .grouped && prefixes.blockTokens == 16)
    // Written out and read again it is the same.
    #expect(try Scenario.read(scenario.resolvedText, file: "s.yaml").hash == scenario.hash)
  }

  @Test("what would have no effect is refused where it stands")
  func refusals() throws {
    func fault(_ lines: String) -> String {
      do {
        _ = try Scenario.read(Self.head + lines + Self.load, file: "s.yaml")
        return "none"
      } catch { return "\(error)" }
    }
    #expect(fault("scheduler: batchllm\n") == "none")
    #expect(fault("engine: ideal\nscheduler: {name: batchllm, group: false}\n") == "none")
    #expect(fault("scheduler: batchllm\nengine: {preset: vllm-0.19, shared_prefix_attention: cascade}\n") == "none")
    #expect(
      fault("engine: ideal\nscheduler: batchllm\n").hasPrefix(
        "s.yaml:4:12: error: the scheduler 'batchllm' groups requests by prompt blocks, and the engine shares none"))
    #expect(
      fault("engine: {preset: vllm-0.19, shared_prefix_attention: fused}\n").contains(
        "'engine.shared_prefix_attention' has no effect: the scheduler 'sarathi' groups no requests"))
  }

  @Test("engine and scheduler get what the scenario says")
  func cluster() throws {
    let text =
      Self.head + "scheduler: {name: batchllm, token_batching_degree: 7}\nengine: {preset: vllm-0.19, shared_prefix_attention: separate}\n"
    let replica = try Scenario.read(text + Self.load, file: "s.yaml").cluster().pools[0].replica
    #expect(replica.rules.sharedPrefixAttention == .separate && replica.rules.prefixCaching)
    #expect(replica.schedulerParameters["token_batching_degree"] == .count(7) && replica.schedulerParameters["order"] == .flag(true))
  }
}
