import Foundation
import Kernel
import Metrics
import Scenario
import Study
import Testing

@Suite("Runs of a plan")
struct FleetRunnerTests {
  private func judge(_ changes: [String] = [], mode: PlanMode = .aggregated) throws -> FleetJudge {
    let plan = try PlanCase.plan(try PlanCase.scenario(changes)) {
      $0.tensor = [1]
      $0.modes = [mode]
    }
    return try #require(try plan.judges(of: try plan.candidates().fitting).judges.first)
  }

  /// The runs of the scenario as `windtunnel run` has them.
  private func runs(_ changes: [String]) throws -> Replications {
    try StudyCase.run(try PreparedScenario(try PlanCase.scenario(changes)))[0]
  }

  @Test(
    "a run of a fleet is that of the scenario with its values: the same digest and the same counts",
    arguments: [
      (PlanMode.aggregated, [3], 1.0, [String]()), (.disaggregated, [2, 1], 1, []), (.disaggregated, [2, 1], 1, ["replicas=4"]),
      (.aggregated, [1], 1.25, []),
      (.aggregated, [2], 1, ["router=random", "run.warm_up=40 requests"]), (.aggregated, [2], 1, ["run.horizon=3 s"]),
      (.disaggregated, [1, 1], 0.5, ["objective.percentiles=[{metric: e2e, quantile: 50 %, at_most: 900 ms}]"]),
      // Prompts that are too long are turned away.
      (.aggregated, [2], 1, ["engine.max_model_tokens=2000"]),
    ])
  func sameAsRun(mode: PlanMode, replicas: [Int], rate: Double, changes: [String]) throws {
    let judge = try judge(changes, mode: mode)
    let fleet = PlanFleet(replicas)
    let finding = try judge.measure(fleet, FleetRunner.Conditions(rate: rate, isCutShort: false))
    let layout = judge.runner.candidate.layout
    let expected = try runs(changes + layout.assignments(of: fleet, own: "h100-sxm") + (rate == 1 ? [] : ["workload.rate_scale=\(rate)"]))
    for (trial, run) in zip(finding.trials, expected.runs) {
      let demands = try #require(run.summary.objective?.demands)
      #expect(trial.digest == run.summary.digest && trial.seed == run.seed)
      #expect(trial.met == demands.map(\.met) && trial.requests == demands[0].of)
      #expect(trial.rejected == run.summary.measured.rejectedTotal && trial.unfinished == run.summary.measured.unfinished)
      for (p99, metric) in zip(try #require(trial.p99Picoseconds), [MetricID.ttft, .tpot]) {
        let whole = try #require(run.summary[metric]?.spread?.p99)
        #expect(abs(Double(p99) / 1e9 / whole - 1) < 0.01, "\(metric.rawValue)")
      }
    }
    #expect(finding.trials.count == expected.runs.count)
  }

  @Test("a replica that dies is the failure that a scenario would have")
  func dying() throws {
    let judge = try judge(["workload.requests=200"], mode: .disaggregated)
    let fleet = PlanFleet([2, 2])
    let time = try load(["workload.requests=200"]).deathTimes[0]
    let death = FleetDeath(pool: 1, time: time)
    let finding = try judge.measure(fleet, FleetRunner.Conditions(death: death, isCutShort: false))
    let failure = "failures=[{pool: decode, replica: 0, at: \(time.seconds) s}]"
    let expected = try runs(
      ["workload.requests=200"] + judge.runner.candidate.layout.assignments(of: fleet, own: "h100-sxm") + [failure])
    #expect(finding.trials.map(\.digest) == expected.runs.map { Optional($0.summary.digest) })
    #expect(expected.runs.allSatisfy { run in run.summary.replicas.contains { $0.crashes == 1 } })
  }

  @Test("a node that dies is all of its replicas at once, and no more than its pool has")
  func dyingNode() throws {
    let judge = try judge(["workload.requests=200"])
    let fleet = PlanFleet([3])
    let time = try load(["workload.requests=200"]).deathTimes[0]
    func dead(_ replicas: Int) throws -> [UInt64?] {
      let death = FleetDeath(pool: 0, replicas: replicas, time: time)
      return try judge.measure(fleet, FleetRunner.Conditions(death: death, isCutShort: false)).trials.map(\.digest)
    }
    let failures = (0..<2).map { "{replica: \($0), at: \(time.seconds) s}" }.joined(separator: ", ")
    let expected = try runs(
      ["workload.requests=200"] + judge.runner.candidate.layout.assignments(of: fleet, own: "h100-sxm") + ["failures=[\(failures)]"])
    #expect(try dead(2) == expected.runs.map { Optional($0.summary.digest) })
    #expect(try dead(8) == dead(3) && dead(8) != dead(2))
  }

