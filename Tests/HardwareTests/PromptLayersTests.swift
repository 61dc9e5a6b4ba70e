import Hardware
import Kernel
import Model
import Testing

@Suite("Layers that prompts do not run")
struct PromptLayersTests {
  private func deployment(
    _ layers: PromptLayers?, model: String = "llama-3.1-8b", fitted: Bool = false, _ change: (inout DeploymentOptions) -> Void = { _ in }
  ) throws -> Deployment {
    let shape = try ModelCatalog.model(named: model).shape
    var options = DeploymentOptions()
    options.promptLayers = layers
    if fitted {
      options.profile = FittedProfiles.whole()
      options.engine = .vllm(maximumSequences: 128)
    }
    change(&options)
    let accelerator = try AcceleratorCatalog.accelerator(named: "h100-sxm")
    return try Deployment(model: try layers?.applied(to: shape) ?? shape, accelerator: accelerator, options: options)
  }

  /// A batch of one chunk and some decodes.
  private func batch(_ tokens: Int, decodes: Int = 0, context: Int = 1000) -> BatchShape {
    var shape = BatchShape()
    if decodes > 0 { shape = Deployments.decode(decodes, context: context) }
    shape.prefillTokens = tokens
    shape.prefillChunks = 1
    shape.sampledRows += 1
    return shape
  }

  private func seconds(_ deployment: Deployment, chunk tokens: Int) -> Double {
    let model = deployment.costModel
    let chunk = model.chunkCost(tokens: tokens, contextTokens: 0)
    return model.iterationCost(of: batch(tokens), chunks: chunk).time(of: .zero).seconds
  }

  @Test(arguments: [false, true]) func `decodes run all layers, as if there were no such layers`(fitted: Bool) throws {
    let (half, whole) = (try deployment(PromptLayers(whole: 16), fitted: fitted), try deployment(nil, fitted: fitted))
    for (sequences, context) in [(1, 100), (32, 2000), (256, 500)] {
      let shape = Deployments.decode(sequences, context: context)
      let own = half.costModel.iterationCost(of: shape, chunks: .zero).time(of: shape.decodeContext).seconds
      let plain = whole.costModel.iterationCost(of: shape, chunks: .zero).time(of: shape.decodeContext).seconds
      #expect(abs(own / plain - 1) < 1e-4, "\(sequences) sequences")
    }
  }

  @Test func `a prompt costs the layers that it runs, and of the others the products of its keys and values`() throws {
    let (half, whole) = (try deployment(PromptLayers(whole: 16)), try deployment(nil))
    let shape = whole.model
    // Weights of a layer, and those that make keys and values.
    let layer = Double(
      shape.hiddenSize * shape.headSize * (2 * shape.heads + 2 * shape.keyValueHeads) + 3 * shape.hiddenSize * shape.intermediateSize)
    let made = Double(shape.hiddenSize * shape.headSize * 2 * shape.keyValueHeads)
    let ratio = seconds(half, chunk: 8192) / seconds(whole, chunk: 8192)
    #expect(abs(ratio / (0.5 + 0.5 * made / layer) - 1) < 0.03, "\(ratio)")
    #expect(made / layer > 0.03, "keys and values are a part that would be missed")
  }

  @Test func `fewer layers for prompts take less, and all of them what a plain model takes`() throws {
    var last = 0.0
    for whole in [4, 8, 16, 24, 31] {
      let time = seconds(try deployment(PromptLayers(whole: whole)), chunk: 4096)
      #expect(time > last)
      last = time
    }
    #expect(last < seconds(try deployment(nil), chunk: 4096))
  }

  @Test func `layers with one copy keep one: three quarters of the KV where half of the layers share by two`() throws {
    let plain = try deployment(nil).keyValueBytesPerToken
    #expect(try deployment(PromptLayers(whole: 16)).keyValueBytesPerToken == plain)
    #expect(4 * (try deployment(PromptLayers(whole: 16, layersPerCopy: 2)).keyValueBytesPerToken) == 3 * plain)
    #expect(8 * (try deployment(PromptLayers(whole: 16, layersPerCopy: 4)).keyValueBytesPerToken) == 5 * plain)
    let narrow = try deployment(PromptLayers(whole: 16, layersPerCopy: 2)) { $0.keyValueFormat = .fp8 }
    #expect(8 * narrow.keyValueBytesPerToken == 3 * plain, "37.5 %, as the paper has it")
    let (more, less) = (try deployment(PromptLayers(whole: 16, layersPerCopy: 2)), try deployment(nil))
    #expect(more.memory.kvBlocks > less.memory.kvBlocks)
    // Each layer reads what it shares.
    let shape = Deployments.decode(64, context: 4000)
    let (own, all) = (
      more.costModel.iterationCost(of: shape, chunks: .zero), less.costModel.iterationCost(of: shape, chunks: .zero)
    )
    #expect(abs(Double(own.time.slopes.whole) / Double(all.time.slopes.whole) - 1) < 1e-4)
  }

  @Test(arguments: [false, true]) func `parts of an iteration sum to it exactly`(fitted: Bool) throws {
    let deployment = try deployment(PromptLayers(whole: 16, layersPerCopy: 2), fitted: fitted)
    let model = deployment.costModel
    for shape in [batch(2000), batch(300, decodes: 20), batch(1, decodes: 64), Deployments.decode(128, context: 700)] {
      let chunks = shape.prefillTokens > 0 ? model.chunkCost(tokens: shape.prefillTokens, contextTokens: 0) : .zero
      let line = model.iterationCost(of: shape, chunks: chunks)
      let parts = deployment.breakdown(of: shape, chunks: chunks)
      #expect(parts.reduce(Duration.zero) { $0 + $1.time } == line.time(of: shape.decodeContext))
      #expect(parts.reduce(0) { $0 + $1.energyNanojoules } == line.nanojoules(of: shape.decodeContext))
    }
  }

  @Test func `models of other layers, counts that cannot be, and settings without a rule are refused`() throws {
    func fault(_ layers: PromptLayers, model: String = "llama-3.1-8b", _ change: (inout DeploymentOptions) -> Void = { _ in }) -> String {
      do {
        let shape = try layers.applied(to: try ModelCatalog.model(named: model).shape)
        var options = DeploymentOptions()
        options.promptLayers = layers
        change(&options)
        try options.checkPromptLayers()
        return "\(shape.layers) layers"
      } catch { return "\(error)" }
    }
    #expect(fault(PromptLayers(whole: 16)) == "32 layers")
    #expect(fault(PromptLayers(whole: 0)).contains("prompts run 0 of the 32 layers"))
    #expect(fault(PromptLayers(whole: 40)).contains("1 to 32"))
    #expect(fault(PromptLayers(whole: 16, layersPerCopy: 17)).contains("17 layers with one copy of KV"))
    #expect(fault(PromptLayers(whole: 16), model: "deepseek-v2-lite").contains("leave 'compute' out"))
    #expect(fault(PromptLayers(whole: 16), model: "gemma-3-27b").contains("leave 'compute' out"))
    #expect(fault(PromptLayers(whole: 16)) { $0.layout.pipeline = 2 }.contains("parallel.pipeline"))
    #expect(fault(PromptLayers(whole: 16)) { $0.layout.data = 2 }.contains("parallel.data"))
  }
}
