import Foundation
import Hardware
import Kernel
import Model
import Scenario
import Testing

@Suite("Sampling")
struct SamplingTests {
  private func deployed(_ text: String, model: String = "qwen2.5-7b") throws -> Scenario.DeployedPool {
    let scenario = minimal.replacing("llama-3.1-8b", with: model) + text
    return try #require(try Scenario.read(scenario, file: "s.yaml").deployments().first)
  }

  private func sampling(_ text: String, model: String = "qwen2.5-7b") throws -> Sampling {
    try deployed(text, model: model).deployment.options.sampling
  }

  @Test("requests that say nothing are sampled as the model's generation_config.json asks, where the engine heeds it")
  func ofTheModel() throws {
    let published = Sampling(temperature: 0.7, topK: 20, topP: 0.8, repetitionPenalty: 1.05)
    #expect(try sampling("") == published)
    #expect(try sampling("engine: {default_sampling: random}\n") == .random)
    #expect(try sampling("engine: ideal\n") == .greedy)
    #expect(try sampling("engine: ideal\nsampling: model\n") == published)
    #expect(try sampling("sampling: greedy\n") == .greedy)
    #expect(try sampling("sampling: {from: random}\n") == .random)
  }

  @Test("single figures go over where they are from")
  func figures() throws {
    #expect(try sampling("sampling: {temperature: 0}\n").isGreedy)
    let other = try Scenario.read(
      minimal + "sampling: {from: random, temperature: 0.5}\n", file: "s.yaml", assignments: ["sampling=greedy"])
    #expect(try other.deployments().first?.deployment.options.sampling == .greedy, "another sort begins anew")
    #expect(try sampling("sampling: {top_k: none}\n").topK == nil)
    let given = try sampling("sampling: {from: random, top_k: 5, top_p: 90 %, min_p: 0.1, presence_penalty: 0.5, frequency_penalty: -1}\n")
    #expect(given.topK == 5 && given.topP == 0.9 && given.minP == 0.1 && given.presencePenalty == 0.5 && given.frequencyPenalty == -1)
  }

  @Test("a model whose generation_config.json is not known is sampled as its engine does, and told to")
  func granted() throws {
    let unknown = try deployed("", model: "glm-4-9b-0414")
    #expect(unknown.deployment.options.sampling == .random)
    #expect(unknown.modelNotes.contains { $0.contains("generation_config.json is not known") })
    #expect(try deployed("sampling: greedy\n", model: "glm-4-9b-0414").modelNotes.allSatisfy { !$0.contains("generation_config") })
    #expect(try deployed("").modelNotes.allSatisfy { !$0.contains("generation_config") })
  }

  @Test("the engine's version says what sorts")
  func kernels() throws {
    func rules(_ engine: String) throws -> EngineCostRules { try #require(try deployed("engine: \(engine)\n").deployment.options.engine) }
    #expect(try rules("vllm-0.12").samplerKernel == .sort && rules("vllm-0.15").samplerKernel == .sort)
    #expect(try rules("vllm-0.19").samplerKernel == .triton && rules("vllm-0.20").samplerKernel == .flashinfer)
    #expect(try rules("vllm-0.12").sortTimeRatio > rules("vllm-0.15").sortTimeRatio)
    #expect(try rules("vllm-0.11").sortTimeRatio > rules("vllm-0.12").sortTimeRatio)
  }

  @Test("figures fitted on one architecture are used there, and all-reduces are fused by version, architecture and size of the group")
  func architectures() throws {
    func rules(_ accelerator: String, _ rest: String) throws -> EngineCostRules {
      let text = minimal.replacing("h100-sxm", with: accelerator) + rest
      return try #require(try Scenario.read(text, file: "s.yaml").deployments().first?.deployment.options.engine)
    }
    let two = "parallel: {tensor: 2}\n"
    #expect(try rules("h100-sxm", "").graphedAttentionSavingSeconds == 5e-6 && rules("h100-sxm", "").collectiveWaitSeconds == 4e-6)
    for other in ["b200", "l40s", "a100-80gb"] { #expect(try rules(other, "").collectiveWaitSeconds == 0) }
    #expect(try rules("l40s", "").graphedAttentionSavingSeconds == 5e-6 && rules("b200", "").graphedAttentionSavingSeconds == 0)
    #expect(try rules("l40s", "engine: {graphed_attention_saving: 3 us}\n").graphedAttentionSavingSeconds == 3e-6)
    #expect(try rules("h100-sxm", two + "engine: vllm-0.15\n").fusedAllReduceBytes == 0)
    #expect(try rules("h100-sxm", two + "engine: {preset: vllm-0.15, fused_all_reduce: true}\n").fusedAllReduceBytes == 64 * 1_048_576)
    #expect(try rules("h100-sxm", two + "engine: vllm-0.19\n").fusedAllReduceBytes == 64 * 1_048_576)
    #expect(try rules("b200", "parallel: {tensor: 4}\n").fusedAllReduceBytes == 32 * 1_048_576)
    #expect(try rules("a100-80gb", two).fusedAllReduceBytes == 0 && rules("h100-sxm", "").fusedAllReduceBytes == 0)
    #expect(try rules("h100-sxm", "parallel: {tensor: 2, pipeline: 2}\n").fusedAllReduceBytes == 0)
  }

  @Test(
    "bad values are told with the line and what would be right",
    arguments: [
      ("sampling: beam", "s.yaml:4", "'beam'"), ("sampling: {temperature: -1}", "s.yaml:4", "0 to 100"),
      ("sampling: {top_k: 0}", "s.yaml:4", "top_k"), ("sampling: {top_p: 0}", "s.yaml:4", "top_p"),
      ("sampling: {tok_k: 3}", "s.yaml:4", "did you mean 'top_k'"), ("sampling: {repetition_penalty: 0}", "s.yaml:4", "0.001"),
      ("engine: {sampler: torch}", "s.yaml:4", "sort"), ("engine: {sort_time_ratio: 0}", "s.yaml:4", "0.1"),
    ])
  func bad(line: String, place: String, part: String) {
    let message = fault(minimal + line + "\n")
    #expect(message.contains(place) && message.contains(part), "\(message)")
  }
}
