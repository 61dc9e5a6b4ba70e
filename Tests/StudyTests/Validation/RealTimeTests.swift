import Calibration
import Foundation
import Hardware
import Kernel
import Metrics
import Model
import Serving
import Store
import Study
import Synchronization
import Testing
import Workload

@Suite("Serving in real time")
struct RealTimeTests {
  private static let limits = EngineLimits(
    kvBlocks: 40, blockTokens: 16, maximumSequences: 8, maximumBatchedTokens: 256, maximumSequenceTokens: 256)

  /// The core keeps the tokens of preempted requests while others are served.
  private static var coreLimits: EngineLimits {
    var limits = limits
    limits.maximumSequences *= 5
    return limits
  }

  /// A clock that nobody has to wait for: every reading is a millisecond later than the one before.
  private final class Clock: Sendable {
    private let nanoseconds = Atomic<Int>(0)

    var serving: ServingClock {
      let now: @Sendable () -> Duration = { [self] in .microseconds(Int64(nanoseconds.add(1000, ordering: .relaxed).newValue)) }
      return ServingClock(
        now: now, wall: now,
        sleep: { [self] length in _ = nanoseconds.add(Int(length.picoseconds / 1_000_000), ordering: .relaxed) })
    }
  }

  private func server(scheduler: String, clock: Clock) throws -> RealTimeServer {
    let model = try ModelCatalog.model(named: "llama-tiny-1m").shape
    let configuration = ReplicaConfiguration(
      costModel: LinearCostModel(base: .milliseconds(1)), kvBlocks: Self.limits.kvBlocks, blockTokens: 16, watermarkBlocks: 0,
      maximumSequences: 8, maximumBatchedTokens: 256, maximumModelTokens: 256, scheduler: scheduler)
    return RealTimeServer(
      engine: try ExecutedEngine(model: model, limits: Self.coreLimits), configuration: configuration, clock: clock.serving,
      progress: StudyProgress(), seed: 1)
  }

  private static let arrivals = (0..<40).map { index in
    Arrival(time: Instant(.milliseconds(Int64(index) * 3)), promptTokens: 20 + index * 7 % 90, outputTokens: 1 + index * 11 % 70)
  }

  @Test(
    "every request is served to its last token, under memory pressure too, and the core is empty for the next run",
    arguments: SchedulerCatalog.names)
  func serves(scheduler: String) throws {
    let clock = Clock()
    let server = try server(scheduler: scheduler, clock: clock)
    for _ in 0..<2 {
      let metrics = RunMetrics()
      let served = try server.serve(Self.arrivals, observer: metrics)
      #expect(served.outcome.finished == 40 && served.outcome.unfinished == 0)
      #expect(Set(served.records.map(\.request)) == Set(0..<40))
      #expect(served.outcome.outputTokens == Self.arrivals.reduce(0) { $0 + $1.outputTokens })
      for record in served.records {
        #expect(record.arrival == Self.arrivals[record.request].time && record.firstScheduled >= record.arrival)
        #expect(record.firstScheduled < record.firstToken && record.firstToken <= record.finish)
      }
    }
  }

  @Test("iterations follow one another without a gap while there is work, and the core's work is a part of each")
  func steps() throws {
    // All come at once, so that the replica is never idle before the end.
    var arrivals = Self.arrivals
    for index in arrivals.indices { arrivals[index].time = .start }
    let served = try server(scheduler: "sarathi", clock: Clock()).serve(arrivals, observer: RunMetrics())
    #expect(served.steps.count == served.outcome.replicas[0].iterations)
    #expect(served.steps.reduce(0) { $0 + $1.prefillTokens } == served.outcome.replicas[0].prefillTokens)
    #expect(served.steps.allSatisfy { $0.took > .zero && $0.working > .zero && $0.sequences > 0 && $0.expected > .zero })
    #expect(served.steps.reduce(Duration.zero) { $0 + $1.took } == served.outcome.end - served.records.map(\.arrival).min()!)
  }

  @Test("a validation reports both sides of every load by the same figures, and stores them as runs")
  func validation() throws {
    var plan = RealTimePlan(quick: true)
    plan.model = "llama-tiny-1m"
    plan.calibrationSeconds = 1
    plan.duration = .seconds(1)
    plan.loads = [0.5]
    let path = NSTemporaryDirectory() + "/windtunnel-validation-\(UUID().uuidString).sqlite"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let store = try ResultStore.open(writingTo: path)
    defer { try? store.close() }
    var options = ValidationOptions(program: ProgramIdentity(revision: "test", version: "0", created: "2026-11-24T00:00:00Z"))
    options.store = store
    let report = try RealTimeValidation(plan, options: options, clock: Clock().serving, launcher: EngineThreads())
      .report(date: "2026-11-24")
    #expect(report.groups.map(\.name) == ["fcfs at 50 %", "sarathi at 50 %"])
    for group in report.groups {
      #expect(group.figures.count == 20 && group.figures.allSatisfy { $0.noise != nil })
      #expect(group.figures.allSatisfy { $0.measured > 0 && $0.simulated > 0 && $0.simulated.isFinite })
    }
    // Measured, measured again and simulated, of each policy.
    #expect(report.storedPairs.map(\.measured) == [1, 4] && report.storedPairs.map(\.simulated) == [3, 6])
    #expect(try !store.profiles().isEmpty)
    // Two loads of nine figures that have a target: mean, median and p99 of three latencies.
    #expect(report.notes.count == 2 && report.notes[0].contains("of 18 met"))
    #expect(report.notes[1].contains("Steps of the calibration"))
  }

