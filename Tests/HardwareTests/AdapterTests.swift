import Hardware
import Kernel
import Model
import Testing

@Suite("Adapters beside the weights")
struct AdapterTests {
  private static let link = Link(
    id: "slot", name: "a slot", bandwidthBytesPerSecond: Sourced(50e9, source: "made up"), latencySeconds: Sourced(1e-5, source: "made up"),
    connectsAllPairs: false)

  private func deployment(tensor: Int = 1, _ change: (inout Adapters) -> Void = { _ in }) throws -> Deployment {
    try Deployments.make("llama-3.1-8b", on: "h100-sxm", tensor: tensor) { options in
      var adapters = Adapters(ranks: [16], slots: 8, link: Self.link)
      change(&adapters)
      options.adapters = adapters
    }
  }

  private static func shape(adapters: Int, rows: Int, rank: Int, decodes: Bool = true) -> BatchShape {
    var shape = decodes ? Deployments.decode(rows, context: 500) : Deployments.prefill(rows)
    shape.adapterWork.adapters = Int32(adapters)
    shape.adapterWork.ranks = Int32(adapters * rank)
    shape.adapterWork.rows = rows
    shape.adapterWork.rankRows = rows * rank
    shape.adapterWork.decodeRankRows = decodes ? rows * rank : 0
    return shape
  }

  // 32 layers of 4096; 8 KV heads of 128; a feed-forward of 14336: query 4096, key and value 1024, output, gate, up, down.
  private static let attentionValues = 32 * ((4096 + 4096) * 2 + (4096 + 1024) * 2)
  private static let allValues = attentionValues + 32 * 3 * (4096 + 14336)

  @Test func `take the bytes of inputs and outputs at their rank, divided as the matrices are`() throws {
    #expect(try deployment().adapters?.bytes(rank: 16) == Double(2 * 16 * Self.allValues))
    #expect(try deployment { $0.targets = .attention }.adapters?.bytes(rank: 16) == Double(2 * 16 * Self.attentionValues))
    // Of a matrix whose outputs are divided all inputs stay, and the other way round.
    let four = 32 * ((4096 + 1024) * 2 + (4096 + 256) * 2) + 32 * 3 * (4096 + 3584)
    #expect(try deployment(tensor: 4).adapters?.bytes(rank: 16) == Double(2 * 16 * four))
    let plan = try #require(try deployment { $0.ranks = [64, 8] }.adapters)
    #expect(plan.hostBytes(count: 5) == plan.bytes(rank: 64) * 3 + plan.bytes(rank: 8) * 2)
  }

  @Test func `have slots of the greatest rank, which the KV cache lacks`() throws {
    let (plain, with) = (try Deployments.make("llama-3.1-8b", on: "h100-sxm"), try deployment { $0.ranks = [8, 64] })
    #expect(with.memory.adapterBytes == 8 * 2 * 64 * Self.allValues)
    #expect(with.memory.weightBytes == plain.memory.weightBytes + with.memory.adapterBytes)
    let lacking = (plain.memory.kvBlocks - with.memory.kvBlocks) * plain.memory.blockBytes
    #expect(abs(lacking - with.memory.adapterBytes) <= plain.memory.blockBytes)
    #expect(throws: InputError.self) { try deployment { $0.slots = 10_000 } }
  }

  @Test func `cost a batch without any nothing, to the bit`() throws {
    let (plain, with) = (try Deployments.make("llama-3.1-8b", on: "h100-sxm"), try deployment())
    for rows in [1, 7, 200] {
      let shape = Deployments.decode(rows, context: 900)
      #expect(plain.costModel.iterationCost(of: shape, chunks: .zero) == with.costModel.iterationCost(of: shape, chunks: .zero))
      #expect(plain.breakdown(of: shape) == with.breakdown(of: shape))
    }
  }

