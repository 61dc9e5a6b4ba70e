import Hardware
import Kernel
import Metrics
import Model
import Record
import Study
import Testing

@Suite("Model FLOP/s and bandwidth utilisation")
struct UtilizationTests {
  private static func deployment(_ model: String, on accelerator: String, tensor: Int = 1) throws -> Deployment {
    var options = DeploymentOptions()
    options.layout.tensor = tensor
    return try Deployment(
      model: ModelCatalog.model(named: model).shape, accelerator: AcceleratorCatalog.accelerator(named: accelerator), options: options)
  }

  /// What a replica did in one iteration.
  private static func iteration(prefill: Int = 0, decodes: Int = 0, context: Int = 0, rows: Int) -> ReplicaOutcome {
    ReplicaOutcome(
      pool: 0, iterations: 1, busy: .zero, prefillTokens: prefill, prefillPairs: prefill * (prefill + 1) / 2, decodeTokens: decodes,
      decodeContextTokens: decodes * context, sampledRows: rows, routed: 1, finished: 1, preemptions: 0, peakRunning: 1, peakKVBlocks: 1,
      dynamicNanojoules: 0, joules: 0)
  }

  private static func seconds(_ shape: BatchShape, _ model: any CostModel, chunks: ChunkCost = .zero) -> Double {
    model.iterationCost(of: shape, chunks: chunks).time(of: shape.decodeContext).seconds
  }

  @Test("counts the model's own work once")
  func work() throws {
    let figures = try Self.deployment("llama-3.1-8b", on: "h100", tensor: 2).utilizationFigures(meanBatchTokens: 1)
    let decode = Self.iteration(decodes: 1, context: 1000, rows: 1)
    // The embedding is looked up and not multiplied with.
    let passed = Double(8_030_261_248 - 128_256 * 4096)
    #expect(abs(figures.bytes(of: decode) / (2 * passed + Double(1001 * 131_072)) - 1) < 1e-3)
    #expect(abs(figures.flops(of: decode) / (2 * passed + Double(1000 * 4 * 4096 * 32)) - 1) < 1e-3)
    #expect(abs(figures.peakBytesPerSecond / (2 * 3.35e12) - 1) < 1e-3)
    #expect(abs(figures.peakFlopsPerSecond / (2 * 989.4e12) - 1) < 1e-3)
  }

  @Test("of a long prompt lies where one expects it")
  func prefill() throws {
    let deployment = try Self.deployment("llama-3.1-8b", on: "h100")
    let figures = deployment.utilizationFigures(meanBatchTokens: 8192)
    var shape = BatchShape()
    (shape.prefillTokens, shape.prefillChunks, shape.sampledRows) = (8192, 1, 1)
    let seconds = Self.seconds(shape, deployment.costModel, chunks: deployment.costModel.chunkCost(tokens: 8192, contextTokens: 0))
    let used = figures.flops(of: Self.iteration(prefill: 8192, rows: 1)) / figures.peakFlopsPerSecond / seconds
    #expect((0.5...0.72).contains(used), "\(used)")
  }

  @Test(
    "never passes what the roofline attains",
    arguments: [
      ("llama-3.1-8b", "h100", 1), ("mixtral-8x7b", "h100", 2), ("gpt-oss-120b", "h100", 1), ("deepseek-v3", "b200", 8),
      ("llama-3.1-70b", "h100", 8), ("opt-13b", "mi300x", 1),
    ])
  func roofline(model: String, accelerator: String, tensor: Int) throws {
    let deployment = try Self.deployment(model, on: accelerator, tensor: tensor)
    let figures = deployment.utilizationFigures(meanBatchTokens: 64)
    var shape = BatchShape()
    shape.addDecodes(64, contextTokens: 300, readCaps: deployment.costModel.readCaps)
    let seconds = Self.seconds(shape, deployment.costModel)
    let done = Self.iteration(decodes: 64, context: 300, rows: 64)
    let (flops, bytes) = (figures.flops(of: done) / seconds, figures.bytes(of: done) / seconds)
    #expect(flops > 0 && flops < figures.peakFlopsPerSecond)
    #expect(bytes > 0.1 * figures.peakBytesPerSecond && bytes < figures.peakBytesPerSecond)
  }
}
