import Hardware
import Kernel
import Record
import Serving
import Testing
import Workload

@Suite("The scheduler of the documentation")
struct SchedulerExampleTests {
  /// Under a policy, or nil for Sarathi: a long prompt after every three short ones, cut to a small budget.
  private func outcome(of scheduler: (any Scheduler.Type)?, leaps: Bool = true) throws -> (outcome: RunOutcome, meanFirstToken: Double) {
    let cost = LinearCostModel(base: .milliseconds(2), perToken: .microseconds(10), perContextToken: Duration(picoseconds: 20_000))
    var replica = ReplicaConfiguration(
      costModel: cost, kvBlocks: 2000, maximumSequences: 32, maximumBatchedTokens: 256, maximumModelTokens: 8000)
    replica.customScheduler = scheduler
    let arrivals = (0..<200).map { number in
      Arrival(
        time: .start + .milliseconds(Int64(number) * 9), promptTokens: number % 4 == 0 ? 2000 : 30 + number % 7,
        outputTokens: 5 + number % 50)
    }
    let observer = FirstTokens()
    var simulation = try Simulation(
      cluster: ClusterConfiguration(pools: [PoolConfiguration(name: "pool", replicas: 1, replica: replica)]),
      source: ArrivalList(arrivals), options: SimulationOptions(leaps: leaps, checksEveryInstant: true), observer: observer)
    let outcome = try simulation.run()
    return (outcome, observer.seconds / Double(outcome.finished))
  }

  private final class FirstTokens: Observer {
    var seconds = 0.0
    func receive(_ event: RunEvent) {
      if case .finished(let record) = event { seconds += (record.firstToken - record.arrival).seconds }
    }
    func tokenGaps(_ gap: Duration, count: Int) {}
    func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {}
    func iterationsEnded(_ span: IterationSpan) {}
  }

  @Test("runs under every invariant, leaps or not, and lets short prompts pass")
  func schedulerRuns() throws {
    let shortest = try outcome(of: ShortestPromptScheduler.self)
    #expect(shortest.outcome.finished == 200 && shortest.outcome.unfinished == 0)
    #expect(shortest.outcome.digest == (try outcome(of: ShortestPromptScheduler.self, leaps: false).outcome.digest))
    let inOrder = try outcome(of: nil)
    #expect(shortest.meanFirstToken < 0.7 * inOrder.meanFirstToken)
  }
}
