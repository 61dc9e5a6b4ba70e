import Hardware
import Kernel
import Model
import Testing

@Suite("Attention and feed-forward layers on accelerators apart")
struct FeedForwardTests {
  private func deployment(
    _ workers: FeedForwardWorkers?, data: Int = 4, model: String = "qwen3-235b-a22b", fitted: Bool = false,
    _ change: (inout DeploymentOptions) -> Void = { _ in }
  ) throws -> Deployment {
    try Deployments.make(model, on: "h100-sxm") { options in
      if fitted {
        options.profile = FittedProfiles.whole()
        options.engine = .vllm(maximumSequences: 128)
      }
      options.weightFormat = .fp8
      options.layout.data = data
      options.layout.feedForward = workers
      if workers == nil { options.layout.expert = data }
      change(&options)
    }
  }

  /// The law itself: each station serves one micro-batch at a time, in their order; the first begins a layer when it is back.
  private func walk(_ stations: [Int64], layers: Int, microBatches: Int) -> Int64 {
    var free = [Int64](repeating: 0, count: stations.count)
    var back = [Int64](repeating: 0, count: microBatches)
    for _ in 0..<layers {
      for batch in 0..<microBatches {
        var now = back[batch]
        for (station, time) in stations.enumerated() {
          now = max(now, free[station]) + time
          free[station] = now
        }
        back[batch] = now
      }
    }
    return back[microBatches - 1]
  }

  @Test func `a step lasts as long as its micro-batches take one by one over all stations`() {
    var stream = RandomStream(seed: 3, name: "stations")
    for _ in 0..<2000 {
      let (layers, count) = (1 + stream.integer(below: 6), 1 + stream.integer(below: 5))
      let times = (0..<4).map { _ in Int64(stream.integer(below: 4) * stream.integer(below: 100)) }
      let line = ContextLine(base: times[0] * Int64(layers))
      let step = PingPong(layers: layers, microBatches: count).time(
        attention: line, others: times.dropFirst().map { $0 * Int64(layers) }, context: .zero)
      #expect(step.base == walk(times, layers: layers, microBatches: count), "\(times) through \(layers) layers, \(count) at once")
    }
  }

  @Test(arguments: [false, true]) func `leave a step a line: many steps leapt over equal the steps one by one`(fitted: Bool) throws {
    for count in [1, 2, 3] {
      let model = try deployment(FeedForwardWorkers(groups: 4, microBatches: count), fitted: fitted).costModel
      for sequences in [1, 7, 64, 600] {
        var shape = Deployments.decode(sequences, context: 10)
        var line = model.iterationCost(of: shape, chunks: .zero)
        for _ in 0..<4000 {
          shape.decodeContext.whole += sequences
          let next = model.iterationCost(of: shape, chunks: .zero)
          if shape.decodeContext.whole <= line.time.limit {
            #expect(line.time(of: shape.decodeContext) == next.time(of: shape.decodeContext))
            #expect(line.nanojoules(of: shape.decodeContext) == next.nanojoules(of: shape.decodeContext))
          } else {
            line = next
          }
        }
      }
    }
  }

  @Test(arguments: [false, true]) func `sum to the iteration part by part`(fitted: Bool) throws {
    let divided = try deployment(FeedForwardWorkers(groups: 4, tensor: 2, microBatches: 3), fitted: fitted)
    var stream = RandomStream(seed: 9, name: "parts")
    for _ in 0..<100 {
      var shape = Deployments.decode(1 + stream.integer(below: 400), context: 1 + stream.integer(below: 5000))
      var chunks = ChunkCost.zero
      if stream.integer(below: 2) == 0 {
        shape.prefillTokens = 1 + stream.integer(below: 2000)
        shape.prefillChunks = 1
        chunks = divided.costModel.chunkCost(tokens: shape.prefillTokens, contextTokens: 50)
      }
      let (total, parts) = (divided.costModel.total(shape, chunks: chunks), divided.breakdown(of: shape, chunks: chunks))
      #expect(parts.reduce(Duration.zero) { $0 + $1.time } == total.time)
      #expect(parts.reduce(0) { $0 + $1.energyNanojoules } == total.energyNanojoules)
      #expect(!parts.contains { [.experts, .gateUp, .down, .router].contains($0.part) }, "these are the workers'")
      #expect(parts.allSatisfy { $0.time >= .zero })
    }
  }

