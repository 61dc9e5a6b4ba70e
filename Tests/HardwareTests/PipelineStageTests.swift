import Hardware
import Kernel
import Model
import Testing

@Suite("Pipeline stages")
struct PipelineStageTests {
  private func deployment(_ model: String, stages: Int, microBatches: Int) throws -> Deployment {
    try Deployments.make(model, on: "h200") { $0.layout = ParallelLayout(tensor: 8, pipeline: stages, microBatches: microBatches) }
  }

  @Test("take as long together as the whole model, hand-overs apart", arguments: [("llama-3.1-70b", 4), ("deepseek-v3", 2)])
  func sumOfStages(model: String, stages: Int) throws {
    let deployment = try deployment(model, stages: stages, microBatches: stages)
    let pipeline = try #require(deployment.pipelinedCost)
    #expect(pipeline.stages.count == stages)
    for shape in [Deployments.decode(64, context: 1000), Deployments.prefill(1500)] {
      let parts = pipeline.stages.map { $0.total(shape) }
      let hops = (pipeline.hop + pipeline.hopPerToken * shape.tokens) * (stages - 1)
      let sum = parts.reduce(Duration.zero) { $0 + $1.time } + hops
      let whole = deployment.costModel.total(shape)
      // Each operator's time is rounded once for each stage, and a hop's once for a token: far below a microsecond in all.
      #expect(abs((sum - whole.time).picoseconds) < 100_000, "\(sum) and \(whole.time)")
    }
  }

  @Test("are unequal: the last has the LM head, and layers left over go before it")
  func unequalStages() throws {
    // 61 layers in 4 stages: 15 and 15 and 16 and 15 in vLLM.
    let deployment = try Deployments.make("deepseek-v3", on: "b200") {
      $0.layout = ParallelLayout(tensor: 8, pipeline: 4, microBatches: 4)
    }
    let times = try #require(deployment.pipelinedCost).stages.map { $0.total(Deployments.decode(64, context: 1000)).time }
    #expect(times[2] > times[1], "one layer more")
    #expect(times[3] > times[1], "the LM head and the sampler")
    #expect(times[0] < times[1], "three dense layers instead of experts")
  }

  @Test("that are alike have one model, and those of equal layers the attention of a model of so many layers, to the last bit")
  func shared() throws {
    let whole = try ModelCatalog.model(named: "llama-3.1-70b").shape
    let accelerator = try AcceleratorCatalog.accelerator(named: "h100-sxm")
    func deployment(_ model: ModelShape, stages: Int) throws -> Deployment {
      var options = DeploymentOptions()
      options.layout = ParallelLayout(tensor: 8, pipeline: stages, microBatches: stages)
      options.profile = try #require(ProfileCatalog.entry(forAccelerator: "h100-sxm")).profile
      return try Deployment(model: model, accelerator: accelerator, options: options)
    }
    let pipeline = try #require(try deployment(whole, stages: 4).pipelinedCost)
    #expect(pipeline.repeatsLast == [false, false, true, false])
    // Such a model alone: its attention is that of each stage, and what an embedding or a head costs is the only difference.
    var quarter = whole
    quarter.layers = whole.layers / 4
    let alone = try deployment(quarter, stages: 1).costModel
    let (few, many) = (Deployments.decode(64, context: 1000), Deployments.decode(64, context: 5000))
    for stage in pipeline.stages {
      for context in [0, 1, 700, 9000] {
        #expect(stage.chunkCost(tokens: 300, contextTokens: context) == alone.chunkCost(tokens: 300, contextTokens: context))
      }
      #expect(stage.total(many).time - stage.total(few).time == alone.total(many).time - alone.total(few).time)
    }
    #expect(try #require(try deployment(whole, stages: 3).pipelinedCost).repeatsLast == [false, false, false], "27, 27 and 26 layers")
  }

  @Test("are asked for where there are micro-batches, and no more of these than stages")
  func limits() throws {
    #expect(try deployment("llama-3.1-70b", stages: 2, microBatches: 1).pipelinedCost == nil)
    #expect(throws: InputError.self) { try deployment("llama-3.1-70b", stages: 2, microBatches: 3) }
    #expect(throws: InputError.self) { try deployment("llama-3.1-70b", stages: 2, microBatches: 0) }
  }
}
