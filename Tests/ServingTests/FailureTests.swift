import Kernel
import Serving
import Testing
import Workload

@Suite("Failures and scaling")
struct FailureTests {
  private static let rules = Rules(replicas: 2, kvBlocks: 1000, maximumSequences: 8, budget: 64)

  private func arrivals(_ count: Int, every gap: Int64, output: Int = 20) -> [Arrival] {
    (0..<count).map { Arrival(time: Instant(picoseconds: Int64($0) * gap), promptTokens: 10, outputTokens: output) }
  }

  private func crash(_ replicas: Range<Int>, at start: Int64, for length: Int64?) -> ReplicaFault {
    ReplicaFault(
      replicas: replicas, start: Instant(picoseconds: start), length: length.map { Duration(picoseconds: $0) }, effect: .crash)
  }

  @Test("what a dead replica held is computed anew elsewhere, and tokens that were out stay")
  func retriesElsewhere() throws {
    var rules = Self.rules
    let calm = try simulate(rules, arrivals(1, every: 1))
    rules.failures.faults = [crash(0..<1, at: 2000, for: nil)]
    let run = try simulate(rules, arrivals(1, every: 1))
    let record = try #require(run.log.records[0])
    #expect(calm.log.records[0]?.replica == 0 && record.replica == 1)
    #expect(record.retries == 1 && run.outcome.retries == 1 && run.outcome.replicas[0].crashes == 1)
    // The first token was out before the crash, and the last comes later than it would have.
    #expect(record.firstToken == calm.log.records[0]?.firstToken)
    #expect(try record.finish > #require(calm.log.records[0]).finish)
    // The prompt is prefilled twice, with what had been produced the second time.
    let prefilled = run.outcome.replicas.map(\.prefillTokens)
    #expect(prefilled[0] == 10 && prefilled[1] > 10)
  }

  @Test("where no replica is left, requests wait until one is back, and none is turned away")
  func waitsForARecovery() throws {
    var rules = Self.rules
    rules.failures.faults = [crash(0..<2, at: 1000, for: 50_000)]
    let run = try simulate(rules, arrivals(6, every: 700))
    #expect(run.outcome.finished == 6 && run.log.rejected.isEmpty)
    // Nobody is served while all are down.
    #expect(!run.log.iterations.contains { $0[1] >= 1000 && $0[1] < 51_000 })
    #expect(run.outcome.replicas.allSatisfy { $0.downTime == Duration(picoseconds: 50_000) })
    #expect(run.changes.map(\.kind) == [.crash, .crash, .recover, .recover] && run.changes.map(\.serving) == [1, 0, 1, 2])
    expectPresenceTold(run, "both down")
  }

  @Test("a cluster that is dead for good leaves its requests unfinished, and says so")
  func deadForGood() throws {
    var rules = Self.rules
    rules.failures.faults = [crash(0..<2, at: 1000, for: nil)]
    rules.scaling = ScalingRule(
      minimum: 1, initial: 2, requestsPerReplica: 1, interval: Duration(picoseconds: 500), startUp: .zero, stabilisation: .zero)
    let run = try simulate(rules, arrivals(6, every: 700))
    #expect(run.outcome.finished + run.outcome.unfinished == 6 && run.outcome.unfinished > 0)
  }

  @Test("a straggler's iterations take as many times longer as it is slow, from the next one on")
  func stragglers() throws {
    var rules = Self.rules
    rules.replicas = 1
    rules.failures.faults = [
      ReplicaFault(
        replicas: 0..<1, start: Instant(picoseconds: 1000), length: Duration(picoseconds: 2000), effect: .slowdown(permille: 3000))
    ]
    let run = try simulate(rules, arrivals(1, every: 1, output: 40))
    for iteration in run.log.iterations where iteration[4] == 0 {
      // One decode: 100 ps, 7 for the token, 1 for each token of context.
      let context = iteration[2] / (iteration[1] >= 1000 && iteration[1] < 3000 ? 3 : 1) - 107
      #expect((11...50).contains(context), "\(iteration)")
    }
  }

  @Test("one slowdown may begin as another ends, in whatever order they are told")
  func slowdownsInTurn() throws {
    var rules = Self.rules
    rules.replicas = 1
    func slow(_ permille: Int, at start: Int64) -> ReplicaFault {
      ReplicaFault(
        replicas: 0..<1, start: Instant(picoseconds: start), length: Duration(picoseconds: 2000), effect: .slowdown(permille: permille))
    }
    rules.failures.faults = [slow(2000, at: 1000), slow(4000, at: 3000)]
    let inOrder = try simulate(rules, arrivals(1, every: 1, output: 40))
    rules.failures.faults.reverse()
    #expect(try simulate(rules, arrivals(1, every: 1, output: 40)).log == inOrder.log)
    // One decode at four times 100 ps and 7 for the token, and 1 for each token of context.
    #expect(inOrder.log.iterations.contains { $0[1] >= 3000 && $0[1] < 5000 && $0[4] == 0 && $0[2] > 4 * 107 })
  }

