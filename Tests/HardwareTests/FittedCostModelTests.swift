import Hardware
import Kernel
import Model
import Testing

/// What goes into an iteration that is priced by a profile, and what it says about itself.
struct FittedCostModelTests {
  private static func shapes(window: Int) -> [BatchShape] {
    var list = [Deployments.prefill(1), Deployments.prefill(700), Deployments.prefill(9000)]
    for sequences in [1, 32, 255, 2000] {
      list.append(Deployments.decode(sequences, context: 1283, window: window))
      list.append(FittedProfiles.mixed(sequences, context: 310, chunk: 400, window: window))
    }
    return list
  }

  @Test("the parts of an iteration sum to the whole exactly", arguments: ["llama-3.1-8b", "gemma-3-27b", "qwen3-30b-a3b", "deepseek-v3"])
  func partsSum(model: String) throws {
    for corrected in [false, true] {
      for overlaps in [false, true] {
        var options = DeploymentOptions()
        options.profile = FittedProfiles.whole(corrected: corrected)
        options.engine = .vllm(maximumSequences: 256)
        options.engine?.overlapsHost = overlaps
        let cost = FittedCostModel(try Self.setting(model, on: "h100-sxm", options))
        for var shape in Self.shapes(window: cost.readCaps[1]) {
          shape.decodeContextLead = shape.decodeContext.whole + 300
          let chunks = cost.chunkCost(tokens: shape.prefillTokens, contextTokens: 100)
          let parts = cost.breakdown(of: shape, chunks: chunks)
          let whole = cost.total(shape, chunks: chunks)
          #expect(parts.reduce(Duration.zero) { $0 + $1.time } == whole.time)
          #expect(parts.reduce(0) { $0 + $1.energyNanojoules } == whole.energyNanojoules)
          #expect(whole.time > .zero && whole.energyNanojoules > 0)
        }
      }
    }
  }

  @Test("every model of the catalog can be priced by every profile that is shipped")
  func everyModelOnEveryProfile() throws {
    for entry in ProfileCatalog.entries {
      for model in Deployments.models {
        var options = DeploymentOptions()
        options.profile = entry.profile
        options.maximumSequences = 64
        options.maximumBatchedTokens = 512
        options.engine = .vllm(maximumSequences: 64)
        let cost = FittedCostModel(try Self.setting(model.id, on: entry.accelerator, options))
        for shape in Self.shapes(window: cost.readCaps[1]) {
          let chunks = cost.chunkCost(tokens: shape.prefillTokens, contextTokens: 5000)
          let seconds = cost.total(shape, chunks: chunks).time.seconds
          #expect(seconds > 1e-4 && seconds < 1000, "\(model.id) on \(entry.id): \(seconds) s")
        }
        #expect(cost.coverage.contains { $0.basis != .roofline }, "\(entry.id) has products of 16 bits at least")
      }
    }
  }

