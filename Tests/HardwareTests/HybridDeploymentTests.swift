import Foundation
import Hardware
import Kernel
import Model
import Testing

/// Models of state-space, linear and windowed layers cost what their layers do.
struct HybridDeploymentTests {
  private func deployment(_ model: String, on accelerator: String = "h100-sxm", tensor: Int = 1) throws -> Deployment {
    var options = DeploymentOptions()
    options.layout.tensor = tensor
    options.maximumBatchedTokens = 2048
    options.maximumSequences = 64
    return try Deployment(
      model: ModelCatalog.model(named: model).shape, accelerator: AcceleratorCatalog.accelerator(named: accelerator), options: options)
  }

  private func decodeSeconds(_ deployment: Deployment, context: Int) -> Double {
    var shape = BatchShape()
    shape.addDecodes(16, contextTokens: context, readCaps: deployment.costModel.readCaps)
    return deployment.breakdown(of: shape).reduce(0) { $0 + $1.time.seconds }
  }

  @Test func `a hybrid's step grows with context only in the layers that attend`() throws {
    let hybrid = try deployment("qwen3-next-80b-a3b", tensor: 4)
    let growth = decodeSeconds(hybrid, context: 64_000) - decodeSeconds(hybrid, context: 32_000)
    var whole = hybrid.model
    whole.linearMixers = []
    whole.givenAttentionGroups = nil
    let every = try Deployment(model: whole, accelerator: hybrid.accelerator, options: hybrid.options)
    let fullGrowth = decodeSeconds(every, context: 64_000) - decodeSeconds(every, context: 32_000)
    // 12 of 48 layers attend.
    #expect(abs(growth / fullGrowth - 0.25) < 0.01, "\(growth) of \(fullGrowth)")
  }

  @Test func `states take memory that does not depend on length`() throws {
    let plan = try deployment("falcon-h1-7b").memory
    #expect(plan.layout.stateBlocks > 0)
    let short = plan.layout.blocks(forTokens: 1, blockTokens: plan.blockTokens)
    let long = plan.layout.blocks(forTokens: 4096, blockTokens: plan.blockTokens)
    #expect(short - 1 == plan.layout.stateBlocks && long - short == 4096 / plan.blockTokens - 1)
  }

  @Test func `the time of mixers is told, and they take all of a model without attention`() throws {
    let mamba = try deployment("mamba-2.8b")
    var shape = BatchShape()
    shape.addDecodes(16, contextTokens: 1000, readCaps: mamba.costModel.readCaps)
    let parts = mamba.breakdown(of: shape)
    #expect((parts.first { $0.part == .linearMixer }?.time ?? .zero) > .zero)
    #expect(decodeSeconds(mamba, context: 100) == decodeSeconds(mamba, context: 100_000))
    #expect(mamba.memory.kvBlocks > 0)
  }

  @Test func `a part that a checkpoint leaves wide costs 16 bits in memory and in time`() throws {
    let model = try ModelCatalog.model(named: "llama-3.1-8b").shape
    var narrow = model
    narrow.nativeFormat = .fp8
    narrow.quantization = Quantization(method: "fp8", linear: .init(.fp8))
    var partly = narrow
    partly.quantization?[.attention] = .wide
    let accelerator = try AcceleratorCatalog.accelerator(named: "h100-sxm")
    let (all, some) = (try Deployment(model: narrow, accelerator: accelerator), try Deployment(model: partly, accelerator: accelerator))
    #expect(some.memory.weightBytes - all.memory.weightBytes == model.parameters(of: .attention))
    #expect(decodeSeconds(some, context: 100) > decodeSeconds(all, context: 100))
    // Half of it wide stands in between.
    var half = narrow
    half.quantization?[.attention].wideShare = 0.5
    let between = try Deployment(model: half, accelerator: accelerator)
    #expect(decodeSeconds(between, context: 100) < decodeSeconds(some, context: 100))
    #expect(decodeSeconds(between, context: 100) > decodeSeconds(all, context: 100))
  }
}
