import Foundation
import Hardware
import Kernel
import Scenario
import Testing

@Suite("Parallelism, power and carbon in a scenario")
struct HardwareSettingTests {
  private func error(_ text: String) -> String {
    do {
      _ = try Scenario.read(text, file: "s.yaml").cluster()
      return ""
    } catch { return error.description }
  }

  @Test("a cap that cannot be is refused with file and line", arguments: ["50 W", "900 W"])
  func capIsRefused(watts: String) {
    let text = minimal.replacingOccurrences(of: "accelerator: h100-sxm", with: "accelerator: {name: h100-sxm, power_cap: \(watts)}")
    let message = error(text)
    #expect(
      message.hasPrefix("s.yaml:2:") && message.contains("a power cap of \(watts)") && message.contains("at most 700 W"), "\(message)")
  }

  @Test("a cap slows prompts down, and reaches the replicas of its pool alone")
  func capIsRead() throws {
    let text =
      minimal + """
        pools:
          - {name: free}
          - {name: capped, accelerator: {name: h100-sxm, power_cap: 350 W}}

        """
    let deployed = try Scenario.read(text, file: "s.yaml").deployments().map(\.deployment)
    let chunks = deployed.map { $0.costModel.chunkCost(tokens: 2000, contextTokens: 0).time }
    #expect(chunks[1] > chunks[0] && deployed[1].maximumWatts == deployed[0].maximumWatts - 350)
  }

  @Test("as many micro-batches are in flight as there are stages, unless the scenario says otherwise")
  func microBatches() throws {
    func replica(_ parallel: String) throws -> (Int, Int?) {
      let text = minimal.replacingOccurrences(of: "llama-3.1-8b", with: "llama-3.1-70b") + "parallel: \(parallel)\n"
      let replica = try Scenario.read(text, file: "s.yaml").cluster().pools[0].replica
      return (replica.microBatches, replica.pipeline?.stages.count)
    }
    #expect(try replica("{pipeline: 4}") == (4, 4))
    #expect(try replica("{pipeline: 4, micro_batches: 2}") == (2, 4))
    #expect(try replica("{pipeline: 4, micro_batches: 1}") == (1, nil))
    #expect(try replica("{tensor: 4}") == (1, nil))
    #expect(error(minimal + "parallel: {pipeline: 2, micro_batches: 3}\n").contains("3 micro-batches in 2 pipeline stages"))
  }

  @Test("experts are spread as the scenario says, and a dense model has none")
  func experts() throws {
    let text = minimal.replacingOccurrences(of: "llama-3.1-8b", with: "deepseek-v3").replacingOccurrences(of: "h100-sxm", with: "h200")
    let parallel = "parallel: {data: 16, expert: 16, redundant_experts: 16, expert_zipf: 0.5, expert_link: infiniband-ndr}\n"
    let options = try Scenario.read(text + parallel, file: "s.yaml").deployments()[0].deployment.options
    #expect(options.layout == ParallelLayout(data: 16, expert: 16))
    #expect(options.experts == ExpertPlacement(redundantExperts: 16, load: .zipf(exponent: 0.5)))
    #expect(options.expertLink?.id == "infiniband-ndr")
    #expect(error(minimal + "parallel: {data: 2}\n").contains("has no routed experts"))
  }

  @Test("experts are chosen at random unless the scenario says otherwise, and reach theirs as the engine does it")
  func expertDefaults() throws {
    let text = minimal.replacingOccurrences(of: "llama-3.1-8b", with: "deepseek-v3").replacingOccurrences(of: "h100-sxm", with: "h200")
    func options(_ more: String) throws -> DeploymentOptions {
      try Scenario.read(text + more + "\n", file: "s.yaml").deployments()[0].deployment.options
    }
    #expect(try options("parallel: {data: 16, expert: 16}").experts.load == .uniform)
    #expect(try options("parallel: {data: 16, expert: 16, expert_imbalance: 1}").experts.load == .imbalance(1))
    #expect(try options("parallel: {data: 16, expert: 16}").expertExchange == .allGatherReduceScatter)
    #expect(try options("parallel: {data: 16, expert: 16, exchange: point_to_point}").expertExchange == .pointToPoint)
    #expect(try options("parallel: {data: 16, expert: 16}\nengine: ideal").expertExchange == .pointToPoint)
    #expect(error(text + "parallel: {exchange: broadcast}\n").contains("allgather_reducescatter"))
  }

  @Test("a link is a name, a name with figures to change, or figures alone")
  func links() throws {
    func link(_ text: String) throws -> Link? {
      try Scenario.read(minimal + "parallel: {tensor: 2, tensor_link: \(text)}\n", file: "s.yaml").deployments()[0].deployment.options
        .tensorLink
    }
    #expect(try link("auto") == nil && link("pcie-4") == LinkCatalog.link(named: "pcie-4"))
    #expect(try link("{name: pcie-4}") == LinkCatalog.link(named: "pcie-4"))
    let given = try #require(try link("{bandwidth: 16 GB/s, latency: 20 us}"))
    #expect(given.bandwidthBytesPerSecond.value == 16e9 && given.latencySeconds.value == 2e-5)
    #expect(given.reach(members: 2).efficiency.value == 1)
    let slow = try #require(try link("{name: pcie-4, latency: 1 ms}"))
    #expect(slow.bandwidthBytesPerSecond.value == 31.5e9 && slow.reach(members: 2).latencySeconds.value == 1e-3)
    let scenario = try Scenario.read(
      minimal, file: "s.yaml", assignments: ["parallel.tensor=2", "parallel.tensor_link=pcie-4", "parallel.tensor_link.latency=1 ms"])
    #expect(try scenario.deployments()[0].deployment.options.tensorLink == slow)
    let again = try Scenario.read(scenario.resolvedText, file: "again.yaml")
    #expect(again.hash == scenario.hash)
    for (text, says) in [
      ("{latency: 20 us}", "'parallel.tensor_link' does not say which link"),
      ("{bandwidth: 16}", "'parallel.tensor_link.bandwidth': '16' has no unit"), ("pcie-6", "unknown link 'pcie-6'"),
      ("{bandwidth: -1 GB/s}", "parallel.tensor_link.bandwidth"), ("{bandwidth: 16 GB/s, latency: 2 s}", "parallel.tensor_link.latency"),
    ] {
      #expect(error(minimal + "parallel: {tensor: 2, tensor_link: \(text)}\n").contains(says), "\(text)")
    }
  }

  @Test("carbon intensity has a unit, and none by default")
  func carbon() throws {
    #expect(try Scenario.read(minimal, file: "s.yaml").cluster().carbonGramsPerKilowattHour == nil)
    let scenario = try Scenario.read(minimal + "carbon_intensity: 380 g/kWh\n", file: "s.yaml")
    #expect(try scenario.cluster().carbonGramsPerKilowattHour == 380)
    #expect(fault(minimal + "carbon_intensity: 380\n").contains("has no unit"))
  }

  @Test("collectives are hidden from the tokens on that the scenario names")
  func overlap() throws {
    let options = try Scenario.read(minimal + "costs: {overlap_threshold: 1024 tokens}\n", file: "s.yaml").deployments()[0].deployment
      .options
    #expect(options.roofline.overlapThresholdTokens == 1024)
  }
}
