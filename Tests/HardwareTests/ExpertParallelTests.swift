import Hardware
import Kernel
import Model
import Testing

/// Data-parallel attention and expert parallelism, on DeepSeek-V3.
@Suite("Experts spread over accelerators")
struct ExpertParallelTests {
  private func deployment(
    tensor: Int = 1, data: Int = 1, expert: Int = 1, experts: ExpertPlacement = ExpertPlacement(), on accelerator: String = "h200",
    link: String? = nil
  ) throws -> Deployment {
    try Deployments.make("deepseek-v3", on: accelerator) {
      $0.layout = ParallelLayout(tensor: tensor, data: data, expert: expert)
      $0.experts = experts
      $0.maximumBatchedTokens = 16_384
      if let link { $0.expertLink = try? LinkCatalog.link(named: link) }
    }
  }

  @Test("let data-parallel attention hold each token's latent once, where tensor parallelism holds it everywhere")
  func latentIsHeldOnce() throws {
    let model = try ModelCatalog.model(named: "deepseek-v3").shape
    let (tensor, data) = (ParallelLayout(tensor: 8), ParallelLayout(tensor: 1, data: 8, expert: 8))
    #expect(tensor.keyValueCopies(of: model) == 8 && data.keyValueCopies(of: model) == 1)
    #expect(ParallelLayout(tensor: 8).keyValueCopies(of: try ModelCatalog.model(named: "llama-3.1-70b").shape) == 1)
    let (divided, repeated) = (try deployment(tensor: 8), try deployment(data: 8, expert: 8))
    // Attention is held eight times, which costs room, and still several times the tokens fit.
    #expect(repeated.memory.weightBytes > divided.memory.weightBytes)
    #expect(repeated.memory.keyValueTokens > 4 * divided.memory.keyValueTokens)
  }

  @Test("hold the same weights however their copies are dealt out")
  func expertWeights() throws {
    let weights = try [1, 2, 8].map { try deployment(data: 8, expert: $0).memory.weightBytes }
    #expect(Set(weights).count == 1, "the experts are on eight accelerators in any case")
    let copies = ExpertPlacement(redundantExperts: 32)
    let more = try deployment(data: 8, expert: 8, experts: copies).memory.weightBytes - weights[0]
    let model = try ModelCatalog.model(named: "deepseek-v3").shape
    let expert = model.routedExpertParametersPerLayer(active: false) / 256
    #expect(abs(Double(more) / Double(4 * model.expertLayers * expert) - 1) < 0.001, "four more experts a layer on each")
  }

  @Test("chosen alike cost what they cost by default, and dealt out evenly less, for chance makes one part the busiest")
  func balanced() throws {
    let plain = try deployment(data: 16, expert: 16).costModel
    func model(_ load: ExpertLoad) throws -> any ExplainingCostModel {
      try deployment(data: 16, expert: 16, experts: ExpertPlacement(load: load)).costModel
    }
    let (alike, even) = (try model(.zipf(exponent: 0)), try model(.imbalance(1)))
    for tokens in [1, 100, 5000] {
      let usual = plain.total(Deployments.prefill(tokens))
      #expect(alike.total(Deployments.prefill(tokens)) == usual)
      #expect(even.total(Deployments.prefill(tokens)).time <= usual.time)
    }
    #expect(even.total(Deployments.prefill(100)).time < plain.total(Deployments.prefill(100)).time)
  }

  @Test("wait for the busiest part, and copies of busy experts help")
  func skew() throws {
    func milliseconds(_ placement: ExpertPlacement) throws -> Double {
      try deployment(data: 32, expert: 32, experts: placement, link: "infiniband-ndr").costModel.prefillMilliseconds(16_384)
    }
    var previous = 0.0
    for factor in [1.0, 1.2, 1.5, 2] {
      let time = try milliseconds(ExpertPlacement(load: .imbalance(factor)))
      #expect(time > previous)
      previous = time
    }
    let skewed = try milliseconds(ExpertPlacement(load: .zipf(exponent: 0.6)))
    let balanced = try milliseconds(ExpertPlacement(redundantExperts: 32, load: .zipf(exponent: 0.6)))
    #expect(balanced < skewed)
  }

  /// DeepEP's README, low-latency kernels on H800 with 400 Gbit/s: 128 tokens a rank of 7,168 values to 8 experts, in 8 bits out
  /// and 16 bits back: 163 and 318 us on 8 ranks, 194 and 360 us on 256.
  @Test("exchange tokens as fast as DeepEP does", arguments: [(8, 163.0, 318.0), (256, 194, 360)])
  func exchange(ranks: Int, dispatch: Double, combine: Double) throws {
    let cost = CollectiveCost(link: try LinkCatalog.link(named: "infiniband-ndr"), members: ranks, efficiency: 0.76)
    let bytes = 128.0 * 8 * 7168
    #expect(abs(cost.allToAll(bytes: bytes) * 1e6 / dispatch - 1) < 0.3, "\(cost.allToAll(bytes: bytes) * 1e6)")
    #expect(abs(cost.allToAll(bytes: 2 * bytes) * 1e6 / combine - 1) < 0.3, "\(cost.allToAll(bytes: 2 * bytes) * 1e6)")
  }

  @Test("decode a batch faster on many accelerators than on few, for each holds fewer experts to read")
  func wideIsFaster() throws {
    let few = try deployment(data: 16, expert: 16, link: "ub").costModel.decodeMilliseconds(16 * 64, context: 4096)
    let many = try deployment(data: 128, expert: 128, link: "ub").costModel.decodeMilliseconds(16 * 64, context: 4096)
    #expect(many < few)
  }

  @Test("are refused where they cannot be dealt out")
  func refused() throws {
    for (layout, experts) in [
      (ParallelLayout(tensor: 8, expert: 3), ExpertPlacement()), (ParallelLayout(data: 0), ExpertPlacement()),
      (ParallelLayout(tensor: 8, expert: 8), ExpertPlacement(redundantExperts: 3)),
      (ParallelLayout(tensor: 8, expert: 8), ExpertPlacement(load: .imbalance(0.5))),
      (ParallelLayout(tensor: 8), ExpertPlacement(redundantExperts: 8)),
    ] {
      #expect(throws: InputError.self) {
        try Deployments.make("deepseek-v3", on: "b200") {
          $0.layout = layout
          $0.experts = experts
        }
      }
    }
    #expect(throws: InputError.self) { try Deployments.make("llama-3.1-8b", on: "h100") { $0.layout.data = 2 } }
  }

  @Test("cost exactly the sum of their parts")
  func parts() throws {
    let deployment = try deployment(tensor: 2, data: 8, expert: 8, experts: ExpertPlacement(load: .imbalance(1.3)))
    var shape = Deployments.decode(100, context: 2000)
    shape.prefillTokens = 1000
    shape.prefillChunks = 1
    let chunks = deployment.costModel.chunkCost(tokens: 1000, contextTokens: 0)
    let parts = deployment.breakdown(of: shape, chunks: chunks)
    let total = deployment.costModel.total(shape, chunks: chunks)
    #expect(parts.reduce(Duration.zero) { $0 + $1.time } == total.time)
    #expect(parts.reduce(0) { $0 + $1.energyNanojoules } == total.energyNanojoules)
    #expect(parts.contains { $0.part == .expertExchange })
  }
}
