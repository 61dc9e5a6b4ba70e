import Hardware
import Kernel
import Model
import Testing

/// Data-parallel attention: engines that step together, each with its own sequences.
@Suite("Data-parallel ranks")
struct DataParallelTests {
  private func deployment(
    data: Int, expert: Int? = nil, tensor: Int = 1, exchange: ExpertExchange = .allGatherReduceScatter, captured: Bool = false,
    profile: Bool = true
  ) throws -> Deployment {
    try Deployments.make("qwen3-30b-a3b", on: "rtx-pro-6000") {
      $0.layout = ParallelLayout(tensor: tensor, data: data, expert: expert ?? data)
      $0.expertExchange = exchange
      $0.maximumSequences = 128 * data
      $0.maximumBatchedTokens = 2048 * data
      $0.engine = captured ? .vllm(maximumSequences: 128) : EngineCostRules()
      $0.profile = profile ? ProfileCatalog.entry(named: "rtx-pro-6000")?.profile : nil
    }
  }

  private func time(_ part: IterationPart, _ deployment: Deployment, _ shape: BatchShape, _ chunks: ChunkCost = .zero) -> Double {
    deployment.breakdown(of: shape, chunks: chunks).first { $0.part == part }?.time.seconds ?? 0
  }

  @Test("decode their part of the batch in the time that was measured of it", arguments: [2, 4])
  func measuredAttention(data: Int) throws {
    let (one, several) = (try deployment(data: 1), try deployment(data: data))
    #expect(several.coverage.contains { $0.part == .decodeAttention && $0.basis == .measured })
    for (sequences, context) in [(8, 300), (32, 1000), (64, 2000)] {
      let apart = time(.decodeAttention, one, Deployments.decode(sequences, context: context))
      let together = time(.decodeAttention, several, Deployments.decode(sequences * data, context: context))
      #expect(abs(together / apart - 1) < 0.01, "\(sequences) sequences on each: \(together), alone \(apart)")
    }
  }

  @Test("wait for the one that has a chunk, whose attention and layers take as long as they do alone")
  func slowestRank() throws {
    let (one, several) = (try deployment(data: 1), try deployment(data: 4))
    func chunk(_ deployment: Deployment, _ chunks: Int) -> (BatchShape, ChunkCost) {
      var shape = BatchShape()
      (shape.prefillTokens, shape.prefillChunks, shape.sampledRows) = (1000 * chunks, chunks, chunks)
      var cost = ChunkCost.zero
      for _ in 0..<chunks { cost += deployment.costModel.chunkCost(tokens: 1000, contextTokens: 0) }
      return (shape, cost)
    }
    let (alone, aloneCost) = chunk(one, 1)
    for chunks in [1, 3, 4] {
      let (shape, cost) = chunk(several, chunks)
      for part in [IterationPart.prefillAttention, .queryKeyValue, .elementwise] {
        let (real, expected) = (time(part, several, shape, cost), time(part, one, alone, aloneCost))
        #expect(abs(real / expected - 1) < 0.01, "\(chunks) chunks, \(part): \(real), alone \(expected)")
      }
    }
    let (five, cost) = chunk(several, 5)
    #expect(time(.prefillAttention, several, five, cost) > 1.9 * time(.prefillAttention, one, alone, aloneCost), "one has two")
  }

  @Test("spend energy on what there is, wherever it stands")
  func energy() throws {
    let several = try deployment(data: 4)
    var shape = BatchShape()
    (shape.prefillTokens, shape.prefillChunks, shape.sampledRows) = (1000, 1, 1)
    var even = shape
    even.prefillChunks = 4
    func joules(_ shape: BatchShape) -> Int64 {
      several.breakdown(of: shape).first { $0.part == .queryKeyValue }?.energyNanojoules ?? 0
    }
    #expect(joules(shape) == joules(even))
  }

  @Test("cost exactly the sum of their parts, however their batch is divided", arguments: [false, true])
  func parts(captured: Bool) throws {
    let several = try deployment(data: 4, captured: captured)
    for (sequences, chunks) in [(1, 0), (130, 0), (0, 1), (7, 1), (100, 3), (400, 8)] {
      var shape = sequences > 0 ? Deployments.decode(sequences, context: 700) : BatchShape()
      (shape.prefillTokens, shape.prefillChunks) = (300 * chunks, chunks)
      shape.sampledRows += chunks
      let cost = several.costModel.chunkCost(tokens: 300 * chunks, contextTokens: 64)
      let parts = several.breakdown(of: shape, chunks: cost)
      let total = several.costModel.total(shape, chunks: cost)
      #expect(parts.reduce(Duration.zero) { $0 + $1.time } == total.time)
      #expect(parts.reduce(0) { $0 + $1.energyNanojoules } == total.energyNanojoules)
    }
  }

  @Test("answer with one line up to its corner, as every batch does")
  func line() throws {
    let model = try deployment(data: 2, captured: true).costModel
    for sequences in [3, 64, 129] {
      var shape = Deployments.decode(sequences, context: 500)
      let first = model.iterationCost(of: shape, chunks: .zero)
      for _ in 0..<40 {
        shape.decodeContext.whole += sequences
        guard shape.decodeContext.whole <= first.time.limit else { break }
        #expect(
          model.iterationCost(of: shape, chunks: .zero).time.value(at: shape.decodeContext) == first.time.value(at: shape.decodeContext))
      }
    }
  }

  @Test("get every token once where they are gathered, and a copy for each expert from point to point")
  func exchange() throws {
    let shape = Deployments.decode(256, context: 500)
    let gathered = try deployment(data: 2, exchange: .allGatherReduceScatter)
    let sent = try deployment(data: 2, exchange: .pointToPoint)
    let (once, copies) = (time(.expertExchange, gathered, shape), time(.expertExchange, sent, shape))
    // Eight experts on two accelerators: four copies of a token where one is enough.
    #expect(copies > 2.5 * once)
    #expect(time(.experts, gathered, shape) == time(.experts, sent, shape))
    let layers = Double(gathered.model.expertLayers)
    let link = CollectiveCost(link: try LinkCatalog.link(named: "pcie-5"), members: 2)
    let expected = 2 * layers * link.allGather(bytes: 256 * 2 * 2048)
    #expect(abs(once / expected - 1) < 1e-6, "\(once), expected \(expected)")
    #expect(time(.expertExchange, try deployment(data: 1), shape) == 0, "one engine exchanges nothing")
  }

  @Test("sum up over the tensor group what its accelerators have of an expert")
  func dividedExperts() throws {
    func collectives(expert: Int) throws -> Double {
      time(.collectives, try deployment(data: 2, expert: expert, tensor: 2), Deployments.decode(64, context: 500))
    }
    #expect(try collectives(expert: 1) > 1.5 * collectives(expert: 4))
  }
}
