import Hardware
import Kernel
import Record
import Serving
import Testing
import Workload

/// What cannot be simulated is refused with a sentence that says what is wrong and what would be right: no crash, no hang,
/// no run that means something else.
@Suite struct SimulationInputTests {
  private static func replica(_ change: (inout ReplicaConfiguration) -> Void) -> ReplicaConfiguration {
    var replica = ReplicaConfiguration(
      costModel: LinearCostModel(base: .milliseconds(1)), kvBlocks: 100, watermarkBlocks: 0, maximumSequences: 8,
      maximumModelTokens: 1000)
    change(&replica)
    return replica
  }

  private func run(
    _ replica: ReplicaConfiguration = replica { _ in }, replicas: Int = 1, router: String = "round_robin",
    routerParameters: [String: ParameterValue] = [:], arrivals: [Arrival] = [], options: SimulationOptions = SimulationOptions(),
    observer: (any Observer)? = nil
  ) throws -> RunOutcome {
    let pool = PoolConfiguration(name: "pool", replicas: replicas, replica: replica)
    var simulation = try Simulation(
      cluster: ClusterConfiguration(pools: [pool], router: router, routerParameters: routerParameters),
      source: ArrivalList(arrivals), options: options, observer: observer)
    return try simulation.run()
  }

  private func expectRefusal(_ words: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> RunOutcome) {
    do {
      _ = try body()
      Issue.record("it ran, and should have said: \(words)", sourceLocation: sourceLocation)
    } catch let error as InputError {
      #expect(error.description.contains(words), "said: \(error)", sourceLocation: sourceLocation)
      #expect(error.remedy != nil, "no remedy: \(error)", sourceLocation: sourceLocation)
    } catch {
      Issue.record("not an input error: \(error)", sourceLocation: sourceLocation)
    }
  }

  @Test func limitsThatMakeNoReplicaAreRefused() {
    expectRefusal("kv_blocks is 0") { try run(Self.replica { $0.kvBlocks = 0 }) }
    expectRefusal("block_tokens is -1") { try run(Self.replica { $0.blockTokens = -1 }) }
    expectRefusal("max_sequences is 0") { try run(Self.replica { $0.maximumSequences = 0 }) }
    expectRefusal("max_sequences is \(1 << 40)") {
      try run(Self.replica { ($0.maximumSequences, $0.maximumBatchedTokens) = (1 << 40, .max) })
    }
    expectRefusal("max_model_tokens is 0") { try run(Self.replica { $0.maximumModelTokens = 0 }) }
    expectRefusal("the watermark of 100 blocks") { try run(Self.replica { $0.watermarkBlocks = 100 }) }
    expectRefusal("the watermark of -1 blocks") { try run(Self.replica { $0.watermarkBlocks = -1 }) }
    expectRefusal("max_batched_tokens (7) is below max_sequences (8)") { try run(Self.replica { $0.maximumBatchedTokens = 7 }) }
  }

  @Test func aClusterOfNothingIsRefused() {
    expectRefusal("the cluster has 0 replicas") { try run(replicas: 0) }
    expectRefusal("has -3 replicas") { try run(replicas: -3) }
    expectRefusal("has \(1 << 24) replicas") { try run(replicas: 1 << 24) }
    expectRefusal("has \(Int.max) replicas") { try run(replicas: .max) }
  }

  @Test func optionsOutOfRangeAreRefused() {
    expectRefusal("a concurrency of 0") { try run(options: SimulationOptions(concurrency: 0)) }
    expectRefusal("a concurrency of \(1 << 30)") { try run(options: SimulationOptions(concurrency: 1 << 30)) }
    expectRefusal("a horizon before") { try run(options: SimulationOptions(horizon: Instant(picoseconds: -1))) }
    expectRefusal("bin of no length") { try run(options: SimulationOptions(seriesBin: .zero)) }
    expectRefusal("bin of no length") { try run(options: SimulationOptions(seriesBin: Duration(picoseconds: -5))) }
  }

  @Test func namesThatDoNotExistComeWithTheOneThatWasMeant() {
    expectRefusal("unknown scheduler 'sarati'; did you mean 'sarathi'?") { try run(Self.replica { $0.scheduler = "sarati" }) }
    expectRefusal("unknown scheduler 'nothing alike'; one of faster") { try run(Self.replica { $0.scheduler = "nothing alike" }) }
    expectRefusal("unknown router 'round-robin'; did you mean 'round_robin'?") { try run(router: "round-robin") }
    expectRefusal("unknown router ''; one of round_robin") { try run(router: "") }
  }

  @Test func parametersAreHeldToTheirDocumentation() {
    expectRefusal("unknown parameter 'max_chunk_token' of sarathi; did you mean 'max_chunk_tokens'?") {
      try run(Self.replica { $0.schedulerParameters = ["max_chunk_token": .tokens(1)] })
    }
    expectRefusal("splitfuse takes no parameters") {
      try run(Self.replica { ($0.scheduler, $0.schedulerParameters) = ("splitfuse", ["quantum_of_time": .count(1)]) })
    }
    expectRefusal("its default is 0") { try run(Self.replica { $0.schedulerParameters = ["max_chunk_tokens": .flag(true)] }) }
    expectRefusal("out of range") { try run(Self.replica { $0.schedulerParameters = ["max_chunk_tokens": .tokens(-1)] }) }
    expectRefusal("out of range") { try run(router: "random", routerParameters: ["choices": .count(0)]) }
    expectRefusal("out of range") { try run(router: "random", routerParameters: ["choices": .count(.max)]) }
  }