  @Test func `divide the weights: attention's are with the one kind, all else with the other`() throws {
    let model = try ModelCatalog.model(named: "qwen3-235b-a22b").shape
    let divided = try deployment(FeedForwardWorkers(groups: 4))
    let apart = divided.memory.weightBytes + 4 * divided.memory.feedForwardBytes
    // Groups hold what is shared each; this model shares its router alone.
    let routers = 3 * model.format(of: .sharedExperts, weights: .fp8).bytes(for: model.parameters(of: .sharedExperts))
    #expect(abs(apart - model.weightBytes(.fp8) - routers) <= 64)
    let four = try deployment(nil, data: 1) { $0.layout.tensor = 4 }
    #expect(divided.accelerators == 8 && divided.idleWatts == 2 * four.idleWatts)
    let together = try deployment(nil)
    #expect(together.memory.feedForwardBytes == 0 && divided.memory.kvBlocks > together.memory.kvBlocks)
  }

  @Test func `wait less for workers that are nearer or more, until attention is what takes the time`() throws {
    let shape = Deployments.decode(512, context: 4000)
    func time(_ workers: FeedForwardWorkers, link: Double = 450e9) throws -> Duration {
      try deployment(workers) { $0.feedForwardLink = ContextParallelTests.link(link) }.costModel.total(shape).time
    }
    let (few, some, many) = (
      try time(FeedForwardWorkers(groups: 4)), try time(FeedForwardWorkers(groups: 16)), try time(FeedForwardWorkers(groups: 64))
    )
    #expect(few > some && some > many)
    #expect(try time(FeedForwardWorkers(groups: 16), link: 1e9) > some)
    let attention = try deployment(FeedForwardWorkers(groups: 64)).breakdown(of: shape).reduce(Duration.zero) {
      $1.part == .feedForwardWait ? $0 : $0 + $1.time
    }
    #expect(attention > many - attention, "workers without end leave attention's own time")
  }

  @Test func `hide what is on its way behind other micro-batches, and read weights once for each`() throws {
    func time(_ count: Int, sequences: Int, link: Double) throws -> Duration {
      try deployment(FeedForwardWorkers(groups: 8, microBatches: count), data: 8) {
        $0.feedForwardLink = ContextParallelTests.link(link)
        $0.maximumSequences = 8192
      }.costModel.total(Deployments.decode(sequences, context: 2000)).time
    }
    let (large, small) = ((4096, 50e9), (64, 450e9))
    let (three, one) = (try time(3, sequences: large.0, link: large.1), try time(1, sequences: large.0, link: large.1))
    #expect(three < one, "a large batch over a slow link")
    let (threeOfFew, oneOfFew) = (try time(3, sequences: small.0, link: small.1), try time(1, sequences: small.0, link: small.1))
    #expect(threeOfFew > oneOfFew, "a small one over a fast link")
  }

  @Test func `no more micro-batches are made than there are tokens`() throws {
    let one = try deployment(FeedForwardWorkers(groups: 4, microBatches: 1)).costModel.total(Deployments.decode(1, context: 100))
    #expect(try deployment(FeedForwardWorkers(groups: 4, microBatches: 8)).costModel.total(Deployments.decode(1, context: 100)) == one)
  }

  @Test func `dense models have feed-forward workers too, and data-parallel attention before them`() throws {
    let model = try deployment(FeedForwardWorkers(groups: 1, tensor: 4), data: 4, model: "llama-3.1-70b")
    #expect(model.accelerators == 8 && model.memory.feedForwardBytes > 0)
    #expect(model.breakdown(of: Deployments.decode(64, context: 500)).contains { $0.part == .feedForwardWait && $0.time > .zero })
  }

  @Test func `what cannot be is refused by name`() throws {
    func message(_ workers: FeedForwardWorkers, model: String = "qwen3-235b-a22b", _ change: (inout DeploymentOptions) -> Void = { _ in })
      -> String
    {
      do {
        _ = try deployment(workers, model: model, change)
        return ""
      } catch { return "\(error)" }
    }
    let some = FeedForwardWorkers(groups: 4)
    #expect(message(FeedForwardWorkers(groups: 0)).contains("'parallel.feed_forward.groups' is 0, out of range"))
    #expect(message(FeedForwardWorkers(groups: 4, microBatches: 65)).contains("65 micro-batches"))
    #expect(message(FeedForwardWorkers(groups: 129)).contains("129 groups of feed-forward workers for 128 experts"))
    #expect(message(FeedForwardWorkers(groups: 1)).contains("do not fit 1 h100-sxm"))
    #expect(message(some) { $0.layout.expert = 4 }.contains("'parallel.feed_forward' beside 'parallel.expert'"))
    #expect(message(some) { $0.layout.pipeline = 2 }.contains("'parallel.feed_forward' beside 'parallel.pipeline'"))
    #expect(message(some) { $0.roofline.overlapThresholdTokens = 64 }.contains("beside 'costs.overlap_threshold'"))
    #expect(message(some, model: "qwen3-next-80b-a3b").contains("not every layer of qwen3-next-80b-a3b"))
  }
}
