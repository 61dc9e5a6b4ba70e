import Hardware
import Kernel
import Model
import Testing

@Suite("Experts that stay on the host")
struct ResidentExpertTests {
  private static let link = WeightOffloadTests.link

  private func deployment(
    _ resident: Int?, model: String = "qwen3-30b-a3b", zipf: Double = 0, fitted: Bool = false,
    _ change: (inout ResidentExperts) -> Void = { _ in }
  ) throws -> Deployment {
    try Deployments.make(model, on: "h100-sxm") { options in
      options.experts = ExpertPlacement(load: zipf > 0 ? .zipf(exponent: zipf) : .uniform)
      if fitted { options.profile = FittedProfiles.whole() }
      options.residentExperts = resident.map { ResidentExperts(resident: $0, link: Self.link) }
      if resident != nil { change(&options.residentExperts!) }
    }
  }

  private static func onHost(_ experts: inout ResidentExperts) {
    (experts.onMiss, experts.hostBytesPerSecond, experts.hostFLOPs) = (.hostCompute, 200e9, 2e12)
  }

  @Test(arguments: [false, true]) func `all of them resident change no bit`(fitted: Bool) throws {
    let (plain, all) = (try deployment(nil, fitted: fitted), try deployment(128, fitted: fitted))
    let host = try deployment(128, fitted: fitted, Self.onHost)
    #expect(plain.memory == all.memory && plain.memory == host.memory)
    for tokens in [1, 5, 64, 900] {
      let shape = Deployments.decode(tokens, context: 300)
      let wanted = plain.costModel.iterationCost(of: shape, chunks: .zero)
      #expect(all.costModel.iterationCost(of: shape, chunks: .zero) == wanted)
      #expect(host.costModel.iterationCost(of: shape, chunks: .zero) == wanted)
    }
  }

  /// The law, expert by expert: one is needed unless every token passes it by.
  private func missing(_ resident: Int, tokens: Int, zipf: Double) -> Double {
    let weights = (1...128).map { 1 / Double($0).power(zipf) }
    let sum = weights.reduce(0, +)
    return weights.dropFirst(resident).reduce(0) { sum0, weight in
      var passed = 1.0
      for _ in 0..<tokens { passed *= 1 - min(1, 8 * weight / sum) }
      return sum0 + 1 - passed
    }
  }

  @Test(arguments: [false, true], [0.0, 1.0])
  func `take the link as long as those that the tokens choose, of which what was predicted hides`(fitted: Bool, zipf: Double) throws {
    let plain = try deployment(nil, zipf: zipf, fitted: fitted)
    let bytes = 3.0 * 2048 * 768 * 2
    for (resident, predictor, regroup) in [(0, 0.0, 1.0), (32, 0.5, 1), (100, 1, 2), (127, 0.9, 4)] {
      let loading = try deployment(resident, zipf: zipf, fitted: fitted) { ($0.predictor, $0.regroup) = (predictor, regroup) }
      for tokens in [1, 3, 40, 200, 3000] {
        let shape = tokens > 256 ? Deployments.prefill(tokens) : Deployments.decode(tokens, context: 500)
        let count = 48 * missing(resident, tokens: tokens, zipf: zipf) / regroup
        let (seconds, latency) = (count * bytes / 50e9, count * 1e-5)
        let alone = plain.costModel.total(shape)
        let wanted = max(alone.time.seconds, predictor * seconds) + (1 - predictor) * (seconds + latency)
        let total = loading.costModel.total(shape)
        #expect(abs(total.time.seconds / wanted - 1) < 1e-9, "\(resident) resident, \(tokens) tokens: \(total.time), not \(wanted) s")
        let parts = loading.breakdown(of: shape)
        #expect(parts.reduce(Duration.zero) { $0 + $1.time } == total.time)
        #expect(parts.reduce(0) { $0 + $1.energyNanojoules } == total.energyNanojoules)
      }
    }
  }

  @Test(arguments: [false, true]) func `are no dearer the more are resident, be they loaded or computed on the host`(fitted: Bool) throws {
    for zipf in [0.0, 1.2] {
      for onHost in [false, true] {
        var (before, blocks) = (Duration.longest, 0)
        for resident in stride(from: 0, through: 128, by: 16) {
          let some = try deployment(resident, zipf: zipf, fitted: fitted) { if onHost { Self.onHost(&$0) } }
          let time = some.costModel.total(Deployments.decode(8, context: 500)).time
          #expect(time <= before, "\(resident) resident: \(time) after \(before)")
          #expect(blocks == 0 || some.memory.kvBlocks < blocks)
          (before, blocks) = (time, some.memory.kvBlocks)
        }
      }
    }
  }

