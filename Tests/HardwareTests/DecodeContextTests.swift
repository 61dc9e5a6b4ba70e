import Hardware
import Kernel
import Model
import Testing

@Suite("KV that a tensor group divides in place of copies")
struct DecodeContextTests {
  private func deployment(
    _ degree: Int, model: String = "deepseek-v3", fitted: Bool = false, _ change: (inout DeploymentOptions) -> Void = { _ in }
  ) throws -> Deployment {
    try Deployments.make(model, on: fitted ? "h100-sxm" : "h200", tensor: 8) { options in
      if fitted {
        options.profile = FittedProfiles.whole()
        options.engine = .vllm(maximumSequences: 128)
      }
      options.layout.context.decode = degree
      change(&options)
    }
  }

  @Test func `of one part changes no bit, and more parts hold exactly as many times the blocks`() throws {
    let plain = try Deployments.make("deepseek-v3", on: "h200", tensor: 8)
    let one = try deployment(1)
    #expect(plain.memory == one.memory)
    let shape = Deployments.decode(30, context: 5000)
    #expect(plain.costModel.iterationCost(of: shape, chunks: .zero) == one.costModel.iterationCost(of: shape, chunks: .zero))
    for degree in [2, 4, 8] {
      let memory = try deployment(degree).memory
      #expect(memory.kvBlocks == degree * plain.memory.kvBlocks && memory.weightBytes == plain.memory.weightBytes)
    }
  }

  /// GLM-5 on eight accelerators: 2,292,288 tokens fit, and 4,252,416 with the KV of two divided and its index whole on both (SGLang, pull
  /// request 31821): 1.855 times as many.
  @Test func `holds less than twice as much where an index is whole on both, as SGLang has it within 5 %`() throws {
    func tokens(_ degree: Int) throws -> Double {
      Double(
        try Deployments.make("glm-5", on: "b200", tensor: 8) { options in
          options.weightFormat = .fp8
          options.layout.context.decode = degree
        }.memory.keyValueTokens)
    }
    let ratio = try tokens(2) / tokens(1)
    #expect(ratio < 2 && abs(ratio / 1.855 - 1) < 0.05, "\(ratio)")
  }

  /// The law itself: each reads its part, or multiplies as ever where that takes longer; queries are gathered and sums merged.
  @Test(arguments: [false, true]) func `is read in parts, and costs the gathering of queries and the merging of sums`(fitted: Bool) throws {
    // Two KV heads on eight accelerators: each is there four times.
    let model = fitted ? "qwen2.5-3b" : "deepseek-v3"
    let degree = 2
    let (whole, divided) = (try make(model, 1, fitted: fitted), try make(model, degree, fitted: fitted))
    let shape = try ModelCatalog.model(named: model).shape
    let heads = Double(shape.heads / 8)
    let latent = shape.latentAttention
    let query = latent.map { Double($0.keyValueRank + $0.rotaryHeadSize) } ?? Double(shape.headSize)
    let value = latent.map { Double($0.keyValueRank) } ?? Double(shape.headSize)
    for (sequences, context) in [(1, 4096), (16, 1000), (64, 8192)] {
      let batch = Deployments.decode(sequences, context: context)
      var part = batch
      part.decodeContext.whole = (batch.decodeContext.whole + degree - 1) / degree
      let rows = Double(sequences)
      let half = 0.5
      let merging =
        Double(shape.attentionLayers)
        * (2 * 1e-5 + half * rows * heads * query * 2 / 100e9 + half * rows * heads * (value + 1) * 4 / 100e9)
      let (time, least) = (divided.costModel.total(batch).time.seconds, whole.costModel.total(part).time.seconds + merging)
      // Where arithmetic is the longer it is not divided, so that it takes more than the law of bytes, and never more than undivided.
      #expect(time > least * (1 - 1e-6) && time < whole.costModel.total(batch).time.seconds + merging + 1e-9, "\(time) and \(least)")
      let parts = divided.breakdown(of: batch)
      #expect(parts.reduce(Duration.zero) { $0 + $1.time } == divided.costModel.total(batch).time)
      #expect(parts.reduce(0) { $0 + $1.energyNanojoules } == divided.costModel.total(batch).energyNanojoules)
    }
  }

  private func make(_ model: String, _ degree: Int, fitted: Bool) throws -> Deployment {
    try Deployments.make(model, on: fitted ? "h100-sxm" : "h200", tensor: 8) { options in
      if fitted { options.profile = FittedProfiles.whole() }
      options.layout.context.decode = degree
      options.contextLink = ContextParallelTests.link(100e9)
    }
  }

  @Test(arguments: [2, 8]) func `leaves a step a line: many steps leapt over equal the steps one by one`(degree: Int) throws {
    for model in ["deepseek-v3", "deepseek-v3.2"] {
      let cost = try deployment(degree, model: model) { $0.weightFormat = .fp8 }.costModel
      var shape = Deployments.decode(7, context: 1000, window: cost.readCaps[1])
      var line = cost.iterationCost(of: shape, chunks: .zero)
      for _ in 0..<3000 {
        shape.decodeContext.whole += 7
        if shape.decodeContext[1] > 0 { shape.decodeContext[1] = min(7 * cost.readCaps[1], shape.decodeContext[1] + 7) }
        let next = cost.iterationCost(of: shape, chunks: .zero)
        if shape.decodeContext.whole <= line.time.limit {
          #expect(line.time(of: shape.decodeContext) == next.time(of: shape.decodeContext))
        } else {
          line = next
        }
      }
    }
  }

  @Test func `gives a chunk all of its context first, and nothing where there is none`() throws {
    let (whole, divided) = (try deployment(1), try deployment(8))
    #expect(whole.costModel.chunkCost(tokens: 500, contextTokens: 0) == divided.costModel.chunkCost(tokens: 500, contextTokens: 0))
    let times = [1000, 10_000, 100_000].map { context in
      divided.costModel.chunkCost(tokens: 500, contextTokens: context).time
        - whole.costModel.chunkCost(tokens: 500, contextTokens: context).time
    }
    #expect(times[0] > .zero && times[0] < times[1] && times[1] < times[2])
    let shape = Deployments.prefill(300)
    #expect(whole.costModel.iterationCost(of: shape, chunks: .zero) == divided.costModel.iterationCost(of: shape, chunks: .zero))
    #expect(whole.breakdown(of: shape) == divided.breakdown(of: shape))
  }

  @Test func `is refused where there are no copies to divide, and beside what nothing is said of`() throws {
    func message(_ make: () throws -> Deployment) -> String {
      do {
        _ = try make()
        return ""
      } catch { return "\(error)" }
    }
    #expect(message { try deployment(2, model: "llama-3.1-70b") }.contains("on 1 of 8 accelerators in copy"))
    #expect(message { try deployment(3) }.contains("'parallel.decode_context' of 1, 2, 4, 8"))
    #expect(message { try deployment(2) { $0.layout.context.groups = 2 } }.contains("'parallel.decode_context' beside 'parallel.context'"))
    #expect(message { try deployment(2) { $0.layout.pipeline = 2 } }.contains("beside 'parallel.pipeline'"))
  }
}
