import Hardware
import Kernel
import Serving
import Testing
import Workload

/// How unequal the contexts of a decode batch are, for cost models that ask.
@Suite struct ContextSpreadTests {
  /// Iterations of 1 ps, and one more for each unit of the spread told, up to a limit.
  private struct SpreadModel: CostModel {
    let asks: Bool
    let limit: UInt64
    var attentionWindowTokens: Int { .max }
    var readsContextSpread: Bool { asks }

    func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost { .zero }

    func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> IterationCost {
      let told = shape.decodeContextSpread
      return IterationCost(
        base: Duration(picoseconds: 1 + (told == .max ? Int64(limit) : Int64(min(told, limit - 1)))), perContextToken: .zero)
    }
  }

  private func durations(_ prompts: [Int], asks: Bool = true, limit: UInt64 = 1 << 40) throws -> [Int64] {
    let replica = ReplicaConfiguration(
      costModel: SpreadModel(asks: asks, limit: limit), kvBlocks: 1 << 50, maximumSequences: prompts.count,
      maximumBatchedTokens: 1 << 50, maximumModelTokens: 1 << 40)
    let log = LoggingObserver()
    let arrivals = prompts.map { Arrival(time: .start, promptTokens: $0, outputTokens: 4) }
    var simulation = try Simulation(
      cluster: ClusterConfiguration(pools: [PoolConfiguration(name: "pool", replicas: 1, replica: replica)]),
      source: ArrivalList(arrivals), options: SimulationOptions(checksEveryInstant: true), observer: log)
    _ = try simulation.run()
    return log.log.iterations.map { $0[2] }
  }

  @Test func theDeviationIsThatOfTheContexts() {
    // The textbook's eight numbers of mean 5 and standard deviation 2.
    let contexts = [2, 4, 4, 4, 5, 5, 7, 9]
    var shape = BatchShape()
    shape.decodeSequences = contexts.count
    shape.decodeContextSpread = UInt64(8 * contexts.reduce(0) { $0 + $1 * $1 } - 40 * 40)
    #expect(shape.decodeContextDeviationTokens == 2)
    #expect(BatchShape().decodeContextDeviationTokens == 0)
  }

  @Test func decodeStepsLeaveItAsItIs() throws {
    // 8 x 232 - 40² = 256 in each of the three steps that follow the prefill.
    #expect(try durations([2, 4, 4, 4, 5, 5, 7, 9]) == [1, 257, 257, 257])
    #expect(try durations([6, 6, 6]) == [1, 1, 1, 1])
  }

  @Test func whoDoesNotAskIsToldNothing() throws {
    #expect(try durations([2, 4, 4, 4, 5, 5, 7, 9], asks: false) == [1, 1, 1, 1])
  }

  @Test func contextsBeyondReasonAreToldAsTheMostThereIs() throws {
    // 500 prompts of one token and 500 of a hundred million: 250,000 x 10^16 is beyond 64 bits.
    let prompts = (0..<1000).map { $0 % 2 == 0 ? 1 : Arrival.maximumTokens }
    #expect(try durations(prompts) == [1] + Array(repeating: 1 + 1 << 40, count: 3))
  }
}