  @Test("the longest context adds its share beyond twice the mean, and nothing where it was not measured")
  func unequalContexts() throws {
    let corrected = try FittedProfiles.llama(corrected: true).costModel
    let plain = try FittedProfiles.llama().costModel
    #expect(corrected.readsContextLead && !plain.readsContextLead)
    var shape = Deployments.decode(64, context: 2000)
    let equal = corrected.iterationCost(of: shape, chunks: .zero)
    // The longest of 64 sequences has 5,000 tokens, 1,000 more than twice the mean.
    shape.decodeContextLead = 64 * (5000 - 2000)
    let unequal = corrected.iterationCost(of: shape, chunks: .zero)
    let wanted = 0.5 * 64 * 1000 * Duration(picoseconds: equal.time.slopes.whole).seconds
    let added = corrected.total(shape, chunks: .zero).time - corrected.total(Deployments.decode(64, context: 2000), chunks: .zero).time
    #expect(abs(added.seconds / wanted - 1) < 1e-3)
    #expect(unequal.time.limit <= shape.decodeContextLead)
    shape.decodeContextLead = 64 * 2000
    #expect(corrected.iterationCost(of: shape, chunks: .zero) == equal)
    #expect(
      plain.iterationCost(of: shape, chunks: .zero).time.base
        == plain.iterationCost(of: Deployments.decode(64, context: 2000), chunks: .zero).time.base)
  }

  @Test("decodes beside a chunk take longer than alone where the profile says so, and less where both overlap")
  func mixedBatches() throws {
    let plain = try FittedProfiles.llama()
    let corrected = try FittedProfiles.llama(corrected: true)
    func decodes(_ deployment: Deployment, _ shape: BatchShape, _ chunks: ChunkCost) throws -> Double {
      try #require(deployment.breakdown(of: shape, chunks: chunks).first { $0.part == .decodeAttention }).time.seconds
    }
    let alone = try decodes(plain, Deployments.decode(100, context: 3000), .zero)
    let beside = try decodes(
      plain, FittedProfiles.mixed(100, context: 3000, chunk: 64), plain.costModel.chunkCost(tokens: 64, contextTokens: 0))
    #expect((2...4).contains(beside / alone))
    // One sequence overlaps by 0.9 of the lesser of its own time and that of reading the chunk's context.
    let reading = corrected.costModel.chunkCost(tokens: 64, contextTokens: 8000)
    let shape = FittedProfiles.mixed(1, context: 100, chunk: 64)
    let (full, left) = (try decodes(plain, shape, reading), try decodes(corrected, shape, reading))
    #expect(abs(left / full - 0.1) < 0.01)
  }

  @Test("several chunks in a batch start the attention kernel once")
  func oneLaunch() throws {
    let deployment = try FittedProfiles.llama()
    let one = deployment.costModel.chunkCost(tokens: 1, contextTokens: 0)
    #expect(one.time == .zero, "a single token takes the launch, which the iteration counts")
    var shape = Deployments.prefill(200)
    shape.prefillChunks = 2
    shape.sampledRows = 2
    var chunks = deployment.costModel.chunkCost(tokens: 100, contextTokens: 0)
    chunks += chunks
    let launches = deployment.breakdown(of: shape, chunks: chunks).filter { $0.part == .attentionLaunch }
    #expect(launches.count == 1)
    #expect(launches[0].time == deployment.breakdown(of: Deployments.prefill(100)).first { $0.part == .attentionLaunch }?.time)
  }

  @Test("each operator says whether it was measured, carried on beyond the measurements, or is the roofline's")
  func coverage() throws {
    let whole = try FittedProfiles.llama()
    #expect(whole.coverage.allSatisfy { $0.basis == .measured })
    let wide = try FittedProfiles.llama { $0.maximumBatchedTokens = 16_384 }
    #expect(wide.coverage.contains { $0.part == .gateUp && $0.basis == .extrapolated })
    let divided = try Deployments.make("llama-3.1-8b", on: "h100-sxm", tensor: 2) { $0.profile = FittedProfiles.whole() }
    #expect(divided.coverage.contains { $0.part == .collectives && $0.basis == .roofline })
    let narrow = try FittedProfiles.llama { $0.weightFormat = .fp8 }
    #expect(narrow.coverage.contains { $0.part == .gateUp && $0.basis == .roofline })
    #expect(narrow.coverage.contains { $0.part == .head && $0.basis == .measured }, "the head stays in 16 bits")
    let plain = try Deployments.make("llama-3.1-8b", on: "h100-sxm")
    #expect(plain.coverage.allSatisfy { $0.basis == .roofline } && !plain.coverage.isEmpty)
  }

  @Test("without any measurement, rules of an engine go on top of the roofline")
  func rulesOnTheRoofline() throws {
    let plain = try Deployments.make("llama-3.1-8b", on: "h100-sxm").costModel
    let ruled = try Deployments.make("llama-3.1-8b", on: "h100-sxm") { $0.engine = EngineCostRules() }.costModel
    for shape in Self.shapes(window: .max) {
      let chunks = plain.chunkCost(tokens: shape.prefillTokens, contextTokens: 12)
      #expect(chunks == ruled.chunkCost(tokens: shape.prefillTokens, contextTokens: 12))
      #expect(plain.total(shape, chunks: chunks) == ruled.total(shape, chunks: chunks))
    }
  }

  @Test("a profile of another accelerator is refused")
  func otherAccelerator() throws {
    let error = #expect(throws: InputError.self) {
      try Deployments.make("llama-3.1-8b", on: "a100") { $0.profile = FittedProfiles.whole() }
    }
    #expect(error?.message == "profile 'made-up' was measured on 'h100-sxm', not on 'a100-80gb'")
  }

  private static func setting(_ model: String, on accelerator: String, _ options: DeploymentOptions) throws -> FittedCostModel.Setting {
    let accelerator = try AcceleratorCatalog.accelerator(named: accelerator)
    return FittedCostModel.Setting(
      model: try ModelCatalog.model(named: model).shape, accelerator: accelerator, options: options,
      ownLink: try LinkCatalog.link(named: accelerator.link))
  }
}
