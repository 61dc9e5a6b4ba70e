import Hardware
import Kernel
import Scenario
import Serving
import Testing

@Suite("What engines take by the memory of the accelerator")
struct EngineDefaultsTests {
  private func pool(_ engine: String, on accelerator: String, _ more: String = "") throws -> (Scenario.DeployedPool, ReplicaConfiguration) {
    let text = minimal.replacing("h100-sxm", with: accelerator) + "engine: \(engine)\ncalibration: roofline\n" + more
    let scenario = try Scenario.read(text, file: "s.yaml")
    return (
      try #require(try scenario.deployments().first), try #require(try scenario.cluster().pools.first).replica
    )
  }

  @Test(
    "sequences at once and tokens an iteration are those of the engine on an accelerator of that class",
    arguments: [
      ("vllm-0.19", "h100-sxm", 1024, 8192), ("vllm-0.12", "h200", 1024, 8192), ("vllm-0.15", "mi300x", 1024, 8192),
      ("vllm-0.10", "b200", 1024, 8192), ("vllm-0.19", "a100-80gb", 256, 2048), ("vllm-0.19", "l40s", 256, 2048),
      ("vllm-0.20", "rtx-4090", 256, 2048), ("vllm-0.19", "tpu-v6e", 256, 1024), ("sglang-0.5", "h100-sxm", 2048, 8192),
      ("sglang-0.5", "a100-40gb", 2048, 4096), ("sglang-0.5", "rtx-4090", 2048, 2048), ("sglang-0.5", "b200", 2048, 16_384),
      ("tensorrt-llm-1.2", "h100-sxm", 2048, 8192), ("ideal", "h100-sxm", 256, 2048),
    ])
  func classes(engine: String, accelerator: String, sequences: Int, tokens: Int) throws {
    let (deployed, replica) = try pool(engine, on: accelerator)
    #expect(replica.maximumSequences == sequences && deployed.maximumBatchedTokens == tokens)
    #expect(replica.maximumBatchedTokens == (engine == "ideal" ? nil : tokens))
  }

  @Test("memory that a scenario gives decides, and what it says of the engine stands")
  func given() throws {
    #expect(try pool("vllm-0.19", on: "{name: h100-sxm, memory: 60 GiB}").1.maximumSequences == 256)
    #expect(try pool("vllm-0.19", on: "{name: rtx-4090, memory: 80 GiB}").1.maximumSequences == 1024)
    let said = try pool("{max_sequences: 77, max_batched_tokens: 900}", on: "h100-sxm").1
    #expect(said.maximumSequences == 77 && said.maximumBatchedTokens == 900)
    #expect(try pool("{max_batched_tokens: 512}", on: "h100-sxm").1.maximumSequences == 512, "one token each")
  }

  @Test("a policy with iterations of its own keeps their size, and has no more sequences than they have room for")
  func otherPolicies() throws {
    let whole = try pool("vllm-0.19", on: "h100-sxm", "scheduler: fcfs\n")
    #expect(whole.1.maximumBatchedTokens == nil && whole.0.maximumBatchedTokens == 131_072 && whole.1.maximumSequences == 1024)
    #expect(try pool("vllm-0.19", on: "h100-sxm", "scheduler: sarathi_fixed\n").1.maximumSequences == 256)
    #expect(try pool("vllm-0.19", on: "h100-sxm", "scheduler: splitfuse\n").1.maximumSequences == 768)
    #expect(try pool("vllm-0.19", on: "h100-sxm", "scheduler: priority\n").1.maximumBatchedTokens == 8192)
  }

  @Test("SGLang's part of memory is what its rule leaves: 13 GiB aside on H100")
  func staticFraction() throws {
    func fraction(_ accelerator: String, _ parallel: String = "") throws -> Double {
      try pool("sglang-0.5", on: accelerator, parallel).0.deployment.memory.memoryFraction
    }
    // 512 + 8,192 x 1.5 + 256 x 2 + 128 = 13,440 MiB of 81,008.
    let one = try fraction("h100-sxm")
    #expect(one == 0.834)
    let four = try fraction("h100-sxm", "parallel: {tensor: 4}\n")
    #expect(four < one, "512 sequences in graphs")
  }

  @Test("the three engines divide an H100 by their own rules")
  func division() throws {
    func plan(_ engine: String) throws -> MemoryPlan { try pool(engine, on: "h100-sxm").0.deployment.memory }
    let (vllm, sglang, tensorrt) = (try plan("vllm-0.19"), try plan("sglang-0.5"), try plan("tensorrt-llm-1.2"))
    let usable = Int(Double(vllm.memoryBytes) * vllm.memoryFraction)
    let used = vllm.weightBytes + vllm.activationBytes + vllm.engineBytes
    #expect((usable - used) / vllm.blockBytes == vllm.kvBlocks + 1, "the null block")
    #expect(sglang.blockTokens == 1 && tensorrt.blockTokens == 32)
    let fixed = Int(Double(sglang.memoryBytes) * sglang.memoryFraction) - sglang.weightBytes - sglang.engineBytes
    #expect(sglang.kvBlocks == fixed / sglang.blockBytes, "activations lie beside")
    let left = tensorrt.memoryBytes - tensorrt.weightBytes - tensorrt.activationBytes - tensorrt.engineBytes
    #expect(tensorrt.kvBlocks == Int(Double(left) * 0.9) / tensorrt.blockBytes)
  }

  @Test("newer vLLM takes more of memory and keeps room for its graphs; TensorRT-LLM sets outputs aside and pads nothing")
  func rules() throws {
    let newer = try pool("vllm-0.20", on: "h100-sxm").0.deployment
    #expect(newer.memory.memoryFraction == 0.92 && newer.options.engine?.memory.trialGraphBytes == 980_000_000)
    let tensorrt = try pool("tensorrt-llm-1.2", on: "h100-sxm")
    #expect(tensorrt.1.rules.reservesOutput && tensorrt.0.deployment.options.engine?.captureSizes == [])
    let sglang = try pool("sglang-0.5", on: "h100-sxm")
    #expect(sglang.1.rules.reservesWholePrompt && !sglang.1.rules.reservesOutput)
    #expect(sglang.0.deployment.options.engine?.captureSizes.last == 256)
  }
}