  @Test func `computed on the host are no work of the accelerators, and their times sum to the iteration`() throws {
    let some = try deployment(32, Self.onHost)
    let shape = Deployments.decode(4, context: 500)
    let parts = some.breakdown(of: shape)
    #expect(parts.reduce(Duration.zero) { $0 + $1.time } == some.costModel.total(shape).time)
    func part(_ parts: [BreakdownPart], _ name: IterationPart) -> Double { parts.first { $0.part == name }?.time.seconds ?? 0 }
    let missing = missing(32, tokens: 4, zipf: 0)
    let reading = missing * 3 * 2048 * 768 * 2 / 200e9
    let hops = 2 * (1e-5 + 4 * 2048 * 2 / 50e9)
    #expect(abs(part(parts, .hostExperts) / (48 * (reading + hops)) - 1) < 1e-9)
    let none = try deployment(0, Self.onHost)
    #expect(part(none.breakdown(of: shape), .experts) == 0)
    #expect(part(parts, .experts) < part(try deployment(nil).breakdown(of: shape), .experts))
    #expect(some.expertShareRead(tokens: 1_000_000) == 0.25)
  }

  /// KTransformers 0.2, DeepSeek-V3 in four bits, one request on an RTX 4090: 8.73 and 10.303 tokens/s with 8 and 6 experts a token on
  /// one Xeon 6454S, whose memory is sold with 307 GB/s (kvcache-ai/ktransformers, DeepseekR1_V3_tutorial). These two give the rate of
  /// the memory, 152 GB/s with four-bit integers, and 23 ms of the engine; two processors, 12.208 and 13.69, are predicted.
  @Test(arguments: [(8, 1.0, 8.73), (6, 1, 10.303), (8, 2, 12.208), (6, 2, 13.69)])
  func `decode DeepSeek-V3 on processors as fast as was measured, within 5 %`(chosen: Int, sockets: Double, measured: Double) throws {
    var model = try ModelCatalog.model(named: "deepseek-v3").shape
    model.mixtureOfExperts?.expertsPerToken = chosen
    var options = DeploymentOptions()
    options.weightFormat = .int4
    options.roofline.hostSecondsPerIteration = 0.023
    options.maximumSequences = 1
    options.residentExperts = ResidentExperts(resident: 0, link: try LinkCatalog.link(named: "pcie-4"))
    options.residentExperts?.onMiss = .hostCompute
    options.residentExperts?.hostBytesPerSecond = 152e9 * sockets
    options.residentExperts?.hostFLOPs = 2e12 * sockets
    let deployment = try Deployment(model: model, accelerator: AcceleratorCatalog.accelerator(named: "rtx4090"), options: options)
    let rate = 1 / deployment.costModel.total(Deployments.decode(1, context: 550)).time.seconds
    #expect(abs(rate / measured - 1) < 0.05, "\(rate) tokens/s in place of \(measured)")
  }

  @Test func `leave as little memory to the weights as ExpertFlow says, where few of them stay`() throws {
    let (plain, few) = (try deployment(nil).memory, try deployment(2).memory)
    // All but what every token reads: attention, embedding and head.
    #expect(Double(few.weightBytes) / Double(plain.weightBytes) < 0.1)
  }

  @Test func `are refused where the model has no such number, where hosts are not told, and beside what nothing is said of`() throws {
    func message(_ make: () throws -> Deployment) -> String {
      do {
        _ = try make()
        return ""
      } catch { return "\(error)" }
    }
    #expect(message { try deployment(129) }.contains("129 resident experts of"))
    #expect(message { try deployment(4, model: "llama-3.1-8b") }.contains("has no routed experts to keep on the host"))
    #expect(message { try deployment(4) { $0.onMiss = .hostCompute } }.contains("not said how fast"))
    #expect(message { try deployment(4) { $0.predictor = 1.5 } }.contains("predictor"))
    #expect(message { try deployment(4) { $0.regroup = 0.5 } }.contains("regrouping"))
    #expect(
      message {
        try deployment(4) { experts in
          Self.onHost(&experts)
          experts.predictor = 0.5
        }
      }.contains("nothing is loaded"))
    let pairs: [(String, (inout DeploymentOptions) -> Void)] = [
      ("offload.weights", { $0.offload = WeightOffload(bytes: 1000, link: Self.link) }),
      ("parallel.pipeline", { $0.layout = ParallelLayout(pipeline: 2, microBatches: 2) }),
      ("parallel.expert", { $0.layout = ParallelLayout(tensor: 2, expert: 2) }),
      ("parallel.data", { $0.layout = ParallelLayout(data: 2) }),
    ]
    for (name, change) in pairs {
      let text = message {
        try Deployments.make("qwen3-30b-a3b", on: "h100-sxm") { options in
          options.residentExperts = ResidentExperts(resident: 8, link: Self.link)
          change(&options)
        }
      }
      #expect(text.contains("'experts.resident' beside '\(name)'"), "\(text)")
    }
  }
}

extension Double {
  /// The power, for tests whose exponents are 0, 1 or between.
  fileprivate func power(_ exponent: Double) -> Double { exponent == 0 ? 1 : exponent == 1 ? self : 0 }
}
