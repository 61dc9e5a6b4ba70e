import Hardware
import Kernel
import Model
import Testing

/// Shapes and options that a careless or hostile user could write: each deploys or is refused, and none traps.
struct FuzzTests {
  @Test func `odd shapes and options are deployed or refused`() throws {
    var stream = RandomStream(seed: 11, name: "odd deployments")
    let sizes = [-1, 0, 1, 2, 3, 7, 64, 1000, 4096, 65_537, 1_000_000, 10_000_000, 1 << 40, .max, .min]
    func any() -> Int { sizes[stream.integer(below: sizes.count)] }
    var deployed = 0
    for _ in 0..<4000 {
      var shape = ModelCatalog.models[stream.integer(below: ModelCatalog.models.count)].shape
      var options = DeploymentOptions()
      options.maximumBatchedTokens = 32
      options.maximumSequences = 32
      for _ in 0...stream.integer(below: 3) {
        switch stream.integer(below: 14) {
        case 0: shape.layers = any()
        case 1: shape.hiddenSize = any()
        case 2: shape.heads = any()
        case 3: shape.keyValueHeads = any()
        case 4: shape.headSize = any()
        case 5: shape.intermediateSize = any()
        case 6: shape.vocabularySize = any()
        case 7: shape.mixtureOfExperts?.experts = any()
        case 8: shape.mixtureOfExperts?.expertIntermediateSize = any()
        case 9: shape.latentAttention?.keyValueRank = any()
        case 10: shape.slidingWindow = SlidingWindow(tokens: any(), layers: any())
        case 11: options.layout = ParallelLayout(tensor: any(), pipeline: any())
        case 12: options.blockTokens = any()
        default: options.kvBlocks = any()
        }
      }
      let accelerator = AcceleratorCatalog.accelerators[stream.integer(below: AcceleratorCatalog.accelerators.count)]
      guard let deployment = try? Deployment(model: shape, accelerator: accelerator, options: options) else { continue }
      deployed += 1
      let cost = deployment.costModel
      #expect(cost.total(Deployments.decode(5, context: 100)).time > .zero)
      #expect((cost.chunkCost(tokens: 1000, contextTokens: 1000).time > .zero) == (shape.attentionLayers > 0))
      #expect(deployment.memory.kvBlocks > 0 && deployment.breakdown(of: Deployments.prefill(40)).count > 3)
    }
    #expect(deployed > 200, "some odd deployments are possible: \(deployed)")
  }
}