  @Test("of a long load replicas also die in its busiest minute, and a short one has one minute like another")
  func busiestMinute() throws {
    func times(_ minutes: [Int]) throws -> [Double] {
      let rows = minutes.enumerated().flatMap { minute, requests in
        (0..<requests).map { "\(Double(minute) * 60 + Double($0) * 60 / Double(requests)),100,10" }
      }
      let trace = FileManager.default.temporaryDirectory.appendingPathComponent("busiest-minute-\(RandomName.text()).csv")
      defer { try? FileManager.default.removeItem(at: trace) }
      let text = (["# windtunnel-trace 1", "arrival_s,prompt_tokens,output_tokens"] + rows).joined(separator: "\n") + "\n"
      try Data(text.utf8).write(to: trace)
      let synthetic = ["prompt", "output", "arrivals", "requests"].map { "workload.\($0)=null" }
      return try load(synthetic + ["workload.trace=\(trace.path)"]).deathTimes.map(\.seconds)
    }
    #expect(try times([9, 9, 9, 9, 9, 9, 9, 30, 9, 9, 9]) == [60, 7 * 60])
    #expect(try times([9, 30, 9, 9, 9, 9, 9, 9, 9, 9, 9]) == [60])
    #expect(try times([9, 9, 30, 9, 9]) == [60])
  }

  private func load(_ changes: [String]) throws -> PlanLoad {
    let plan = try PlanCase.plan(try PlanCase.scenario(changes))
    return try plan.judges(of: try plan.candidates().fitting).load
  }

  @Test("a run that is cut short has no more that keep the promise than it says, and its fleet fails")
  func cutShort() throws {
    let judge = try judge(["workload.arrivals.rate=200 req/s"])
    let cut = try judge.measure(PlanFleet([1]))
    let whole = try judge.measure(PlanFleet([1]), FleetRunner.Conditions(isCutShort: false))
    #expect(cut.isCut && !whole.isCut && cut.finding == .fails && whole.finding == .fails)
    #expect(cut.halfWidth == nil && whole.halfWidth != nil)
    for (bound, trial) in zip(cut.trials, whole.trials) { #expect(trial.met[0] <= bound.met[0] && bound.requests == trial.requests) }
  }

  @Test("a seed that is added later is cut short as the first ones are, in whatever order they are asked")
  func addedSeed() throws {
    let judge = try judge(["workload.arrivals.rate=200 req/s"])
    for seed in judge.seeds { #expect(try judge.runner.trial(PlanFleet([1]), .init(), seed: seed).isCut, "\(seed)") }
    #expect(judge.seeds.count > judge.test.looks[0])
  }

  @Test("what is laid over a scenario to show a run again multiplies the scale that its rate has already")
  func assignments() throws {
    let runner = try judge(["workload.rate_scale=2"]).runner
    #expect(runner.assignments(PlanFleet([3]), rate: 1.25).suffix(2) == ["replicas=3", "workload.rate_scale=2.5"])
    #expect(runner.assignments(PlanFleet([3]), rate: 1).last == "replicas=3")
  }

  @Test("only what comes before the horizon counts for the load's figures, and a replica dies before it")
  func horizon() throws {
    let (whole, short) = (try load([]), try load(["run.horizon=2 s"]))
    #expect(short.figures.requests < whole.figures.requests / 2 && short.figures.requests > 0)
    #expect(short.seconds <= 2 && whole.seconds > 2)
    #expect(short.figures.requestsPerSecond == 60 && short.deathTimes.allSatisfy { $0.seconds <= 0.5 })
    // Requests that are alone come after the horizon too.
    let judge = try judge(["run.horizon=2 s"])
    let alone = try judge.measure(PlanFleet([1]), FleetRunner.Conditions(isCutShort: false, isAlone: true))
    #expect(alone.trials.allSatisfy { $0.requests == 300 })
  }

  @Test("the load's figures are those of its process, and of a scaled trace those that are counted")
  func load() throws {
    let plan = try PlanCase.plan(try PlanCase.scenario(["workload.rate_scale=1.5"]))
    let figures = try plan.judges(of: try plan.candidates().fitting).load.figures
    #expect(figures.requestsPerSecond == 90 && !figures.rateIsCounted && figures.requests == 300)
    #expect(abs(figures.meanPromptTokens / 900 - 1) < 0.2)
    try StudyCase.withFolder { folder in
      let rows = (0..<100).map { "\(Double($0) / 4),500,20" }
      let trace = (["arrival_s,prompt_tokens,output_tokens"] + rows).joined(separator: "\n") + "\n"
      try trace.write(toFile: folder + "/t.csv", atomically: true, encoding: .utf8)
      let text = "model: llama-3.1-8b\naccelerator: h100-sxm\nworkload: {trace: t.csv, rate_scale: 2}\nobjective: {ttft: 1 s}\n"
      try text.write(toFile: folder + "/recorded.yaml", atomically: true, encoding: .utf8)
      let plan = try PlanCase.plan(try Scenario.load(path: folder + "/recorded.yaml"))
      let (judges, load, test) = try plan.judges(of: try plan.candidates().fitting)
      #expect(abs(load.figures.requestsPerSecond - 8) < 1e-9 && load.figures.rateIsCounted)
      #expect(load.figures.dollarsPerMillionOutputTokens(dollarsPerHour: 3.6) == 3.6 / (3600 * load.figures.requestsPerSecond * 20) * 1e6)
      // Nothing is drawn: one run is all there is, and its share decides.
      #expect(test.looks == [1] && judges.allSatisfy { $0.seeds.count == 1 })
    }
  }
}
