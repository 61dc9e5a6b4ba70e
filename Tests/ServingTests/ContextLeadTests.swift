import Hardware
import Kernel
import Serving
import Testing
import Workload

/// How far the longest context of a decode batch leads, for cost models that ask.
@Suite struct ContextLeadTests {
  /// Iterations of 1 ps, and one more for each token of the lead told.
  private struct LeadModel: CostModel {
    let asks: Bool
    var readsContextLead: Bool { asks }

    func chunkCost(tokens: Int, contextTokens: Int) -> ChunkCost { .zero }

    func iterationCost(of shape: BatchShape, chunks: ChunkCost) -> StepLine {
      StepLine(time: ContextLine(base: 1 + Int64(shape.decodeContextLead)))
    }
  }

  private func durations(_ arrivals: [Arrival], asks: Bool = true) throws -> [Int64] {
    let replica = ReplicaConfiguration(
      costModel: LeadModel(asks: asks), kvBlocks: 1 << 50, maximumSequences: arrivals.count,
      maximumBatchedTokens: 1 << 50, maximumModelTokens: 1 << 40)
    let log = LoggingObserver()
    var simulation = try Simulation(
      cluster: ClusterConfiguration(pools: [PoolConfiguration(name: "pool", replicas: 1, replica: replica)]),
      source: ArrivalList(arrivals), options: SimulationOptions(checksEveryInstant: true), observer: log)
    _ = try simulation.run()
    return log.log.iterations.map { $0[2] }
  }

  private func together(_ prompts: [Int], outputs: Int = 4) -> [Arrival] {
    prompts.map { Arrival(time: .start, promptTokens: $0, outputTokens: outputs) }
  }

  @Test func decodeStepsLeaveItAsItIs() throws {
    // 8 x 9 - 40 = 32 in each of the three steps that follow the prefill.
    #expect(try durations(together([2, 4, 4, 4, 5, 5, 7, 9])) == [1, 33, 33, 33])
    #expect(try durations(together([6, 6, 6])) == [1, 1, 1, 1])
  }

  @Test func theNextLongestLeadsOnceTheLongestHasLeft() throws {
    let arrivals = [(20, 2), (9, 4), (3, 4)].map { Arrival(time: .start, promptTokens: $0.0, outputTokens: $0.1) }
    // 3 x 20 - 32 = 28 in one step; then 2 x 9 - 12 = 6 in two.
    #expect(try durations(arrivals) == [1, 29, 7, 7])
  }

  @Test("a long request under which thousands come and go stays the longest")
  func manyUnderneath() throws {
    let short = (0..<2000).map { Arrival(time: .start + Duration(picoseconds: Int64($0) * 3000), promptTokens: 5, outputTokens: 2) }
    let times = try durations([Arrival(time: .start, promptTokens: 1000, outputTokens: 100_000)] + short)
    #expect(times.max()! > 900)
    #expect(times.last == 1, "alone, it leads nobody")
  }

  @Test func whoDoesNotAskIsToldNothing() throws {
    #expect(try durations(together([2, 4, 4, 4, 5, 5, 7, 9]), asks: false) == [1, 1, 1, 1])
  }
}
