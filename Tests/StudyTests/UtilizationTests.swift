import Hardware
import Kernel
import Metrics
import Model
import Record
import Scenario
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
    let figures = try Self.deployment("llama-3.1-8b", on: "h100", tensor: 2).utilizationFigures
    let decode = Self.iteration(decodes: 1, context: 1000, rows: 1)
    // The embedding is looked up and not multiplied with.
    let passed = Double(8_030_261_248 - 128_256 * 4096)
    #expect(abs(figures.bytes(of: decode, timesExpertsRead: 0) / (2 * passed + Double(1001 * 131_072)) - 1) < 1e-3)
    #expect(abs(figures.flops(of: decode) / (2 * passed + Double(1000 * 4 * 4096 * 32)) - 1) < 1e-3)
    #expect(abs(figures.peakBytesPerSecond / (2 * 3.35e12) - 1) < 1e-3)
    #expect(abs(figures.peakFlopsPerSecond / (2 * 989.4e12) - 1) < 1e-3)
  }

  @Test("of a long prompt lies where one expects it")
  func prefill() throws {
    let deployment = try Self.deployment("llama-3.1-8b", on: "h100")
    let figures = deployment.utilizationFigures
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
      ("llama-3.1-70b", "h100", 8), ("opt-13b", "mi300x", 1), ("zamba2-7b", "h100", 1), ("qwen3-next-80b-a3b", "h100", 4),
    ])
  func roofline(model: String, accelerator: String, tensor: Int) throws {
    let deployment = try Self.deployment(model, on: accelerator, tensor: tensor)
    let figures = deployment.utilizationFigures
    var shape = BatchShape()
    shape.addDecodes(64, contextTokens: 300, readCaps: deployment.costModel.readCaps)
    let seconds = Self.seconds(shape, deployment.costModel)
    let done = Self.iteration(decodes: 64, context: 300, rows: 64)
    let (flops, bytes) = (
      figures.flops(of: done) / seconds, figures.bytes(of: done, timesExpertsRead: deployment.expertShareRead(tokens: 64)) / seconds
    )
    #expect(flops > 0 && flops < figures.peakFlopsPerSecond)
    #expect(bytes > 0.1 * figures.peakBytesPerSecond && bytes < figures.peakBytesPerSecond)
  }

  // MARK: Whole runs

  private static func runs(_ text: String) throws -> [CompletedRun] {
    let scenario = try PreparedScenario(try Scenario.read(text, file: "case.yaml"))
    return try StudyCase.run(scenario)[0].runs
  }

  @Test(
    "of a mixture stays below what memory can deliver, however small batches and long prompts alternate",
    arguments: [
      ("nemotron-3-nano-30b-a3b", "h100-sxm", 1, 0.0), ("qwen3-30b-a3b", "h100-sxm", 1, 0.8), ("gpt-oss-120b", "h100-sxm", 2, 0.0),
      ("deepseek-v3.2", "b200", 8, 0.0),
    ])
  func mixtures(model: String, accelerator: String, tensor: Int, zipf: Double) throws {
    let runs = try Self.runs(
      """
      model: \(model)
      accelerator: \(accelerator)
      calibration: roofline
      parallel: {tensor: \(tensor)\(zipf > 0 ? ", expert_zipf: \(zipf)" : "")}
      engine: {preset: ideal, max_batched_tokens: 8192}
      workload:
        prompt: {distribution: lognormal, mean: 4000, coefficient_of_variation: 1}
        output: {distribution: lognormal, mean: 400, coefficient_of_variation: 1}
        arrivals: {process: poisson, rate: 4 req/s}
        requests: 300
      """)
    let (mfu, mbu) = (try #require(runs[0].summary[.mfu]?.mean), try #require(runs[0].summary[.mbu]?.mean))
    #expect(mbu > 0.2 && mbu < 1 && mfu > 0 && mfu < 1, "MBU \(mbu), MFU \(mfu)")
  }

  /// Listens to what the batches were.
  private final class Batches: Observer, Sendable {
    let told = LockedValue<[(tokens: Int, count: Int)]>([])
    func receive(_ event: RunEvent) {}
    func tokenGaps(_ gap: Duration, count: Int) {}
    func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {}
    func iterationsEnded(_ span: IterationSpan) {
      told.withLock { $0.append((span.decodeSequences + span.prefillTokens, span.count)) }
    }
  }

  @Test("of a mixture sums the experts of every iteration, and not those of a mean batch")
  func everyIteration() throws {
    let prepared = try StudyCase.scenario("model=qwen3-30b-a3b", "run.seeds=1")
    let batches = Batches()
    let run = try #require(
      try StudyCase.run(prepared) { options in options.listener = { _, _ in (batches, { _ in }) } }[0].runs.first)
    let deployment = prepared.deployments[0].deployment
    let replica = run.summary.replicas[0]
    let told = batches.told.withLock { $0 }
    #expect(told.reduce(0) { $0 + $1.count } == replica.iterations)
    let timesRead = told.reduce(0) { $0 + Double($1.count) * deployment.expertShareRead(tokens: $1.tokens) }
    let figures = deployment.utilizationFigures
    let expected =
      figures.bytes(of: replica, timesExpertsRead: timesRead) / figures.peakBytesPerSecond / run.summary.end.seconds
    #expect(abs(try #require(run.summary[.mbu]?.mean) / expected - 1) < 1e-9)
    // A mean batch would touch more.
    let mean = (replica.prefillTokens + replica.decodeTokens) / replica.iterations
    #expect(Double(replica.iterations) * deployment.expertShareRead(tokens: mean) > 1.02 * timesRead)
  }

  @Test("of a model with windows counts what its layers read", arguments: ["gpt-oss-20b", "gemma-3-27b"])
  func windows(model: String) throws {
    let prepared = try StudyCase.scenario(
      "model=\(model)", "accelerator=h100-sxm", "run.seeds=1", "engine.kv_blocks=auto", "workload.prompt.mean=3000",
      "workload.arrivals.rate=2 req/s")
    let run = try #require(try StudyCase.run(prepared) { $0.keepsRecords = true }[0].runs.first)
    let deployment = prepared.deployments[0].deployment
    let replica = run.summary.replicas[0]
    #expect(run.summary.preemptions == 0 && replica.cappedReads.count == 1)
    let cap = deployment.model.attentionGroups[1].readCap
    var (pairs, context) = (0, 0)
    for record in run.records {
      for token in 1...record.promptTokens { pairs += min(token, cap) }
      for token in 1..<max(1, record.outputTokens) { context += min(record.promptTokens + token, cap) }
    }
    #expect(replica.cappedReads[0] == CappedReads(prefillPairs: pairs, decodeContextTokens: context))
    #expect(context < replica.decodeContextTokens / 2)
    let figures = deployment.utilizationFigures
    // Both groups together cost what every layer costs.
    let all = figures.kvBytesReadPerToken + figures.capped[0].kvBytesPerToken
    #expect(
      all == figures.kvBytesPerToken
        && figures.flopsPerPair + figures.capped[0].flopsPerPair == deployment.model.prefillAttentionFLOPsPerPair)
  }

  @Test("of layers with a state counts that a decode reads and writes it")
  func states() throws {
    let figures = try Self.deployment("zamba2-7b", on: "h100").utilizationFigures
    let (one, two) = (Self.iteration(decodes: 1, rows: 1), Self.iteration(decodes: 2, rows: 2))
    // A second sequence adds its state, twice, and the KV that it writes.
    #expect(figures.bytes(of: two, timesExpertsRead: 0) - figures.bytes(of: one, timesExpertsRead: 0) == 2 * 77_925_888 + 372_736)
  }

  @Test("of a dense model is what it was before iterations were summed, to the last bit")
  func dense() throws {
    let prepared = try StudyCase.scenario("run.seeds=1")
    let run = try #require(try StudyCase.run(prepared)[0].runs.first)
    let (replica, deployment) = (run.summary.replicas[0], prepared.deployments[0].deployment)
    let (model, seconds) = (deployment.model, run.summary.end.seconds)
    let tokens = Double(replica.prefillTokens) + Double(replica.decodeTokens)
    let pairs = Double(replica.prefillPairs) + Double(replica.decodeContextTokens)
    let bytes =
      model.weightBytesRead(tokens: 1, format: .bf16) * Double(replica.iterations) + 131_072
      * (Double(replica.decodeContextTokens) + tokens)
    let flops =
      model.linearFLOPsPerToken * tokens + model.prefillAttentionFLOPsPerPair * pairs + model.headFLOPsPerRow * Double(replica.sampledRows)
    #expect(run.summary[.mbu]?.mean == bytes / deployment.accelerator.bandwidthBytesPerSecond.value / seconds)
    #expect(run.summary[.mfu]?.mean == flops / deployment.accelerator.peakFLOPs(.bf16) / seconds)
  }
}