  @Test("two engines in place of one, and a policy that shares prompts, have rows and words of their own")
  func ways() throws {
    var plan = RealTimePlan(quick: true)
    plan.model = "llama-tiny-1m"
    plan.calibrationSeconds = 1
    plan.schedulers = ["sarathi"]
    plan.modes = [.disaggregated]
    let options = ValidationOptions(program: ProgramIdentity(revision: "test", version: "0", created: "2026-11-24T00:00:00Z"))
    func report(_ clock: ServingClock) throws -> ValidationReport {
      try RealTimeValidation(plan, options: options, clock: clock, launcher: EngineThreads()).report(date: "2026-11-24")
    }
    // Long enough and loaded enough that requests come at any speed of the machine.
    (plan.duration, plan.loads) = (.seconds(6), [2])
    let disaggregated = try report(EngineThreads.clock)
    #expect(disaggregated.groups.map(\.name) == ["sarathi disaggregated at 200 %"])
    #expect(disaggregated.groups[0].figures.count == 20)
    #expect(disaggregated.facts.contains { $0.heading == "Hand-over" && $0.text.contains("over a socket") })
    #expect(disaggregated.facts.contains { $0.heading == "Processors" && $0.text.hasPrefix("2 engines of 1 thread on ") })
    #expect(disaggregated.notes.contains { $0.hasPrefix("Hand-overs: ") && $0.contains("token for token") })
    (plan.schedulers, plan.modes, plan.duration, plan.loads) = (["batchllm"], [.aggregated], .seconds(1), [0.5])
    let shared = try report(Clock().serving)
    #expect(shared.groups.map(\.name) == ["batchllm at 50 %"] && shared.groups[0].figures.count == 20)
    #expect(shared.notes.contains { $0.hasPrefix("batchllm: prefixes are shared block by block") })
    #expect(shared.notes.contains { $0.hasPrefix("batchllm at 50 %: ") && $0.contains("computed all the same") })
    plan.modes = [.disaggregated]
    #expect(throws: InputError.self) { try report(Clock().serving) }
  }

  @Test("prompts that begin alike share blocks, and every token is what it is without sharing")
  func sharing() throws {
    var arrivals = Self.arrivals
    for index in arrivals.indices {
      // Four prefixes of two to four blocks.
      let family = UInt64(index % 4)
      arrivals[index].promptTokens += 64
      arrivals[index].blockHashes = (0..<(2 + family % 3)).map { family * 100 + $0 } + [UInt64(1000 + index)]
    }
    func served(sharing: Bool) throws -> ServedRun {
      let model = try ModelCatalog.model(named: "llama-tiny-1m").shape
      var limits = Self.coreLimits
      limits.kvBlocks = 400
      let configuration = ReplicaConfiguration(
        costModel: LinearCostModel(base: .milliseconds(1)), kvBlocks: 200, blockTokens: 16, watermarkBlocks: 0, maximumSequences: 8,
        maximumBatchedTokens: 256, maximumModelTokens: 256, scheduler: "batchllm",
        schedulerParameters: ["shared_attention": .flag(false), "token_batching_degree": .count(0)],
        rules: EngineRules(prefixCaching: sharing))
      let engine = try ExecutedEngine(
        model: model, limits: limits, threads: 1, seed: 0, clock: .wall, sharesPrefixes: sharing)
      return try RealTimeServer(
        engine: engine, configuration: configuration, clock: Clock().serving, progress: StudyProgress(), seed: 1, keepsTokens: true
      ).serve(arrivals, observer: RunMetrics())
    }
    let (with, without) = (try served(sharing: true), try served(sharing: false))
    #expect(with.outcome.finished == 40 && with.tokens == without.tokens && with.tokens.count == 40)
    #expect(with.sharedTokens > 0 && with.missedTokens == 0 && without.sharedTokens == 0)
    #expect(with.outcome.replicas[0].cacheHitTokens == with.sharedTokens)
    #expect(with.outcome.replicas[0].prefillTokens == without.outcome.replicas[0].prefillTokens - with.sharedTokens)
  }

  @Test("the cache is small enough that requests lose their place, and are computed anew")
  func preemptions() throws {
    let served = try server(scheduler: "sarathi", clock: Clock()).serve(Self.arrivals, observer: RunMetrics())
    #expect(served.outcome.replicas[0].preemptions > 0)
  }
}
