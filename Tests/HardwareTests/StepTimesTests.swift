import Hardware
import Kernel
import Testing

@Suite("Measured times of whole iterations")
struct StepTimesTests {
  private static let times = StepTimes(
    prompts: [
      .init(size: 512, time: .milliseconds(94)), .init(size: 1024, time: .milliseconds(154)), .init(size: 2048, time: .milliseconds(274)),
    ],
    decodes: [.init(size: 1, time: .milliseconds(45)), .init(size: 65, time: .milliseconds(77))], mixedFactor: 1.1)

  private func deployment(_ times: StepTimes? = times, micro: Int = 1) throws -> Deployment {
    try Deployments.make("llama-3.1-8b", on: "a100-80gb") { options in
      options.layout = ParallelLayout(tensor: 4, pipeline: micro, microBatches: micro)
      options.maximumSequences = 32
      options.stepTimes = times
    }
  }

  private func shape(prompt: Int = 0, decodes: Int = 0, context: Int = 0) -> BatchShape {
    var shape = BatchShape()
    (shape.prefillTokens, shape.prefillChunks) = (prompt, prompt > 0 ? 1 : 0)
    (shape.decodeSequences, shape.decodeRows, shape.decodeContext.whole) = (decodes, decodes, context)
    shape.sampledRows = decodes + shape.prefillChunks
    return shape
  }

  private func milliseconds(_ model: any CostModel, _ shape: BatchShape) -> Double {
    let chunk = model.chunkCost(tokens: shape.prefillTokens, contextTokens: 0)
    let cost = model.iterationCost(of: shape, chunks: chunk)
    return cost.time(of: shape.decodeContext).seconds * 1e3
  }

  @Test("at the points the times are the measured ones, between them on the line, before the first its own, beyond the last carried on")
  func curve() throws {
    let model = try deployment().costModel
    let expected = [
      (512, 94.0), (1024, 154), (768, 124), (100, 94), (2048, 274), (4096, 514), (40_000, 274 + (40_000 - 2048) * 120 / 1024.0),
    ]
    for (tokens, time) in expected { #expect(abs(milliseconds(model, shape(prompt: tokens)) - time) < 1e-6, "\(tokens) tokens") }
    // Beyond max_sequences, 32 here, nothing is tabulated, and nothing changes.
    for (sequences, time) in [(1, 45.0), (33, 61), (65, 77), (129, 109)] {
      #expect(abs(milliseconds(model, shape(decodes: sequences)) - time) < 1e-6, "\(sequences) sequences")
    }
  }

  @Test("decodes beside a prompt count as tokens and stretch it; context makes no difference to the time, and to the energy it does")
  func mixture() throws {
    let model = try deployment().costModel
    #expect(abs(milliseconds(model, shape(prompt: 760, decodes: 8)) - 124 * 1.1) < 1e-6)
    let (short, long) = (shape(decodes: 8, context: 800), shape(decodes: 8, context: 80_000))
    #expect(milliseconds(model, short) == milliseconds(model, long))
    let costs = [short, long].map { model.iterationCost(of: $0, chunks: .zero) }
    let energies = zip(costs, [800, 80_000]).map { $0.nanojoules(of: GroupValues(whole: $1)) }
    #expect(energies[0] < energies[1])
  }

  @Test("the breakdown is one part with all time and all energy")
  func breakdown() throws {
    let model = try deployment().costModel
    let shape = shape(prompt: 700, decodes: 5, context: 4000)
    let chunk = model.chunkCost(tokens: 700, contextTokens: 0)
    let cost = model.iterationCost(of: shape, chunks: chunk)
    let parts = model.breakdown(of: shape, chunks: chunk)
    #expect(parts.map(\.part) == [.step] && parts[0].time.picoseconds == cost.time.base)
    #expect(parts[0].energyNanojoules == cost.nanojoules(of: GroupValues(whole: 4000)))
    #expect(model.coverage.map(\.basis) == [.measured])
  }

  @Test("curves that do not rise, have no point or stand beside micro-batches are refused")
  func refusals() throws {
    var empty = Self.times
    empty.decodes = []
    var falling = Self.times
    falling.prompts.reverse()
    var fast = Self.times
    fast.mixedFactor = 0.9
    for wrong in [empty, falling, fast] { #expect(throws: InputError.self) { try deployment(wrong) } }
    #expect(throws: InputError.self) { try deployment(micro: 2) }
    #expect(throws: Never.self) { try deployment(nil, micro: 2) }
  }
}
