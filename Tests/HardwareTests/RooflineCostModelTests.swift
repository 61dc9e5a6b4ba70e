import Hardware
import Kernel
import Model
import Testing

/// What the roofline promises whatever the model and the accelerator.
struct RooflineCostModelTests {
  /// Dense, grouped, windowed, mixture and latent models, on one and on several accelerators.
  static let cases: [(model: String, accelerator: String, tensor: Int)] = [
    ("llama-3.1-8b", "h100", 1), ("mistral-7b-v0.1", "a100", 1), ("gemma-3-27b", "h200", 2), ("mixtral-8x7b", "h100", 2),
    ("gpt-oss-120b", "h100", 1), ("deepseek-v3", "b200", 8), ("llama-3.1-70b", "h100", 8), ("opt-13b", "mi300x", 1),
  ]

  @Test(arguments: cases)
  func `cost is exactly a line in decode context`(model: String, accelerator: String, tensor: Int) throws {
    let cost = try Deployments.make(model, on: accelerator, tensor: tensor).costModel
    var stream = RandomStream(seed: 3, name: "shapes")
    for _ in 0..<500 {
      var shape = BatchShape()
      shape.decodeSequences = stream.integer(below: 300)
      shape.decodeRows = shape.decodeSequences
      shape.prefillTokens = stream.integer(below: 3) == 0 ? stream.integer(below: 5000) : 0
      shape.prefillChunks = shape.prefillTokens > 0 ? 1 : 0
      shape.decodeContext.whole = stream.integer(below: 1_000_000)
      shape.decodeContext[1] = stream.integer(below: 1 + shape.decodeContext.whole)
      shape.sampledRows = shape.decodeSequences
      let chunks = cost.chunkCost(tokens: shape.prefillTokens, contextTokens: stream.integer(below: 10_000))
      let here = cost.iterationCost(of: shape, chunks: chunks)
      var next = shape
      next.decodeContext.whole += 1
      #expect(cost.iterationCost(of: next, chunks: chunks) == here, "the line's coefficients do not depend on context")
      let step = cost.total(next, chunks: chunks).time - cost.total(shape, chunks: chunks).time
      #expect(step.picoseconds == here.time.slopes.whole && here.time.limit >= shape.decodeContext.whole)
    }
  }

  @Test(arguments: cases)
  func `the parts of an iteration sum to it exactly`(model: String, accelerator: String, tensor: Int) throws {
    let deployment = try Deployments.make(model, on: accelerator, tensor: tensor)
    for (decodes, prefill) in [(1, 0), (0, 700), (37, 511), (256, 3000)] {
      var shape = Deployments.decode(decodes, context: 900, window: deployment.costModel.readCaps[1])
      shape.prefillTokens = prefill
      shape.prefillChunks = prefill > 0 ? 2 : 0
      let chunks = deployment.costModel.chunkCost(tokens: prefill, contextTokens: 100)
      let parts = deployment.breakdown(of: shape, chunks: chunks)
      let total = deployment.costModel.total(shape, chunks: chunks)
      #expect(parts.reduce(Duration.zero) { $0 + $1.time } == total.time)
      #expect(parts.reduce(0) { $0 + $1.energyNanojoules } == total.energyNanojoules)
      #expect(Set(parts.map(\.part)).count == parts.count && parts.allSatisfy { $0.time >= .zero })
    }
  }

  @Test(arguments: cases)
  func `tokens, rows, context and chunks never cost less than fewer of them`(model: String, accelerator: String, tensor: Int) throws {
    let cost = try Deployments.make(model, on: accelerator, tensor: tensor).costModel
    var previous = Duration.zero
    for tokens in 1...3000 {
      let time = cost.total(Deployments.prefill(tokens)).time
      #expect(time >= previous, "\(tokens) tokens")
      previous = time
    }
    for sequences in 1..<300 {
      #expect(cost.decodeMilliseconds(sequences + 1, context: 500) >= cost.decodeMilliseconds(sequences, context: 500))
    }
    for tokens in [1, 100, 1000] {
      for context in [0, 1, 1000, 50_000] {
        let chunk = cost.chunkCost(tokens: tokens, contextTokens: context)
        #expect(cost.chunkCost(tokens: tokens + 1, contextTokens: context).time >= chunk.time)
        #expect(cost.chunkCost(tokens: tokens, contextTokens: context + 1).time >= chunk.time)
      }
    }
  }

  @Test(arguments: cases)
  func `no iteration draws more than the boards may`(model: String, accelerator: String, tensor: Int) throws {
    let deployment = try Deployments.make(model, on: accelerator, tensor: tensor)
    let card = deployment.accelerator
    let room = (card.maximumWatts.value - card.idleWatts.value) * Double(deployment.accelerators)
    for shape in [Deployments.decode(1, context: 10), Deployments.decode(256, context: 4000), Deployments.prefill(2048)] {
      let chunks = deployment.costModel.chunkCost(tokens: shape.prefillTokens, contextTokens: 0)
      let total = deployment.costModel.total(shape, chunks: chunks)
      let watts = Double(total.energyNanojoules) / 1e9 / total.time.seconds
      #expect(watts > 0.05 * room && watts <= room * (1 + 1e-9), "\(watts) W of \(room)")
    }
  }

