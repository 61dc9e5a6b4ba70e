import Hardware
import Kernel
import Model
import Testing

struct MemoryPlanTests {
  /// vLLM 0.19 resolved 2,588 blocks with 256 sequences. A copy of its record says 128, so that the plan stands between the two: the
  /// 14 bytes of 128 x 128,256 logits are 4 % of the cache.
  @Test func `an 8B model leaves an RTX 4090 the blocks that vLLM resolved`() throws {
    for sequences in [256, 128] {
      let memory = try Deployments.make("llama-3.1-8b", on: "rtx-4090") { $0.maximumSequences = sequences }.memory
      #expect(abs(Double(memory.kvBlocks) / 2588 - 1) < 0.03, "\(memory.kvBlocks) blocks with \(sequences) sequences")
    }
    let memory = try Deployments.make("llama-3.1-8b", on: "rtx-4090").memory
    #expect(memory.blockBytes == 16 * 131_072 && memory.keyValueTokens == 16 * memory.kvBlocks)
  }

  @Test func `an 8B model leaves an H100 about 28 thousand blocks`() throws {
    #expect((27_000...28_500).contains(try Deployments.make("llama-3.1-8b", on: "h100").memory.kvBlocks))
  }

  /// The blocks that vLLM 0.15 resolved on H100, for the models of the catalog among the recorded runs.
  @Test(.enabled(if: Deployments.data != nil, "needs the folder of measured figures"))
  func `planned blocks are those of recorded servers`() throws {
    var compared = 0
    for row in try Deployments.rows("runs/vllm-0.15-h100-summary.csv") where row["stage"] == "-1" && row["precision"] == "FP16" {
      let name = (row["model"] ?? "").replacingOccurrences(of: "-Instruct", with: "")
      guard let model = try? ModelCatalog.model(named: name), let blocks = row["kv_blocks"].flatMap(Double.init) else { continue }
      let memory = try Deployments.make(model.id, on: "h100", tensor: Int(row["tp"] ?? "") ?? 1) {
        $0.maximumBatchedTokens = Int(row["max_num_batched_tokens"] ?? "") ?? 2048
        $0.maximumSequences = 128
        $0.engine = EngineCostRules()
        $0.engine?.memory.sampler = .sort
        $0.engine?.memory.trialGraphBytes = 0
      }.memory
      #expect(abs(Double(memory.kvBlocks) / blocks - 1) < 0.03, "\(name): \(memory.kvBlocks) against \(blocks)")
      compared += 1
    }
    #expect(compared >= 5)
  }

  @Test func `given blocks replace the plan`() throws {
    let memory = try Deployments.make("llama-3.1-8b", on: "h100") { $0.kvBlocks = 1234 }.memory
    #expect(memory.kvBlocks == 1234 && memory.kvBlocksGiven)
  }

  @Test func `the parts of the plan fill the memory that may be used`() throws {
    for (model, accelerator, tensor) in RooflineCostModelTests.cases {
      let memory = try Deployments.make(model, on: accelerator, tensor: tensor).memory
      let used = memory.weightBytes + memory.activationBytes + memory.engineBytes + memory.kvBlocks * memory.blockBytes
      let usable = Int(Double(memory.memoryBytes) * memory.memoryFraction)
      #expect(used <= usable && used + memory.blockBytes > usable)
    }
  }

  @Test func `KV in eight bits holds twice the blocks, whatever the weights`() throws {
    let wide = try Deployments.make("llama-3.1-8b", on: "h100").memory
    let narrow = try Deployments.make("llama-3.1-8b", on: "h100") { $0.keyValueFormat = .fp8 }.memory
    #expect(narrow.weightBytes == wide.weightBytes && abs(narrow.kvBlocks - 2 * wide.kvBlocks) <= 1)
  }

  @Test func `accelerators beyond the KV heads hold copies and gain no blocks from it`() throws {
    let four = try Deployments.make("qwen3-30b-a3b", on: "h100", tensor: 4).memory
    let eight = try Deployments.make("qwen3-30b-a3b", on: "h100", tensor: 8).memory
    #expect(eight.blockBytes == four.blockBytes)
  }

  @Test func `what does not fit is told with figures and with what would`() {
    let error = #expect(throws: InputError.self) { try Deployments.make("llama-3.1-70b", on: "h100") }
    #expect(error?.message.contains("142.5 GB") == true && error?.message.contains("76.4 GB") == true, "\(String(describing: error))")
    #expect(error?.remedy == "2-way tensor parallelism or weights in fp8 would fit")
    let huge = #expect(throws: InputError.self) { try Deployments.make("kimi-k2", on: "rtx-4090") }
    #expect(huge?.remedy?.contains("more") == true)
  }
}
