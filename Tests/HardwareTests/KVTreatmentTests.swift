import Hardware
import Kernel
import Model
import Testing

@Suite("What is read and kept of KV where that is not what the model asks for")
struct KVTreatmentTests {
  private func treatment(_ change: (inout KVTreatment) -> Void) -> KVTreatment {
    var treatment = KVTreatment()
    change(&treatment)
    return treatment
  }

  private func deployment(
    _ treatment: KVTreatment?, _ model: String = "llama-3.1-8b", profile: Bool = false,
    _ change: (inout DeploymentOptions) -> Void = { _ in }
  ) throws -> Deployment {
    let shape = try ModelCatalog.model(named: model).shape
    var options = DeploymentOptions()
    options.kv = treatment
    if profile { options.profile = try #require(ProfileCatalog.entry(forAccelerator: "h100-sxm")).profile }
    change(&options)
    return try Deployment(
      model: try treatment?.shape(of: shape) ?? shape, accelerator: AcceleratorCatalog.accelerator(named: "h100-sxm"), options: options)
  }

  private func keeping(_ tokens: Int, millionths: Int = 0, _ application: KVTreatment.Application) -> KVTreatment {
    treatment {
      $0.groups = [.init(keep: .init(tokens: tokens, promptMillionths: millionths))]
      $0.application = application
    }
  }

  private func milliseconds(_ deployment: Deployment, _ sequences: Int, _ context: Int) -> Double {
    var shape = BatchShape()
    shape.addDecodes(sequences, contextTokens: context, readCaps: deployment.costModel.readCaps)
    return deployment.costModel.total(shape).time.milliseconds
  }

  @Test("a budget that no context reaches costs to the picosecond what the model costs", arguments: [false, true])
  func farBudget(profile: Bool) throws {
    let plain = try deployment(nil, profile: profile)
    let far = try deployment(keeping(1_000_000, .perStep), profile: profile)
    let after = try deployment(keeping(0, millionths: 1_000_000, .afterPrefill), profile: profile)
    #expect(plain.memory.kvBlocks == far.memory.kvBlocks && plain.memory.blockBytes == far.memory.blockBytes)
    for other in [far, after] {
      for context in [1, 500, 8000] {
        #expect(milliseconds(plain, 32, context) == milliseconds(other, 32, context), "\(context)")
        #expect(
          plain.costModel.chunkCost(tokens: 700, contextTokens: context) == other.costModel.chunkCost(tokens: 700, contextTokens: context))
      }
    }
  }

  @Test("beside feed-forward workers, attention alone reads what is kept: far budgets cost nothing, near ones end the growth of steps")
  func besideWorkers() throws {
    func apart(_ treatment: KVTreatment?) throws -> Deployment {
      try deployment(treatment, "llama-3.1-8b") { $0.layout.feedForward = FeedForwardWorkers(groups: 1, microBatches: 3) }
    }
    let (plain, far, near) = (try apart(nil), try apart(keeping(1_000_000, .perStep)), try apart(keeping(2000, .perStep)))
    for context in [100, 2000, 9000, 60_000] {
      #expect(milliseconds(plain, 64, context) == milliseconds(far, 64, context))
      let kept = milliseconds(near, 64, context)
      #expect(kept <= milliseconds(plain, 64, context) && (context < 2000 || kept == milliseconds(near, 64, 2000)), "\(context)")
    }
    #expect(milliseconds(near, 64, 60_000) < 0.8 * milliseconds(plain, 64, 60_000))
    #expect(milliseconds(near, 64, 2000) > milliseconds(near, 64, 100))
  }