  @Test("crashes by chance depend on the replica and the seed, not on the policy")
  func chance() throws {
    var rules = Self.rules
    rules.failures.random = [
      RandomFaults(
        replicas: 0..<2, meanTimeBetweenFailures: Duration(picoseconds: 4000), meanTimeToRepair: Duration(picoseconds: 1000))
    ]
    func crashTimes(_ scheduler: String) throws -> Set<Int64> {
      rules.scheduler = scheduler
      return Set(try simulate(rules, arrivals(60, every: 900)).log.retries.map { $0[2] })
    }
    let (sarathi, fcfs) = (try crashTimes("sarathi"), try crashTimes("fcfs"))
    #expect(sarathi.count > 2 && sarathi.intersection(fcfs).count > 2)
  }

  @Test("a pool grows with its load after the start-up time, and costs only what is switched on")
  func scaling() throws {
    var rules = Self.rules
    rules.replicas = 4
    rules.router = "least_requests"
    rules.scaling = ScalingRule(
      minimum: 1, initial: 1, requestsPerReplica: 2, interval: Duration(picoseconds: 500), startUp: Duration(picoseconds: 2500),
      stabilisation: Duration(picoseconds: 1000))
    let run = try simulate(rules, arrivals(30, every: 300))
    #expect(run.outcome.finished == 30 && run.outcome.startUps >= 3)
    // The first look is at 500, so nobody but the first replica serves before 3000.
    #expect(!run.log.iterations.contains { $0[0] > 0 && $0[1] < 3000 })
    #expect(run.log.iterations.contains { $0[0] > 0 })
    #expect(run.outcome.replicas[0].onTime == run.outcome.end - .start)
    #expect(run.outcome.replicas[3].onTime < run.outcome.end - .start)
    // Three are not there at the start; a look starts what the load asks for, and it serves after its start-up.
    #expect(run.changes.prefix(3).map(\.kind) == [.off, .off, .off] && run.changes.prefix(3).allSatisfy { $0.time == .start })
    let started = try #require(run.changes.first { $0.kind == .start })
    let ready = try #require(run.changes.first { $0.kind == .ready })
    #expect(started.time >= Instant(picoseconds: 500) && ready.time == started.time + Duration(picoseconds: 2500))
    #expect(started.serving == 1 && ready.serving > 1)
    #expect(run.changes.count { $0.kind == .start } == run.outcome.startUps)
    expectPresenceTold(run, "scaling")
  }

  @Test("a pool shrinks when the load has gone, and a replica ends what it has first")
  func shrinking() throws {
    var rules = Self.rules
    rules.replicas = 3
    rules.router = "least_requests"
    rules.scaling = ScalingRule(
      minimum: 1, initial: 3, requestsPerReplica: 4, interval: Duration(picoseconds: 400), startUp: Duration(picoseconds: 100),
      stabilisation: Duration(picoseconds: 800))
    let run = try simulate(
      rules, arrivals(3, every: 10, output: 30) + [Arrival(time: Instant(picoseconds: 90_000), promptTokens: 5, outputTokens: 2)])
    #expect(run.outcome.finished == 4 && run.outcome.retries == 0)
    #expect(run.outcome.replicas[2].onTime < Duration(picoseconds: 20_000))
    #expect(run.outcome.replicas[2].finished == 1)
    #expect(run.changes.first?.kind == .drain && run.changes.contains { $0.kind == .off && $0.replica == 2 })
    expectPresenceTold(run, "shrinking")
  }

  @Test("plans that contradict themselves are refused")
  func refused() throws {
    func refuse(_ plan: FailurePlan, _ says: String) {
      var rules = Self.rules
      rules.failures = plan
      let error = #expect(throws: InputError.self) { try simulate(rules, arrivals(1, every: 1)) }
      #expect(error?.description.contains(says) == true, "\(String(describing: error))")
    }
    refuse(FailurePlan(faults: [crash(1..<3, at: 0, for: 5)]), "replicas 1 to 2 of 2")
    refuse(FailurePlan(faults: [crash(0..<1, at: 0, for: 0)]), "no length")
    let slow = ReplicaFault(replicas: 0..<2, start: .start, length: nil, effect: .slowdown(permille: 2000))
    refuse(FailurePlan(faults: [slow, slow]), "overlap")
    let fast = ReplicaFault(replicas: 0..<2, start: .start, length: nil, effect: .slowdown(permille: 500))
    refuse(FailurePlan(faults: [fast]), "slowdown of 0.5")
    let chance = RandomFaults(replicas: 0..<1, meanTimeBetweenFailures: .zero, meanTimeToRepair: .seconds(1))
    refuse(FailurePlan(random: [chance]), "mtbf")
  }
}
