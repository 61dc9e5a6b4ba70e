import Hardware
import Kernel
import Model
import Testing

/// What an engine keeps of memory, mechanism by mechanism: each test turns one of them alone.
@Suite("Memory that the engine keeps")
struct EngineMemoryTests {
  private static let gibibyte = Double(1 << 30)

  private func plan(
    _ model: String = "llama-3.1-8b", on accelerator: String = "h100", tensor: Int = 1,
    _ change: (inout DeploymentOptions) -> Void = { _ in }
  ) throws -> MemoryPlan {
    try Deployments.make(model, on: accelerator, tensor: tensor) { options in
      options.maximumSequences = 1024
      options.maximumBatchedTokens = 8192
      options.engine = EngineCostRules()
      options.engine?.memory.sampler = .sort
      options.engine?.memory.heldHiddenStates = 1
      options.engine?.memory.trialGraphBytes = 0
      change(&options)
    }.memory
  }

  /// The peak of the trial run ("activation"), as vLLM 0.11 logged it on H100; 36 MiB of it are cuBLAS's.
  @Test(
    "the peak of a trial run is that of the logs, whatever the model and its format",
    arguments: [
      ("llama-3.1-8b", 1, 4.76), ("llama-3.3-70b", 2, 4.84), ("qwen3-32b", 1, 5.64), ("qwen3-32b", 2, 5.64), ("gpt-oss-20b", 1, 7.38),
    ])
  func peaks(model: String, tensor: Int, logged: Double) throws {
    let format: NumberFormat? = model == "llama-3.3-70b" ? .fp8 : nil
    let memory = try plan(model, tensor: tensor) { $0.weightFormat = format }
    #expect(abs((Double(memory.activationBytes) + 36 * 1_048_576) / Self.gibibyte - logged) < 0.02)
  }

  @Test("sampling holds 38 bytes for each logit that is sorted, 50 in batches that are sorted as one, 14 where thresholds do")
  func sampling() throws {
    func perLogit(_ sampler: EngineMemory.Sampler, rows: Int) throws -> Double {
      func bytes(_ rows: Int) throws -> Double {
        Double(
          try plan {
            $0.engine?.memory.sampler = sampler
            $0.maximumSequences = rows
          }.activationBytes)
      }
      // The hidden states of a row come beside its logits.
      return (try bytes(rows + 8) - bytes(rows)) / 8 / 128_256 - 4 * 4096 / 128_256
    }
    let (sort, triton) = (try perLogit(.sort, rows: 512), try perLogit(.triton, rows: 1600))
    #expect(abs(sort - 38) < 1e-3 && abs(triton - 14) < 1e-3)
    let flashinfer = try perLogit(.flashinfer, rows: 1600)
    #expect(abs(flashinfer - 14) < 1e-3)
    func small(_ rows: Int, _ sampler: EngineMemory.Sampler = .sort) throws -> MemoryPlan {
      try plan {
        $0.maximumSequences = rows
        $0.maximumBatchedTokens = 2048
        $0.engine?.memory.sampler = sampler
      }
    }
    let (narrow, wide) = (try small(127), try small(128))
    #expect(narrow.activationBytes > wide.activationBytes, "127 rows are sorted as one")
    let none = try small(128, .none)
    #expect(none.activationBytes < wide.activationBytes, "nothing but the widest layer is left")
  }

  @Test("a batch of more tokens holds its hidden states once or twice more")
  func hiddenStates() throws {
    // What vLLM 0.15 gave up of its KV for 1,024 tokens more a batch, with Qwen2.5-7B on H100: 16 blocks.
    func blocks(_ tokens: Int) throws -> Int {
      try plan("qwen2.5-7b") {
        $0.engine?.memory.heldHiddenStates = 2
        $0.maximumBatchedTokens = tokens
        $0.maximumSequences = 128
      }.kvBlocks
    }
    let given = try blocks(1024) - blocks(2048)
    #expect((15...17).contains(given))
  }

  @Test("the table of rotary positions is as long as the model knows positions, and none where they are learned")
  func rotary() throws {
    func engine(_ change: (inout ModelShape) -> Void) throws -> Int {
      var shape = try ModelCatalog.model(named: "llama-3.1-8b").shape
      change(&shape)
      return try Deployment(model: shape, accelerator: AcceleratorCatalog.accelerator(named: "h100")).memory.engineBytes
    }
    let plain = try engine { _ in }
    let twice = try engine { $0.maximumPositions *= 2 }
    let learned = try engine { $0.details.learnedPositions = 1 }
    #expect(twice - plain == 32 << 20 && plain - learned == 32 << 20)
  }

  @Test("4-bit experts are padded to what their kernels want: gpt-oss takes what it was logged to take")
  func padding() throws {
    // Weights as logged, rotary table included.
    for (model, logged) in [("gpt-oss-20b", 13.47), ("gpt-oss-120b", 64.38)] {
      let memory = try plan(model) { $0.kvBlocks = 10 }
      let libraries = 140e6 + 36 * 1_048_576
      let weights = (Double(memory.weightBytes + memory.engineBytes) - libraries) / Self.gibibyte
      #expect(abs(weights / logged - 1) < 0.004, "\(model): \(weights) GiB")
      #expect(Double(memory.weightBytes) / Self.gibibyte / logged < 0.96, "not without the padding")
    }
    let bare = try plan("gpt-oss-20b") { $0.weightFormat = .bf16 }
    let padded = try plan("gpt-oss-20b")
    #expect(padded.engineBytes > bare.engineBytes + 500_000_000, "16-bit experts are not padded")
  }

  @Test("collective buffers are there where accelerators work together")
  func collectives() throws {
    let (one, two) = (try plan().engineBytes, try plan(tensor: 2).engineBytes)
    #expect(two - one == 400_000_000)
  }

  @Test("the fraction is of all memory with or without activations, or of what is left over")
  func scopes() throws {
    func plan(_ scope: EngineMemory.Scope) throws -> MemoryPlan { try self.plan { $0.engine?.memory.scope = scope } }
    let (all, beside, left) = (try plan(.everything), try plan(.weightsAndCache), try plan(.leftOver))
    #expect(abs((beside.kvBlocks - all.kvBlocks) * all.blockBytes - all.activationBytes) <= all.blockBytes)
    let free = left.memoryBytes - left.weightBytes - left.activationBytes - left.engineBytes
    #expect(left.kvBlocks == Int(Double(free) * 0.9) / left.blockBytes)
    #expect(left.kvBlocks > all.kvBlocks)
  }
}
