import Kernel
import Model
import Testing

struct ModelShapeTests {
  private func shape(_ name: String) throws -> ModelShape { try ModelCatalog.model(named: name).shape }

  @Test func `weights at rest are as large as the published checkpoints`() throws {
    // gpt-oss-120b: 60.8 GiB (arXiv 2508.10925, table 1); gpt-oss-20b: 12.8 GiB.
    #expect(abs(Double(try shape("gpt-oss-120b").weightBytes(.mxfp4)) / 0x1p30 - 60.8) < 0.6)
    #expect(abs(Double(try shape("gpt-oss-20b").weightBytes(.mxfp4)) / 0x1p30 - 12.8) < 0.3)
    // Llama-3.1-8B: linear layers halve in fp8, embedding and head do not.
    let llama = try shape("llama-3.1-8b")
    #expect(llama.weightBytes(.bf16) == 2 * 8_030_261_248)
    #expect(llama.weightBytes(.fp8) == llama.parameterCount + 128_256 * 4096 * 2 + 65 * 4096)
  }

  @Test func `narrower formats never take more bytes`() throws {
    for model in ModelCatalog.models {
      // In its own format a checkpoint may leave more of the model wide than another would.
      let formats = [NumberFormat.fp32, .bf16, .fp8, .nvfp4, .int4].filter { $0 != model.shape.nativeFormat }
      let bytes = formats.map { model.shape.weightBytes($0) }
      #expect(bytes == bytes.sorted(by: >), "\(model.id)")
    }
  }

  @Test func `linear FLOPs are twice the weights that a token meets in the layers`() throws {
    // States are updated by arithmetic of their own, and embeddings of every layer are looked up.
    for model in ModelCatalog.models where model.shape.linearMixers.isEmpty && model.shape.sideParameters == 0 {
      let outside = model.shape.embeddingParameters + model.shape.headParameters
      let inside = Double(model.shape.activeParameterCount - outside)
      #expect(abs(model.shape.linearFLOPsPerToken / (2 * inside) - 1) < 2e-3, "\(model.id)")
    }
  }

  @Test func `pairs of a chunk equal a count one by one, with and without a window`() {
    for window in [1, 3, 7, Int.max] {
      for context in 0...12 {
        for tokens in 0...12 {
          let counted = (0..<tokens).reduce(0) { $0 + min(context + $1 + 1, window) }
          #expect(ModelShape.prefillPairs(tokens: tokens, context: context, window: window) == Double(counted))
        }
      }
    }
  }

  @Test func `experts touched agree with drawing them`() {
    let mixture = MixtureOfExperts(experts: 32, expertsPerToken: 4, expertIntermediateSize: 1)
    var stream = RandomStream(seed: 1, name: "experts touched")
    for tokens in [1, 4, 16, 64] {
      var total = 0
      let draws = 4000
      for _ in 0..<draws {
        var touched = Set<Int>()
        for _ in 0..<tokens {
          var own = Set<Int>()
          while own.count < 4 { own.insert(stream.integer(below: 32)) }
          touched.formUnion(own)
        }
        total += touched.count
      }
      let mean = Double(total) / Double(draws)
      #expect(abs(mean - mixture.expectedExpertsTouched(tokens: tokens)) < 0.15, "\(tokens) tokens")
    }
    #expect(mixture.expectedExpertsTouched(tokens: 0) == 0)
    #expect(abs(mixture.expectedExpertsTouched(tokens: 1) - 4) < 1e-12)
  }

  @Test func `latent attention caches far less than heads would`() throws {
    let model = try shape("deepseek-v3")
    #expect(model.keyValueValuesPerTokenPerLayer == 576)
    #expect(model.keyValueBytesPerToken(.fp8) * 2 == model.keyValueBytesPerToken(.bf16))
  }

  @Test(arguments: ["fp32", "BF16", "float16", "bfloat16", "fp8", "int8", "int4", "mxfp4", "nvfp4"])
  func `number formats are known by their usual names`(name: String) throws {
    #expect(try NumberFormat(named: name).bitsPerValue > 0)
  }

  @Test func `an unknown number format is answered with the nearest`() {
    let error = #expect(throws: InputError.self) { try NumberFormat(named: "bf17") }
    #expect(error?.remedy == "did you mean 'bf16'?")
  }

  @Test func `shapes that cannot be are refused by the size that is wrong`() throws {
    func message(_ change: (inout ModelShape) -> Void) throws -> String {
      var changed = try shape("qwen3-30b-a3b")
      change(&changed)
      return #expect(throws: InputError.self) { try changed.validate() }?.message ?? ""
    }
    #expect(try message { $0.layers = 0 }.contains("num_hidden_layers"))
    #expect(try message { $0.keyValueHeads = 33 }.contains("num_key_value_heads"))
    #expect(try message { $0.keyValueHeads = 5 }.contains("evenly"))
    #expect(try message { $0.vocabularySize = .max }.contains("vocab_size"))
    #expect(try message { $0.mixtureOfExperts?.expertsPerToken = 129 }.contains("num_experts_per_tok"))
    #expect(try message { $0.slidingWindow = SlidingWindow(tokens: 0, layers: 1) }.contains("sliding_window"))
    #expect(
      try message {
        $0.hiddenSize = 1_000_000
        $0.intermediateSize = 10_000_000
        $0.mixtureOfExperts?.expertIntermediateSize = 10_000_000
      }.contains("10^15"))
  }
}
