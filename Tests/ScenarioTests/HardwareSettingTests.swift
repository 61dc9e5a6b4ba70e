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
