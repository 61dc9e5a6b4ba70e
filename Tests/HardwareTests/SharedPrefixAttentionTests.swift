import Hardware
import Kernel
import Model
import Testing

/// Attention that reads a prefix once for all sequences which share it (Hydragen, BatchLLM).
struct SharedPrefixAttentionTests {
  /// `sequences` that decode with `own` tokens each behind a prefix that they share; read once by `cost`, where it would.
  private static func shape(_ sequences: Int, prefix: Int, own: Int, sharedBy cost: (any CostModel)?, launches: Int = 1) -> BatchShape {
    var shape = Deployments.decode(sequences, context: prefix + own, window: cost?.readCaps[1] ?? .max)
    if let reads = cost?.sharedPrefixCost(tokens: prefix, sequences: sequences, launches: launches) {
      shape.sharedContextTokens = sequences * prefix
      shape.sharedReads = reads
    }
    return shape
  }

  @Test("Hydragen's sweep: from 1K to 16K of prefix stock attention loses 88 % and more of its throughput, shared at most 32 %")
  func hydragenSweep() throws {
    // CodeLlama-13B on 8 A100-40G, batch 1,024, 128 tokens out: half of them stand in the context on average.
    let cost = try Deployments.make("codellama-13b", on: "a100-40gb", tensor: 8) {
      $0.maximumSequences = 1024
      $0.kvBlocks = 100_000
      // The non-attention step of the engines of the time (21 to 51 ms).
      $0.roofline.hostSecondsPerIteration = 20e-3
    }.costModel
    func throughput(_ prefix: Int, shared: Bool) -> Double {
      1024 / cost.total(Self.shape(1024, prefix: prefix, own: 64, sharedBy: shared ? cost : nil)).time.seconds
    }
    #expect(1 - throughput(16_384, shared: false) / throughput(1024, shared: false) >= 0.88)
    let drop = 1 - throughput(16_384, shared: true) / throughput(1024, shared: true)
    #expect(drop <= 0.32 && drop > 0.05, "\(drop)")
    let ratio = throughput(16_384, shared: true) / throughput(16_384, shared: false)
    #expect((18...35).contains(ratio), "\(ratio)")
  }

  @Test("Small groups are bound by reading and large ones by arithmetic, which no sharing spares")
  func arithmeticBound() throws {
    let cost = try Deployments.make("llama-2-7b", on: "a100-80gb").costModel
    func time(_ sequences: Int) -> Double {
      cost.sharedPrefixCost(tokens: 2048, sequences: sequences, launches: 0)?.time.seconds ?? .infinity
    }
    // With as many KV as query heads the balance is some hundred queries: below it hardly more time, above in proportion.
    #expect(time(16) < 1.1 * time(4))
    #expect((1.9...2.1).contains(time(2048) / time(1024)))
    // Never dearer than reading apart, and one launch more costs more.
    for sequences in [2, 8, 64, 512] {
      let apart = cost.total(Deployments.decode(sequences, context: 2048)).time - cost.total(Deployments.decode(sequences, context: 0)).time
      #expect(time(sequences) < apart.seconds)
      let launched = try #require(cost.sharedPrefixCost(tokens: 2048, sequences: sequences, launches: 1))
      #expect(launched.time.seconds > time(sequences))
    }
  }

  @Test("Where sharing is no gain attention stays as it was: one sequence, or a prefix shorter than a launch is long")
  func stockIsTheFallback() throws {
    let cost = try Deployments.make("llama-3.1-8b", on: "h100-sxm").costModel
    #expect(cost.sharedPrefixCost(tokens: 4096, sequences: 1, launches: 1) == nil)
    #expect(cost.sharedPrefixCost(tokens: 16, sequences: 2, launches: 1) == nil)
    // Two sequences spare less than a launch takes; fused with the rest, or for eight, it is a gain.
    #expect(cost.sharedPrefixCost(tokens: 4096, sequences: 2, launches: 1) == nil)
    #expect(cost.sharedPrefixCost(tokens: 4096, sequences: 2, launches: 0) != nil)
    #expect(cost.sharedPrefixCost(tokens: 4096, sequences: 8, launches: 1) != nil)
  }

  @Test(
    "A fitted model shares relative to its measured curve, line after line, and its parts sum to the whole",
    arguments: ["llama-3.1-8b", "gemma-3-27b"])
  func fittedModelsShare(model: String) throws {
    var options = DeploymentOptions()
    options.profile = FittedProfiles.whole(corrected: true)
    options.engine = .vllm(maximumSequences: 256)
    let cost = FittedCostModel(
      FittedCostModel.Setting(
        model: try ModelCatalog.model(named: model).shape, accelerator: try AcceleratorCatalog.accelerator(named: "h100-sxm"),
        options: options,
        ownLink: try LinkCatalog.link(named: try AcceleratorCatalog.accelerator(named: "h100-sxm").link)))
    for sequences in [2, 17, 128] {
      for own in [1, 90, 800] {
        let shared = Self.shape(sequences, prefix: 4096, own: own, sharedBy: cost, launches: 0)
        let apart = Self.shape(sequences, prefix: 4096, own: own, sharedBy: nil)
        #expect(shared.sharedContextTokens > 0)
        let whole = cost.total(shared)
        #expect(whole.time < cost.total(Deployments.decode(sequences, context: 4096 + own, window: cost.readCaps[1])).time)
        // No faster than if there were no prefix at all, but for the window, which the prefix fills in any case.
        var alone = shared
        (alone.sharedContextTokens, alone.sharedReads, alone.decodeContext.whole) = (0, .zero, sequences * own)
        #expect(whole.time >= cost.total(alone).time)
        #expect(cost.breakdown(of: shared).reduce(Duration.zero) { $0 + $1.time } == whole.time)
        #expect(cost.breakdown(of: shared).reduce(0) { $0 + $1.energyNanojoules } == whole.energyNanojoules)
        #expect(apart.decodeContext.whole == shared.decodeContext.whole)
        // The line holds up to where it says so.
        let line = cost.iterationCost(of: shared, chunks: .zero)
        for ahead in [1, 5, 60] where shared.decodeContext.whole + ahead * sequences <= line.time.limit {
          var later = shared
          later.decodeContext.whole += ahead * sequences
          #expect(cost.iterationCost(of: later, chunks: .zero) == line)
        }
      }
    }
  }
}
