import Kernel
import Network
import Serving
import Testing
import Workload

/// What a crash does to KV that is handed over, told by hand.
@Suite("Crashes at both ends of a hand-over")
struct HandOverFailureTests {
  /// A gigabyte a second, so that a byte takes 1,000 ps; prefill 1000 + 100 a token, decoding 1000 + 100 a sequence.
  private func rules(prefill: Int, decode: Int) -> Rules {
    var rules = Rules(scheduler: "fcfs", replicas: prefill, blockTokens: 4)
    rules.decodeReplicas = decode
    rules.decodeRouter = "least_requests"
    rules.budget = 100
    (rules.base, rules.perToken, rules.perContext) = (1000, 100, 0)
    rules.port = LinkFigures(bytesPerSecond: 1_000_000_000, latency: Duration(picoseconds: 50))
    rules.handOver = HandOverConfiguration(mode: .serialized, bytesPerToken: 2, layers: 1)
    return rules
  }

  private func crash(_ replica: Int, at start: Int64, for length: Int64? = nil) -> ReplicaFault {
    ReplicaFault(
      replicas: replica..<(replica + 1), start: Instant(picoseconds: start), length: length.map { Duration(picoseconds: $0) },
      effect: .crash)
  }

  private let request = Arrival(time: .start, promptTokens: 10, outputTokens: 3)

  @Test("a destination that dies under way costs the way, and no prompt: the KV is still where it was computed")
  func destinationDies() throws {
    var rules = rules(prefill: 1, decode: 2)
    rules.failures.faults = [crash(1, at: 9_000)]
    let run = try simulate(rules, [request])
    // All 20 bytes set out again at 9,000, to the other.
    #expect(run.log.handOvers == [[0, 0, 2, 20, 2000, 2000, 9_000, 9_000 + 20_050]])
    #expect(run.outcome.handOvers.calledOff == 1 && run.outcome.retries == 0)
    #expect(run.outcome.replicas[0].prefillTokens == 10)
    let record = try #require(run.log.records[0])
    #expect(record.finish.picoseconds == 29_050 + 2 * 1100)
  }

  @Test("a source that dies under way takes the KV with it: the prompt and its first token are computed anew elsewhere")
  func sourceDies() throws {
    var rules = rules(prefill: 2, decode: 1)
    rules.failures.faults = [crash(0, at: 9_000)]
    let run = try simulate(rules, [request])
    let record = try #require(run.log.records[0])
    #expect(record.firstToken.picoseconds == 2000 && record.retries == 1)
    // Ten tokens of prompt and the first token, which make the second one: 1000 + 11 x 100, then 22 bytes.
    #expect(run.outcome.replicas.map(\.prefillTokens) == [10, 11, 0])
    #expect(run.log.handOvers.map { $0[3] } == [22])
    #expect(record.finish.picoseconds == 9_000 + 2_100 + 22_050 + 1_100)
    #expect(record.prefillReplica == 0, "the client had its first token from there")
  }

  @Test("a destination that dies while it decodes sends its requests back to the beginning, with what they have produced")
  func decodingReplicaDies() throws {
    var rules = rules(prefill: 1, decode: 2)
    rules.failures.faults = [crash(1, at: 22_050 + 1100)]
    let run = try simulate(rules, [request])
    let record = try #require(run.log.records[0])
    #expect(record.retries == 1 && record.replica == 0, "its last token is made where its prompt is computed anew")
    #expect(run.outcome.replicas.map(\.prefillTokens) == [10 + 12, 0, 0])
    #expect(run.outcome.handOvers.count == 1 && run.outcome.outputTokens == 3)
  }

  @Test("where no replica is left to decode on, KV waits at its source for one to come back")
  func waitsAtTheSource() throws {
    var rules = rules(prefill: 1, decode: 1)
    rules.failures.faults = [crash(1, at: 1_000, for: 49_000)]
    let run = try simulate(rules, [request, request])
    #expect(run.outcome.finished == 2 && run.outcome.retries == 0)
    #expect(run.log.handOvers.allSatisfy { $0[6] == 50_000 })
  }

  @Test("a decode pool that is dead for good leaves its requests unfinished, and the run ends all the same")
  func deadForGood() throws {
    var rules = rules(prefill: 1, decode: 1)
    rules.failures.faults = [crash(1, at: 5_000)]
    rules.failures.random = [
      RandomFaults(replicas: 0..<1, meanTimeBetweenFailures: Duration(picoseconds: 9_000), meanTimeToRepair: Duration(picoseconds: 900))
    ]
    rules.scaling = ScalingRule(
      minimum: 1, initial: 1, requestsPerReplica: 1, interval: Duration(picoseconds: 500), startUp: .zero, stabilisation: .zero)
    let run = try simulate(rules, Array(repeating: request, count: 40))
    #expect(run.outcome.unfinished == 40)
  }

  @Test("a decode pool that follows its load grows for KV that has nowhere to go")
  func decodePoolGrows() throws {
    var rules = rules(prefill: 1, decode: 2)
    rules.decodeScaling = ScalingRule(
      minimum: 0, initial: 0, requestsPerReplica: 1, interval: Duration(picoseconds: 10_000), startUp: Duration(picoseconds: 5_000),
      stabilisation: .zero)
    let run = try simulate(rules, [request, request])
    #expect(run.outcome.finished == 2 && run.outcome.startUps >= 2)
    // Both prompts are done before the first look, which sees two requests without a replica.
    #expect(run.log.handOvers.allSatisfy { $0[6] == 15_000 })
  }
}