  @Test("steps over contexts beyond the budget take the same time, and prompts are attended to as a whole before it holds")
  func steady() throws {
    let streaming = try deployment(keeping(2004, .perStep))
    #expect(milliseconds(streaming, 16, 2004) == milliseconds(streaming, 16, 60_000))
    let plain = try deployment(nil)
    let heavy = try deployment(keeping(0, millionths: 200_000, .afterPrefill))
    #expect(
      plain.costModel.chunkCost(tokens: 2048, contextTokens: 6144) == heavy.costModel.chunkCost(tokens: 2048, contextTokens: 6144))
    #expect(
      streaming.costModel.chunkCost(tokens: 2048, contextTokens: 6144).time
        < plain.costModel.chunkCost(tokens: 2048, contextTokens: 6144).time)
    // A fifth of the context is what a decode reads.
    #expect(abs(milliseconds(heavy, 16, 50_000) - milliseconds(plain, 16, 10_000)) < 1e-6)
  }

  @Test("selected reads keep everything, look through the index, and pay beyond a few thousand tokens only")
  func selected() throws {
    let plain = try deployment(nil)
    let sparse = try deployment(
      treatment {
        $0.groups = [.init(read: 2688)]
        $0.scan = .init(bytesPerToken: 512, flopsPerToken: 1024)
      })
    #expect(sparse.keyValueBytesPerToken == plain.keyValueBytesPerToken + 32 * 512)
    #expect(sparse.memory.layout.isPlain)
    #expect(milliseconds(sparse, 8, 2000) > milliseconds(plain, 8, 2000))
    #expect(milliseconds(sparse, 8, 100_000) < milliseconds(plain, 8, 100_000) / 2)
    let measured = try deployment(treatment { $0.groups = [.init(read: 2688)] }, profile: true)
    #expect(measured.coverage.contains { $0.part == .decodeAttention && $0.basis != .roofline })
  }

  @Test("groups by share divide the bytes of a token, and each keeps its own part of the context")
  func shares() throws {
    let razor = try deployment(
      treatment {
        $0.groups = [.init(share: 0.15), .init(share: 0.85, keep: .init(tokens: 4005))]
        $0.application = .afterPrefill
      })
    let bytes = razor.keyValueBytes
    #expect(bytes.perToken.whole == 19_661 && bytes.perToken.sum == 131_073)
    #expect(bytes.bytes(ofTokens: 100_000, prompt: 100_000) == 19_661 * 100_000 + 111_412 * 4005)
    let layout = razor.memory.layout
    #expect((layout.blocks.whole, layout.blocks[1], layout.hasBudgets) == (1, 6, true))
    #expect(layout.keptBlocks(context: 16_000, prompt: 16_000, blockTokens: 16) == 1000 + 6 * 251)
    #expect(layout.blocks(forTokens: 16_000, blockTokens: 16) == 7000)
  }

  @Test("what is not moved together comes free by whole blocks alone, which is next to nothing at a fifth")
  func scattered() {
    var layout = KVLayout(blocks: .zero)
    (layout.blocks[1], layout.keepCaps[1]) = (1, ContextCap.ofRequest(tokens: 0, promptMillionths: 200_000))
    #expect(layout.keptBlocks(context: 16_000, prompt: 16_000, blockTokens: 16) == 200)
    layout.compacts = false
    // 1000 x (1 - 0.8^16).
    #expect(layout.keptBlocks(context: 16_000, prompt: 16_000, blockTokens: 16) == 972)
    #expect(layout.keptBlocks(context: 16_000, prompt: 16_000, blockTokens: 1) * 16 < 16_000 * 4)
    #expect(layout.keptBlocks(context: 100, prompt: 10_000, blockTokens: 16) == 7)
  }

  @Test("moving what stays takes its bytes twice, and the upkeep of kept tokens is a part of its own that adds up")
  func costs() throws {
    let heavy = try deployment(keeping(0, millionths: 200_000, .afterPrefill))
    let compaction = try #require(heavy.compaction)
    let cost = compaction.cost(context: 10_000, prompt: 10_000)
    let ideal = 2 * 2000 * 131_072 / 3.35e12
    #expect(cost.time.seconds > ideal && cost.time.seconds < 1.5 * ideal && cost.energyNanojoules > 0)
    #expect(compaction.cost(context: 1, prompt: 1) == .zero, "nothing is given up")
    #expect(try deployment(keeping(2004, .perStep)).compaction == nil)
    #expect(try deployment(treatment { ($0.groups, $0.compacts) = ([.init(keep: .init(tokens: 64))], false) }).compaction == nil)
    for profile in [false, true] {
      let scored = try deployment(
        treatment { ($0.groups, $0.upkeepSeconds) = ([.init(keep: .init(tokens: 0, promptMillionths: 200_000))], 2e-9) }, profile: profile)
      let plain = try deployment(keeping(0, millionths: 200_000, .afterPrefill), profile: profile)
      #expect(abs(milliseconds(scored, 10, 10_000) - milliseconds(plain, 10, 10_000) - 10 * 2000 * 2e-6) < 1e-6)
      var shape = BatchShape()
      shape.addDecodes(10, contextTokens: 10_000, readCaps: scored.costModel.readCaps)
      let parts = scored.breakdown(of: shape)
      #expect(parts.contains { $0.part == .keyValueUpkeep })
      #expect(parts.reduce(Duration.zero) { $0 + $1.time } == scored.costModel.total(shape).time)
    }
  }

  @Test("kernels that do not divide contexts leave most processors idle under one sequence, and none under many")
  func wholeKernel() throws {
    let plain = try deployment(nil)
    let whole = try deployment(treatment { $0.wholeKernel = true })
    let (one, other) = (milliseconds(plain, 1, 100_000), milliseconds(whole, 1, 100_000))
    // 8 KV heads on 132 processors.
    let reading = milliseconds(plain, 1, 100_000) - milliseconds(plain, 1, 1)
    #expect(abs(other - one - reading * (132.0 / 8 - 1)) < 0.01 * other)
    #expect(milliseconds(plain, 64, 4000) == milliseconds(whole, 64, 4000))
  }

  @Test("KV in four and two bits takes so many bits of each value")
  func formats() throws {
    let plain = try deployment(nil)
    for (format, bits) in [(NumberFormat.int4, 4.15625), (.int2, 2.25)] {
      let narrow = try deployment(nil) { $0.keyValueFormat = format }
      #expect(abs(Double(narrow.memory.kvBlocks) / Double(plain.memory.kvBlocks) - 16 / bits) < 0.01)
    }
  }

  @Test("what cannot be is refused by name")
  func refused() throws {
    func message(
      _ treatment: KVTreatment, _ model: String = "llama-3.1-8b", _ change: (inout DeploymentOptions) -> Void = { _ in }
    ) -> String {
      do {
        _ = try deployment(treatment, model, profile: false, change)
        return ""
      } catch let error as InputError { return error.message } catch { return "\(error)" }
    }
    #expect(message(treatment { $0.groups = [.init(share: 0.4), .init(share: 0.4, read: 9)] }).contains("come to 0.8"))
    #expect(message(treatment { $0.groups = [.init(share: 0.4), .init(share: 0.6)] }).contains("2 KV groups read and keep everything"))
    #expect(message(keeping(15, .perStep)).contains("below a block of 16"))
    #expect(message(keeping(0, millionths: 5, .perChunk)).contains("a share of the prompt is kept per_chunk"))
    #expect(message(treatment { $0.groups = [.init(read: 9, keep: .init(tokens: 99))] }).contains("a selection of what it keeps"))
    let many = (1...4).map { KVTreatment.Group(share: 0.25, keep: .init(tokens: 16 * $0)) }
    #expect(message(treatment { $0.groups = many }).contains("make 5 attention groups"))
    #expect(message(keeping(99, .perStep), "mistral-7b-v0.1").contains("no layer of"))
    #expect(message(keeping(99, .perStep)) { $0.hybridKVCache = false }.contains("hybrid_kv_cache"))
    #expect(message(keeping(99, .perStep)) { $0.layout.context.groups = 2 }.contains("'kv' beside 'parallel.context'"))
  }
}
