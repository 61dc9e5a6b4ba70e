import Hardware
import Kernel
import Scenario
import Testing

@Suite("Weights and experts on the host in a scenario")
struct HostWeightTests {
  private func error(_ text: String) -> String {
    do {
      _ = try Scenario.read(text, file: "s.yaml").cluster()
      return ""
    } catch { return error.description }
  }

  private let mixture = minimal.replacingOccurrences(of: "llama-3.1-8b", with: "qwen3-30b-a3b")

  @Test func `what is written reaches the deployment, and what is not is the accelerator's own`() throws {
    let offload = try Scenario.read(minimal + "offload: {weights: 8 GB}\n", file: "s.yaml").deployments()[0].deployment
    #expect(offload.options.offload == WeightOffload(bytes: 8_000_000_000, link: try LinkCatalog.link(named: "pcie-5")))
    let text = mixture + "experts: {resident: 16, link: {bandwidth: 20 GB/s}, predictor: 80 %, regroup: 2}\n"
    let experts = try Scenario.read(text, file: "s.yaml").deployments()[0].deployment.options.residentExperts
    #expect(experts?.resident == 16 && experts?.link.bandwidthBytesPerSecond.value == 20e9)
    #expect(experts?.predictor == 0.8 && experts?.regroup == 2 && experts?.onMiss == .load)
    let host = mixture + "experts: {resident: 0, on_miss: host_compute, host_bandwidth: 160 GB/s, host_compute_rate: 2 TFLOPS}\n"
    let computed = try Scenario.read(host, file: "s.yaml").deployments()[0].deployment.options.residentExperts
    #expect(computed?.hostBytesPerSecond == 160e9 && computed?.hostFLOPs == 2e12)
    #expect(try Scenario.read(minimal, file: "s.yaml").deployments()[0].deployment.options.offload == nil)
  }

  @Test func `a resolved scenario with them reads back as itself`() throws {
    for text in [
      minimal + "offload: {weights: 8 GB, link: pcie-4, overlap: none}\n",
      mixture + "experts: {resident: 16, on_miss: host_compute, host_bandwidth: 1 GB/s, host_compute_rate: 2 PFLOPS}\n",
    ] {
      let scenario = try Scenario.read(text, file: "s.yaml")
      #expect(try Scenario.read(scenario.resolvedText, file: "s.yaml").hash == scenario.hash)
    }
  }

  @Test(arguments: [
    ("offload: {weights: 8}", "'offload.weights': '8' has no unit"),
    ("offload: {}", "missing key 'offload.weights'"),
    ("offload: {weights: 8 GB, link: pcie-9}", "pcie-9"),
    ("offload: {weights: 20 GB}", "20.0 GB of weights are to stay in the host's memory"),
    ("offload: {weights: 8 GB}\nparallel: {pipeline: 2}", "'offload.weights' beside 'parallel.pipeline'"),
    ("experts: {resident: 4}", "has no routed experts to keep on the host"),
  ]) func `what cannot be is told where it stands`(line: String, wanted: String) {
    let message = error(minimal + line + "\n")
    let place = minimal.split(separator: "\n", omittingEmptySubsequences: false).count
    #expect(message.hasPrefix("s.yaml:\(place):") && message.contains(wanted), "\(message)")
  }

  @Test(arguments: [
    ("experts: {resident: 129}", "129 resident experts of"),
    ("experts: {resident: 4, on_miss: host_compute}", "not said how fast it reads and multiplies"),
    ("experts: {resident: 4, host_bandwidth: 1 GB/s}", "'experts.host_bandwidth' has no effect"),
    ("experts: {resident: 4, regroup: 0}", "out of range"),
  ]) func `experts that cannot be are told where they stand`(line: String, wanted: String) {
    let message = error(mixture + line + "\n")
    let place = minimal.split(separator: "\n", omittingEmptySubsequences: false).count
    #expect(message.hasPrefix("s.yaml:\(place):") && message.contains(wanted), "\(message)")
  }

  @Test func `weights, caches and swap space share the host's memory`() {
    let small = minimal.replacingOccurrences(of: "accelerator: h100-sxm", with: "accelerator: {name: h100-sxm, host_memory: 12 GiB}")
    #expect(error(small + "offload: {weights: 8 GB}\n").isEmpty)
    let message = error(small + "offload: {weights: 8 GB}\nengine: {preemption: swap, swap_space: 6 GiB}\n")
    #expect(
      message.contains("weights on the host and swap_space of a replica would take") && message.contains("which has 12 GiB"), "\(message)")
    let alone = error(small + "offload: {weights: 13 GB}\n")
    #expect(alone.contains("weights on the host of a replica would take 12.2 GiB"), "\(alone)")
  }

  @Test func `experts beyond the accelerator's memory are refused with what would fit`() {
    let text = mixture.replacingOccurrences(of: "h100-sxm", with: "rtx4090")
    #expect(error(text + "experts: {resident: 120}\n").contains("does not fit"))
    #expect(error(text + "experts: {resident: 8}\n").isEmpty)
  }
}
