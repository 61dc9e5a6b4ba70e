import Foundation
import Hardware
import Kernel
import Model
import Testing

/// How far the roofline is from what was measured. Fitted profiles are to be closer; these bounds are what a model and
/// an accelerator without measurements may expect.
struct MeasuredTimesTests {
  /// SARATHI, arXiv 2308.16369: LLaMA-13B on RTX A6000, kernels only.
  @Test func `LLaMA-13B on RTX A6000 as SARATHI measured it`() throws {
    let cost = try Deployments.make("llama-13b", on: "a6000") { $0.roofline.hostSecondsPerIteration = 0 }.costModel
    #expect(abs(cost.prefillMilliseconds(1024) / 234.8 - 1) < 0.15)
    #expect(abs(cost.decodeMilliseconds(4, context: 1024) / 49.96 - 1) < 0.15)
  }

  /// The artifact of Sarathi-Serve (arXiv 2403.02310): Yi-34B on two A100. The software of 2023 left about 22 ms of host
  /// time in a step; with it, one decode and whole prompts come out, larger decode batches stay too fast.
  @Test(.enabled(if: Deployments.data != nil, "needs the folder of measured figures"))
  func `Yi-34B on two A100 as Sarathi-Serve measured it`() throws {
    let cost = try Deployments.make("yi-34b", on: "a100", tensor: 2) { $0.roofline.hostSecondsPerIteration = 0.022 }.costModel
    #expect(abs(cost.decodeMilliseconds(1, context: 1024) / 46.8 - 1) < 0.15)
    for row in try Deployments.rows("operators/sarathi-yi-34b-a100/prefill.csv") {
      guard let tokens = row["batch_num_tokens"].flatMap(Int.init), let seconds = row["batch_execution_time"].flatMap(Double.init),
        (512...8192).contains(tokens)
      else { continue }
      let ratio = cost.prefillMilliseconds(tokens) / (seconds * 1000)
      #expect((0.65...1.15).contains(ratio), "\(tokens) tokens: \(ratio)")
    }
  }

  /// Mean prefill and decode times of vLLM with Llama-3.1-70B in fp8, four requests at a time.
  @Test(.enabled(if: Deployments.data != nil, "needs the folder of measured figures"))
  func `Llama-3.1-70B in fp8 on H100 as vLLM serves it`() throws {
    var compared = 0
    for row in try Deployments.rows("runs/closed-loop-h100-dense.csv")
    where row["backend"] == "vllm" && row["batch_size"] == "4.0" && row["model_path"] == "meta-llama/Llama-3.1-70B" {
      guard let tensor = row["tp_size"].flatMap(Double.init), let prompt = row["isl"].flatMap(Double.init),
        let output = row["osl"].flatMap(Double.init), let first = row["silicon_ttft_ms"].flatMap(Double.init),
        let each = row["silicon_tpot_ms"].flatMap(Double.init)
      else { continue }
      let cost = try Deployments.make("llama-3.1-70b", on: "h100", tensor: Int(tensor)) { $0.weightFormat = .fp8 }.costModel
      let decode = cost.decodeMilliseconds(4, context: Int(prompt + output / 2)) / each
      #expect((0.75...1.1).contains(decode), "tensor \(tensor), \(prompt) + \(output): decode \(decode)")
      // A short prompt's time to the first token holds much that is no prefill; a long one is prefill.
      if prompt >= 8000 {
        let ratio = cost.prefillMilliseconds(Int(prompt)) / first
        #expect((0.8...1.2).contains(ratio), "tensor \(tensor), \(prompt): first token \(ratio)")
      }
      compared += 1
    }
    #expect(compared >= 6)
  }

  /// LLMServingSim's tables, vLLM 0.19: microseconds of one layer of Llama-3.1-8B.
  @Test(
    .enabled(if: Deployments.data != nil, "needs the folder of measured figures"),
    arguments: [
      ("rtx-4090", "RTX4090"), ("rtx-pro-6000", "RTXPRO6000"),
    ])
  func `linear operators of Llama-3.1-8B as vLLM runs them`(accelerator: String, folder: String) throws {
    let deployment = try Deployments.make("llama-3.1-8b", on: accelerator)
    let parts: [String: IterationPart] = [
      "qkv_proj": .queryKeyValue, "o_proj": .attentionOutput, "gate_up_proj": .gateUp, "down_proj": .down,
    ]
    var errors: [Double] = []
    for row in try Deployments.rows("operators/llmservingsim/\(folder)/meta-llama/Llama-3.1-8B/bf16/tp1/dense.csv") {
      guard let part = parts[row["layer"] ?? ""], let tokens = row["tokens"].flatMap(Int.init),
        let microseconds = row["time_us"].flatMap(Double.init),
        let own = deployment.breakdown(of: Deployments.prefill(tokens)).first(where: { $0.part == part })
      else { continue }
      errors.append(abs(own.time.milliseconds * 1000 / 32 / microseconds - 1))
    }
    errors.sort()
    #expect(errors.count > 100)
    #expect(
      errors[errors.count / 2] < 0.12 && errors[errors.count * 9 / 10] < 0.35,
      "median \(errors[errors.count / 2]), p90 \(errors[errors.count * 9 / 10])")
  }

  /// AIConfigurator's table of vLLM's all-reduce inside a CUDA graph, microseconds by bytes, on H100.
  @Test(.enabled(if: Deployments.data != nil, "needs the folder of measured figures"))
  func `all-reduces on H100 as vLLM runs them`() throws {
    let link = try LinkCatalog.link(named: "nvlink-4")
    var errors: [Double] = []
    for row in try Deployments.rows("operators/aiconfigurator/h100_sxm_custom_allreduce_vllm0.24.0.csv")
    where row["kernel_source"] == "vLLM_custom_graph" {
      guard let members = row["num_gpus"].flatMap(Int.init), let bytes = row["message_bytes"].flatMap(Double.init),
        let microseconds = row["latency_us"].flatMap(Double.init)
      else { continue }
      let seconds = CollectiveCost(link: link, members: members).allReduce(bytes: bytes)
      errors.append(abs(seconds * 1e6 / microseconds - 1))
    }
    errors.sort()
    #expect(errors.count > 30 && errors[errors.count / 2] < 0.2, "median \(errors[errors.count / 2])")
  }
}