  @Test func `looked up and computed costs are the same`() throws {
    let small = try Deployments.make("llama-3.1-8b", on: "h100") {
      $0.maximumBatchedTokens = 16
      $0.maximumSequences = 16
    }.costModel
    let large = try Deployments.make("llama-3.1-8b", on: "h100") { $0.maximumBatchedTokens = 8192 }.costModel
    for tokens in [1, 15, 16, 17, 31, 32, 33, 34, 500, 8000, 8500] {
      #expect(small.total(Deployments.prefill(tokens)) == large.total(Deployments.prefill(tokens)))
    }
    #expect(small.total(Deployments.decode(1025, context: 1)).time > small.total(Deployments.decode(1024, context: 1)).time)
  }

  @Test(arguments: cases)
  func `half the bandwidth, arithmetic or link is never faster`(model: String, accelerator: String, tensor: Int) throws {
    let whole = try Deployments.make(model, on: accelerator, tensor: tensor)
    var halves = [whole.accelerator, whole.accelerator]
    halves[0].bandwidthBytesPerSecond.value /= 2
    for index in halves[1].peakFLOPs.value.indices { halves[1].peakFLOPs.value[index].peak /= 2 }
    var slowLink = whole.options
    slowLink.tensorLink = try LinkCatalog.link(named: "pcie-3")
    let slower = [
      try Deployment(model: whole.model, accelerator: halves[0], options: whole.options),
      try Deployment(model: whole.model, accelerator: halves[1], options: whole.options),
      try Deployment(model: whole.model, accelerator: whole.accelerator, options: slowLink),
    ]
    for other in slower {
      for tokens in [1, 64, 500, 4000] {
        #expect(other.costModel.prefillMilliseconds(tokens) >= whole.costModel.prefillMilliseconds(tokens))
        #expect(other.costModel.decodeMilliseconds(tokens, context: 700) >= whole.costModel.decodeMilliseconds(tokens, context: 700))
      }
    }
  }

  @Test func `tensor parallelism is faster, but less than its degree`() throws {
    for (tokens, context) in [(1, 1000), (64, 1000)] {
      let times = try [2, 4, 8].map {
        try Deployments.make("llama-3.1-70b", on: "h100", tensor: $0).costModel.decodeMilliseconds(tokens, context: context)
      }
      #expect(times[1] < times[0] && times[2] < times[1])
      #expect(times[1] > times[0] / 2 && times[2] > times[0] / 4)
    }
    let prefill = try [2, 4, 8].map { try Deployments.make("llama-3.1-70b", on: "h100", tensor: $0).costModel.prefillMilliseconds(4096) }
    #expect(prefill[2] < prefill[1] && prefill[1] < prefill[0] && prefill[2] > prefill[0] / 4)
  }

  @Test func `a pipeline takes the sum of its stages and their hops`() throws {
    let one = try Deployments.make("llama-3.1-8b", on: "h100")
    let four = try Deployments.make("llama-3.1-8b", on: "h100") { $0.layout.pipeline = 4 }
    let hops = try #require(four.breakdown(of: Deployments.decode(8, context: 100)).first { $0.part == .pipelineHops })
    let difference =
      four.costModel.total(Deployments.decode(8, context: 100)).time - one.costModel.total(Deployments.decode(8, context: 100)).time
    #expect(hops.time > .zero && difference == hops.time)
    #expect(four.memory.kvBlocks > 4 * one.memory.kvBlocks, "the freed weights make room as well")
  }

  @Test func `a token past a full tile costs more than one before it`() throws {
    let cost = try Deployments.make("llama-2-13b", on: "a100").costModel
    func linear(_ tokens: Int) -> Duration { cost.total(Deployments.prefill(tokens)).time }
    let jump = linear(1025) - linear(1024)
    let ordinary = linear(1024) - linear(1023)
    #expect(jump.picoseconds > 20 * ordinary.picoseconds, "\(jump) against \(ordinary)")
  }

  @Test func `windowed layers stop growing with context, the others do not`() throws {
    let all = try Deployments.make("mistral-7b-v0.1", on: "h100").costModel
    #expect(all.readCaps[1] == 4096)
    #expect(all.iterationCost(of: Deployments.decode(1, context: 1), chunks: .zero).time.slopes.whole == 0)
    let some = try Deployments.make("gemma-3-27b", on: "h100").costModel.iterationCost(of: Deployments.decode(1, context: 1), chunks: .zero)
    #expect(some.time.slopes[1] > 5 * some.time.slopes.whole && some.time.slopes.whole > 0)
    // Beyond the window a chunk costs the same wherever it stands.
    #expect(all.chunkCost(tokens: 512, contextTokens: 5000) == all.chunkCost(tokens: 512, contextTokens: 50_000))
    let global = try Deployments.make("llama-3.1-8b", on: "h100").costModel
    #expect(global.readCaps[1] == .max)
  }

  @Test func `prefilling in chunks does the same attention and reads the context again`() throws {
    let cost = try Deployments.make("llama-3.1-8b", on: "h100").costModel
    let whole = cost.chunkCost(tokens: 8192, contextTokens: 0)
    var chunked = ChunkCost.zero
    for start in stride(from: 0, to: 8192, by: 512) { chunked += cost.chunkCost(tokens: 512, contextTokens: start) }
    #expect(chunked.time > whole.time && chunked.time.picoseconds < whole.time.picoseconds * 5 / 4)
  }

  @Test func `absurd batches give long times, never a trap`() throws {
    let cost = try Deployments.make("deepseek-v3", on: "h200", tensor: 8).costModel
    let chunk = cost.chunkCost(tokens: 1_000_000_000, contextTokens: 1_000_000_000)
    #expect(chunk.time > .seconds(80_000) && chunk.energyNanojoules > 0)
    #expect(cost.iterationCost(of: Deployments.prefill(1_000_000_000_000), chunks: chunk).time(of: .zero) > .seconds(80_000))
  }
}