  @Test func `cost launches and bytes or arithmetic, whichever is more, and stand in the breakdown`() throws {
    let with = try deployment { $0.launchSeconds = 1e-5 }
    func added(_ shape: BatchShape) throws -> BreakdownPart {
      let (all, parts) = (with.costModel.total(shape), with.breakdown(of: shape))
      #expect(parts.reduce(Duration.zero) { $0 + $1.time } == all.time)
      #expect(parts.reduce(0) { $0 + $1.energyNanojoules } == all.energyNanojoules)
      return try #require(parts.first { $0.part == .adapters })
    }
    let kernels = 2.0 * 7 * 32 * 1e-5
    let one = try added(Self.shape(adapters: 1, rows: 32, rank: 16))
    let eight = try added(Self.shape(adapters: 8, rows: 32, rank: 16))
    let bandwidth = Double(7 * 2 * 16 * Self.allValues) / (eight.time - one.time).seconds
    #expect(one.time.seconds > kernels && one.limit == .launch)
    // What seven adapters more take is their bytes at a bandwidth that the accelerator attains.
    #expect(bandwidth > 2e12 && bandwidth < 3.35e12, "\(bandwidth)")
    let prompt = try added(Self.shape(adapters: 1, rows: 100_000, rank: 4096, decodes: false))
    #expect(prompt.limit == .compute && prompt.time.seconds > 2 * 100_000 * 4096 * Double(Self.allValues) / 1e15)
  }

  @Test func `gathered by rows cost more than segment by segment, and padded copies most`() throws {
    func time(_ kernel: Adapters.Kernel, adapters: Int, rows: Int) throws -> Double {
      let shape = Self.shape(adapters: adapters, rows: rows, rank: 16)
      return try deployment { $0.kernel = kernel }.costModel.total(shape).time.seconds
    }
    for (adapters, rows) in [(1, 64), (8, 64), (64, 64)] {
      let (segmented, gathered) = (
        try time(.segmented, adapters: adapters, rows: rows), try time(.gathered, adapters: adapters, rows: rows)
      )
      #expect(adapters == rows ? segmented == gathered : segmented < gathered)
      #expect(try time(.padded, adapters: adapters, rows: rows) > segmented)
    }
    #expect(try time(.padded, adapters: 64, rows: 64) > 20 * time(.segmented, adapters: 64, rows: 64))
    let merged = try deployment { ($0.kernel, $0.slots) = (.merged, 1) }
    let plain = try Deployments.make("llama-3.1-8b", on: "h100-sxm")
    let shape = Self.shape(adapters: 1, rows: 64, rank: 16)
    #expect(merged.costModel.total(shape) == plain.costModel.total(shape))
    #expect(try #require(merged.adapters?.loadTime(rank: 16)) > #require(try deployment().adapters?.loadTime(rank: 16)))
  }

  @Test func `that cannot be are refused`() throws {
    let changes: [(inout Adapters) -> Void] = [
      { $0.ranks = [] }, { $0.ranks = [0] }, { $0.slots = 0 }, { $0.kernel = .merged }, { $0.targets = .none }, { $0.bytes = 0 },
    ]
    for change in changes { #expect(throws: InputError.self) { try deployment(change) } }
  }

  @Test func `of models without such matrices are refused by name`() throws {
    func refused(_ model: String) -> String {
      do {
        _ = try Deployments.make(model, on: "h200", tensor: 8) { $0.adapters = Adapters(ranks: [8], slots: 2, link: Self.link) }
        return "nothing"
      } catch { return "\(error)" }
    }
    #expect(refused("deepseek-v3").contains("plain queries"))
    #expect(refused("mixtral-8x7b").contains("routed experts"))
  }

  @Test func `are refused beside layouts that nothing is said of`() {
    func message(_ change: @escaping (inout DeploymentOptions) -> Void) -> String {
      do {
        _ = try Deployments.make("llama-3.1-8b", on: "h100-sxm") { options in
          options.adapters = Adapters(ranks: [16], slots: 4, link: Self.link)
          change(&options)
        }
        return ""
      } catch { return "\(error)" }
    }
    #expect(message { _ in } == "")
    #expect(message { $0.layout.feedForward = FeedForwardWorkers(groups: 1) }.contains("'adapters' beside 'parallel.feed_forward'"))
    #expect(message { $0.layout.pipeline = 2 }.contains("'adapters' beside 'parallel.pipeline'"))
    #expect(message { $0.layout.context.groups = 2 }.contains("'adapters' beside 'parallel.context'"))
  }
}