  @Test(arguments: [0, -1, Arrival.maximumTokens + 1, 1_000_000_000_000, Int.max, Int.min])
  func aRequestOfAnAbsurdLengthIsRefused(tokens: Int) {
    // No more is kept of a number than 32 bits hold.
    let told = tokens == Int(Int32(clamping: tokens)) ? "\(tokens)" : tokens < 0 ? "\(Int32.min) or fewer" : "\(Int32.max) or more"
    expectRefusal("a request with \(told) prompt tokens") {
      try run(arrivals: [Arrival(time: .start, promptTokens: tokens, outputTokens: 1)])
    }
    expectRefusal("a request with \(told) output tokens") {
      try run(arrivals: [Arrival(time: .start, promptTokens: 1, outputTokens: tokens)])
    }
  }

  @Test func theLongestRequestsThatMayBeAreServed() throws {
    // Two hundred million tokens, prefilled and decoded in closed form.
    let longest = Arrival(time: .start, promptTokens: Arrival.maximumTokens, outputTokens: Arrival.maximumTokens)
    let replica = Self.replica {
      ($0.kvBlocks, $0.maximumModelTokens, $0.maximumBatchedTokens) = (1 << 40, .max, 1 << 40)
      $0.costModel = LinearCostModel(base: Duration(picoseconds: 1000), perToken: Duration(picoseconds: 1), perTokenNanojoules: 1)
    }
    let outcome = try run(replica, arrivals: [longest, longest])
    #expect(outcome.finished == 2 && outcome.outputTokens == 2 * Arrival.maximumTokens)
    #expect(outcome.replicas[0].decodeTokens == 2 * (Arrival.maximumTokens - 1))
  }

  @Test func arrivalsOutOfOrderAreRefused() {
    func at(_ times: Int64...) -> [Arrival] {
      times.map { Arrival(time: Instant(picoseconds: $0), promptTokens: 1, outputTokens: 1) }
    }
    expectRefusal("arrives before") { try run(arrivals: at(10, 9)) }
    expectRefusal("arrives before") { try run(arrivals: at(-1)) }
    expectRefusal("arrives before") { try run(arrivals: at(.max / 2, .min)) }
  }

  @Test func timeBeyondHundredAndSixDaysIsRefused() {
    func late(_ time: Int64) -> [Arrival] { [Arrival(time: Instant(picoseconds: time), promptTokens: 1, outputTokens: 3)] }
    expectRefusal("106 days") { try run(arrivals: late(.max - 10)) }
    expectRefusal("106 days") { try run(arrivals: late(.max)) }
    // With leaps refused for lack of room the plain loop still gets as far as time reaches.
    let long = Self.replica { $0.costModel = LinearCostModel(base: .seconds(3600 * 24)) }
    expectRefusal("106 days") { try run(long, arrivals: [Arrival(time: .start, promptTokens: 1, outputTokens: 200)]) }
  }

  @Test func anAbsurdlySlowMachineIsPricedWithoutOverflow() throws {
    // A router that predicts work prices requests before it knows that time will not reach.
    let slow = Self.replica { $0.costModel = LinearCostModel(base: Duration(picoseconds: .max / 2)) }
    let pools = [PoolConfiguration(name: "slow", replicas: 2, replica: slow)]
    let request = Arrival(time: .start, promptTokens: 1, outputTokens: 1)
    var simulation = try Simulation(
      cluster: ClusterConfiguration(pools: pools, router: "shortest_queue"), source: ArrivalList([request, request]),
      options: SimulationOptions(predictor: .oracle))
    #expect(try simulation.run().finished == 2)
  }

  @Test func aClosedLoopOfRequestsThatCanNeverBeServedEnds() throws {
    struct Endless: ArrivalSource {
      mutating func next() -> Arrival? { Arrival(time: .start, promptTokens: 2_000_000, outputTokens: 1) }
    }
    let pools = [PoolConfiguration(name: "pool", replicas: 1, replica: Self.replica { $0.maximumModelTokens = 1000 })]
    #expect(throws: InputError.self) {
      var simulation = try Simulation(
        cluster: ClusterConfiguration(pools: pools), source: Endless(), options: SimulationOptions(concurrency: 3))
      _ = try simulation.run()
    }
  }

  @Test func aRequestThatCanNeverFitIsTurnedAwayWithItsReason() throws {
    let replica = Self.replica { ($0.kvBlocks, $0.blockTokens, $0.watermarkBlocks) = (20, 10, 2) }
    final class Listener: SilentObserver {
      var reasons: [Int: RejectionReason] = [:]
      override func receive(_ event: RunEvent) {
        if case .rejected(let request) = event { reasons[request.request] = request.reason }
      }
    }
    let listener = Listener()
    func request(_ prompt: Int, _ output: Int) -> Arrival { Arrival(time: .start, promptTokens: prompt, outputTokens: output) }
    // 18 blocks are left above the watermark: 180 tokens, the last token of an output needing none.
    let arrivals = [request(600, 401), request(100, 81), request(100, 82), request(180, 1), request(181, 1), request(999, 1)]
    let outcome = try run(replica, arrivals: arrivals, observer: listener)
    #expect(listener.reasons == [0: .exceedsModelLength, 2: .exceedsKVCapacity, 4: .exceedsKVCapacity, 5: .exceedsKVCapacity])
    #expect(outcome.rejected == [1, 3, 0] && outcome.finished == 2)

    let whole = Self.replica { ($0.scheduler, $0.maximumBatchedTokens, $0.kvBlocks) = ("fcfs", 100, 1000) }
    let second = Listener()
    let short = try run(whole, arrivals: [request(100, 1), request(101, 1), request(90, 12)], observer: second)
    // What a preemption would have to prefill again counts: 90 + 11 tokens are more than an iteration holds.
    #expect(second.reasons == [1: .exceedsBatchTokens, 2: .exceedsBatchTokens] && short.rejected == [0, 0, 2])
  }
}
