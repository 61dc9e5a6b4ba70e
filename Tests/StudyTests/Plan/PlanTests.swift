import Foundation
import Kernel
import Metrics
import Scenario
import Store
import Study
import Testing

@Suite("Planning")
struct PlanTests {
  /// Twenty small grids: rates, promises and shares of them.
  static let grids: [[String]] = (0..<20).map { grid in
    let rates = [20, 35, 50, 70, 90], first = [150, 250, 400, 700], later = [12, 20, 40]
    return [
      "workload.arrivals.rate=\(rates[grid % 5]) req/s", "objective.ttft=\(first[grid % 4]) ms", "objective.tpot=\(later[grid % 3]) ms",
      "objective.attainment=\(grid % 2 == 0 ? "90 %" : "95 %")", "workload.requests=\(150 + 10 * grid)",
    ]
  }

  @Test("on small grids the answer is that of an exhaustive search over every fleet of every layout", arguments: grids)
  func exhaustive(changes: [String]) throws {
    let plan = try PlanCase.plan(try PlanCase.scenario(changes))
    let result = try plan.run()
    let (fitting, impossible) = try plan.candidates()
    #expect(fitting.count == 4 && impossible.isEmpty)
    for judge in try plan.judges(of: fitting).judges {
      let layout = judge.runner.candidate.layout
      let most = 6 / layout.tensor
      let fleets =
        layout.mode == .aggregated
        ? (1...most).map { PlanFleet([$0]) } : (1..<most).flatMap { prefill in (1...(most - prefill)).map { PlanFleet([prefill, $0]) } }
      let fewest = try fleets.filter { try judge.judge($0).finding == .holds }.map(\.total).min()
      let row = result.rows.first { $0.candidate.layout == layout }
      #expect(row?.fleet.total == fewest, "\(layout) \(layout.mode): \(row.map { "\($0.fleet)" } ?? "none")")
      if row == nil { #expect(result.passedOver.contains { $0.layout == layout }) }
    }
  }

  @Test("rows stand in the order of what is to be least, and the results do not depend on the threads")
  func order() throws {
    let scenario = try PlanCase.scenario()
    func rows(_ aim: PlanAim, threads: Int) throws -> [PlanRow] {
      let space = try PlanCase.plan(scenario).space
      return try Plan(scenario, space: space, options: PlanOptions(aim: aim, growth: [], threads: threads)).run().rows
    }
    let byCost = try rows(.cost, threads: 1)
    #expect(byCost.count >= 3)
    #expect(byCost.map(\.dollarsPerHour) == byCost.map(\.dollarsPerHour).sorted())
    let byEnergy = try rows(.energy, threads: 1)
    let joules = byEnergy.compactMap(\.finding.joulesPerOutputToken)
    #expect(joules.count == byEnergy.count && joules == joules.sorted())
    let again = try rows(.cost, threads: 3)
    #expect(again.map(\.finding) == byCost.map(\.finding) && again.map(\.reach?.passing) == byCost.map(\.reach?.passing))
  }

  @Test("the highest rate holds and the one next to it breaks, and the knee falls where the load grows")
  func reach() throws {
    let plan = try PlanCase.plan(try PlanCase.scenario(["workload.requests=1200"]))
    let result = try plan.run()
    let row = try #require(result.rows.first)
    let reach = try #require(row.reach)
    let broken = try #require(reach.broken)
    #expect(reach.passing >= 1 && broken.rate > reach.passing && broken.rate <= reach.passing * 1.0251)
    #expect(broken.share < 0.9 && broken.weakness != nil)
    let rates = result.knee.map(\.rate)
    #expect(rates == rates.sorted() && rates.contains(1))
    let last = try #require(result.knee.last)
    #expect(last.share < result.knee[0].share && last.trials.allSatisfy { !$0.isCut })
  }

  @Test("no rate is tried at which the load would be over before a steady state shows, and no growth is answered there")
  func hurried() throws {
    let result = try PlanCase.plan(try PlanCase.scenario(), growth: [1.5, 40]).run()
    let longest = try #require(result.steadyLoad.longestFactor)
    #expect(longest > 1.5 && longest < 2)
    #expect(result.growth[1].answer == nil && result.growth[0].answer != nil)
    for row in result.rows { #expect((row.reach?.broken?.rate ?? row.reach?.passing ?? 1) <= longest) }
  }

  @Test("with a replica dead and with more load the fleet that is named holds, and costs no less")
  func answers() throws {
    let plan = try PlanCase.plan(try PlanCase.scenario(), growth: [1.5]) { $0.mostAccelerators = 12 }
    let result = try plan.run()
    let cheapest = try #require(result.rows.map(\.dollarsPerHour).min())
    let judges = try plan.judges(of: try plan.candidates().fitting).judges
    func judge(_ answer: PlanAnswer) throws -> FleetJudge {
      try #require(judges.first { $0.runner.candidate.layout == answer.candidate.layout })
    }
    let spare = try #require(result.spare)
    #expect(spare.dollarsPerHour >= cheapest && spare.findings.count == spare.fleet.replicas.count)
    for pool in spare.fleet.replicas.indices {
      let death = FleetDeath(pool: pool, time: result.deathTimes[0])
      #expect(try judge(spare).judge(spare.fleet, FleetRunner.Conditions(death: death)).finding == .holds)
    }
    let node = try #require(result.nodeSpare)
    #expect(node.dollarsPerHour >= spare.dollarsPerHour)
    for pool in node.fleet.replicas.indices {
      let death = FleetDeath(pool: pool, replicas: node.candidate.replicasPerNode(of: 8)[pool], time: result.deathTimes[0])
      #expect(try judge(node).judge(node.fleet, FleetRunner.Conditions(death: death)).finding == .holds)
    }
    let grown = try #require(result.growth.first?.answer)
    #expect(grown.dollarsPerHour >= cheapest)
    #expect(try judge(grown).judge(grown.fleet, FleetRunner.Conditions(rate: 1.5)).finding == .holds)
  }

  @Test("a layout that no number of replicas helps is passed over, and more replicas do not help it")
  func slowAlone() throws {
    // A step reads 16 GB of weights at 3.35 TB/s: 5 ms and no less.
    let plan = try PlanCase.plan(try PlanCase.scenario(["objective.tpot=4 ms"]))
    let result = try plan.run()
    let slow = result.passedOver.filter { if case .slowAlone = $0.reason { true } else { false } }
    #expect(slow.contains { $0.layout == PlanLayout(accelerator: "h100-sxm", tensor: 1) })
    for judge in try plan.judges(of: slow.compactMap(\.candidate)).judges {
      let fleet = PlanFleet(Array(repeating: 6, count: judge.runner.candidate.layout.mode.pools))
      #expect(try judge.judge(fleet).finding == .fails)
    }
  }

  @Test("where nothing holds, what came nearest is named with its whole share")
  func nothingHolds() throws {
    let result = try PlanCase.plan(try PlanCase.scenario(["objective.ttft=1 ms"])).run()
    #expect(result.rows.isEmpty && result.spare == nil && result.knee.isEmpty && result.passedOver.count == 4)
    let nearest = try #require(result.nearest)
    #expect(nearest.finding.share < 0.9 && !nearest.finding.isCut && nearest.finding.weakness == .latency(.ttft))
    // A prompt takes longer than that on an idle replica, so that the share is that of requests alone.
    #expect(result.nearestIsAlone)
    let crowded = try PlanCase.plan(try PlanCase.scenario(["workload.arrivals.rate=5000 req/s"])).run()
    #expect(crowded.rows.isEmpty && crowded.nearest != nil && !crowded.nearestIsAlone)
  }

  @Test("seeds differ where the load is drawn, also where no layout can be")
  func nothingCanBe() throws {
    let plan = try PlanCase.plan(try PlanCase.scenario(["model=llama-3.1-70b"])) { $0.tensor = [1] }
    let result = try plan.run()
    #expect(try plan.candidates().fitting.isEmpty && result.usesSeed && result.test.looks.count > 1)
  }

  @Test("the degrees that the scenario has are among those that are looked at")
  func ownDegrees() throws {
    let usual = PlanSpace(for: try PlanCase.scenario(["parallel.tensor=4"]))
    #expect(usual.tensor == [1, 2, 4, 8] && usual.pipeline == [1])
    let own = PlanSpace(for: try PlanCase.scenario(["parallel.tensor=6", "parallel.pipeline=4"]))
    #expect(own.tensor == [1, 2, 4, 6, 8] && own.pipeline == [1, 4])
  }

  @Test("turns that wait for answers have no rate and are refused, and turns that come at their times are planned for")
  func sessions() throws {
    try StudyCase.withFolder { folder in
      let rows =
        #"{"session_id": "a", "timestamp": 0, "input_length": 1024, "output_length": 20}"# + "\n"
        + #"{"session_id": "a", "timestamp": 9000, "delay": 5000, "input_length": 1536, "output_length": 20}"# + "\n"
      try rows.write(toFile: folder + "/turns.jsonl", atomically: true, encoding: .utf8)
      let text = "model: llama-3.1-8b\naccelerator: h100-sxm\nworkload: {trace: turns.jsonl}\nobjective: {ttft: 1 s}\n"
      try text.write(toFile: folder + "/turns.yaml", atomically: true, encoding: .utf8)
      func plan(_ changes: [String]) throws -> Plan {
        try PlanCase.plan(try Scenario.load(path: folder + "/turns.yaml", assignments: changes))
      }
      let fault = #expect(throws: InputError.self) { try plan([]) }
      #expect(fault?.message.contains("turns of sessions") == true && fault?.remedy?.contains("workload.sessions=recorded") == true)
      let recorded = try plan(["workload.sessions=recorded"])
      #expect(try recorded.judges(of: try recorded.candidates().fitting).load.figures.requests == 2)
    }
  }

  @Test("what does not fit is passed over in the words of the fault, and so is a group that leaves its node")
  func impossible() throws {
    let plan = try PlanCase.plan(try PlanCase.scenario(["model=llama-3.1-70b"])) {
      $0.tensor = [1, 3, 16]
      $0.modes = [.aggregated]
    }
    let reasons = try plan.candidates().passedOver.map { layout -> String in
      if case .impossible(let fault) = layout.reason { fault } else { "" }
    }
    #expect(reasons.count == 3)
    #expect(
      reasons[0].contains("does not fit") && reasons[1].contains("cannot be divided") && reasons[2].contains("KV heads")
        || reasons[2].contains("leaves its node"))
  }

  @Test(
    "what a plan cannot start from is refused, with what to lay over it",
    arguments: [
      (["objective=null"], "needs an objective", "objective.ttft"),
      (["workload.concurrency=8"], "closed loop", "workload.concurrency=null"),
      (["workload.arrivals=at_once"], "all at once", "process: poisson"), (["vary.replicas=[1, 2]"], "varies", "vary=null"),
      (["failures=[{replica: 0, at: 1 s}]"], "failures", "failures=null"),
      (["scaling=target_requests"], "follows the load", "scaling=fixed"),
      (["engine.kv_blocks=900"], "KV blocks", "engine.kv_blocks=null"), (["run.warm_up=automatic"], "warm-up", "run.warm_up=none"),
      (["pools=[{name: all, replicas: 2}]"], "pools", "pools=null"),
      (["step_times={prompt: [{tokens: 9, time: 1 s}], decode: [{sequences: 1, time: 1 s}]}"], "one layout", "step_times=null"),
    ])
  func refused(changes: [String], message: String, remedy: String) throws {
    let scenario = try PlanCase.scenario(changes)
    let fault = #expect(throws: InputError.self) { try scenario.checkPlan() }
    #expect(fault?.message.contains(message) == true && fault?.remedy?.contains(remedy) == true, "\(fault.map { "\($0)" } ?? "")")
  }

  @Test("a load of one request has no rate")
  func tooShort() throws {
    let plan = try PlanCase.plan(try PlanCase.scenario(["workload.requests=1"]))
    #expect(throws: InputError.self) { try plan.run() }
  }

  @Test("asked again a plan takes its runs from the database and finds the same; another revision runs them anew")
  func stored() throws {
    try StudyCase.withFolder { folder in
      let store = try ResultStore.open(writingTo: folder + "/results.sqlite")
      defer { try? store.close() }
      let scenario = try PlanCase.scenario()
      func made(_ revision: String) throws -> PlanResult {
        let program = ProgramIdentity(revision: revision, version: "0", created: "2026-01-01T00:00:00Z")
        let options = PlanOptions(growth: [1.2], threads: 2, store: store, program: program)
        let plan = try Plan(scenario, space: try PlanCase.plan(scenario).space, options: options)
        let result = try plan.run()
        let stored = try #require(try plan.store(result))
        #expect(stored.runsAdded == (revision == "unknown" ? nil : result.runs))
        return result
      }
      let (first, again, other) = (try made("abc1234"), try made("abc1234"), try made("def5678"))
      #expect(first.runs > 0 && first.runsFound == 0 && other.runs == first.runs)
      #expect(again.runs == 0 && again.runsFound == first.runs)
      #expect(again.rows.map(\.finding) == first.rows.map(\.finding) && again.knee == first.knee)
      #expect(other.rows.map(\.finding) == first.rows.map(\.finding))
      #expect(try made("unknown").runs == first.runs)
    }
  }

  @Test("the runs of a layout are stored as soon as it is searched, and not at the plan's end")
  func storedEarly() throws {
    try StudyCase.withFolder { folder in
      let store = try ResultStore.open(writingTo: folder + "/results.sqlite")
      defer { try? store.close() }
      let scenario = try PlanCase.scenario()
      let program = ProgramIdentity(revision: "abc1234", version: "0", created: "2026-01-01T00:00:00Z")
      let plan = try Plan(
        scenario, space: try PlanCase.plan(scenario).space, options: PlanOptions(growth: [], store: store, program: program))
      let layouts = try plan.candidates().fitting.map(\.prepared.scenario.hash)
      func stored() throws -> Int {
        try layouts.map { try store.trials(ofLayout: $0, revision: "abc1234").count }.reduce(0, +)
      }
      let part = try plan.search(try SweepShard("0/1", environment: [:]))
      let early = try stored()
      #expect(early > plan.progress.runs / 4, "\(early) of \(plan.progress.runs)")
      try plan.store(part)
      #expect(try stored() == plan.progress.runs)
    }
  }

  @Test("a plan that is stopped ends as interrupted")
  func stopped() throws {
    let plan = try PlanCase.plan(try PlanCase.scenario())
    plan.progress.study.stop()
    #expect(throws: Interrupted.self) { try plan.run() }
  }

  @Test("with settings that vary every layout is tried with each, as if the scenario had it, and asked again all runs are stored")
  func variation() throws {
    try StudyCase.withFolder { folder in
      let changes = [
        "plan.vary={engine.max_batched_tokens: [256, 4096], scheduler: [sarathi, fcfs]}", "plan.tensor=1", "plan.accelerators=h100",
      ]
      let scenario = try PlanCase.scenario(changes + ["plan.max_gpus=6", "plan.grow=none"])
      func result(_ store: ResultStore?) throws -> (Plan, PlanResult) {
        let question = try PlanQuestion(scenario)
        var options = question.options
        (options.threads, options.store, options.program) = (2, store, StudyCase.program)
        let plan = try Plan(scenario, space: question.space, options: options)
        return (plan, try plan.run())
      }
      let store = try ResultStore.open(writingTo: folder + "/plan.sqlite")
      let (plan, all) = try result(store)
      let number = try #require(try plan.store(all)).number
      #expect(all.layouts == 8 && Set(all.rows.map(\.candidate.layout.setting)).count > 1)
      for budget in ["256", "4096"] {
        for scheduler in ["sarathi", "fcfs"] {
          let one = try PlanCase.plan(try PlanCase.scenario(["engine.max_batched_tokens=\(budget)", "scheduler=\(scheduler)"])) {
            $0.tensor = [1]
          }
          let rows = try one.run().rows
          let own = all.rows.filter { $0.candidate.layout.setting.values.map(\.text) == [budget, scheduler] }
          #expect(Set(own.map { "\($0.fleet) \($0.finding.trials)" }) == Set(rows.map { "\($0.fleet) \($0.finding.trials)" }))
        }
      }
      let again = try result(store).1
      #expect(again.runs == 0 && again.runsFound == all.runs && again.rows.map(\.name) == all.rows.map(\.name))
      let best = try #require(all.rows.first)
      let fleet = try #require(try store.bestFleet(ofPlan: number))
      #expect(fleet.assignments == best.candidate.assignments(of: best.fleet) && fleet.scenario == scenario.resolvedText)
      let stored = try store.rows("SELECT varied FROM planLayout WHERE plan = \(number) AND rank = 1")
      #expect(stored == [best.candidate.layout.setting.values.map { "\($0.path)=\($0.text)" }.joined(separator: ", ")])
      #expect(try store.bestFleet(ofPlan: number + 5) == nil)
    }
  }

  @Test("of layouts that cost the same the simpler stands first, however far the other reaches")
  func simplerFirst() throws {
    let rows = try PlanCase.plan(try PlanCase.scenario()) { ($0.mostAccelerators, $0.tensor) = (12, [1, 2]) }.run().rows
    for (row, next) in zip(rows, rows.dropFirst()) where (row.dollarsPerHour * 100).rounded() == (next.dollarsPerHour * 100).rounded() {
      let (first, second) = (row.candidate.layout, next.candidate.layout)
      #expect(
        [first.mode.pools, row.accelerators, first.tensor].lexicographicallyPrecedes([second.mode.pools, next.accelerators, second.tensor]))
    }
    #expect(Set(rows.map { ($0.dollarsPerHour * 100).rounded() }).count < rows.count, "some cost the same")
  }

  @Test("replicas for prompts and tokens of different degrees: the fewest accelerators of an exhaustive search", arguments: [30, 60])
  func degreesApart(rate: Int) throws {
    let plan = try PlanCase.plan(try PlanCase.scenario(["workload.arrivals.rate=\(rate) req/s"])) {
      ($0.modes, $0.prefillTensor, $0.decodeTensor, $0.mostAccelerators) = ([.disaggregated], [1, 2], [1, 2], 8)
    }
    let result = try plan.run()
    let judges = try plan.judges(of: try plan.candidates().fitting).judges
    #expect(judges.map(\.runner.candidate.layout.degrees) == ["h100-sxm TP1", "h100-sxm TP1+TP2", "h100-sxm TP2+TP1", "h100-sxm TP2"])
    for judge in judges {
      let candidate = judge.runner.candidate
      let all = (1...8).flatMap { prefill in (1...8).map { PlanFleet([prefill, $0]) } }.filter { candidate.accelerators(of: $0) <= 8 }
      let least = try all.filter { try judge.judge($0).finding == .holds }.map(candidate.accelerators).min()
      let row = result.rows.first { $0.candidate.layout == candidate.layout }
      #expect(row?.accelerators == least, "\(candidate.layout)")
      if let row {
        let scenario = try PlanCase.scenario(["workload.arrivals.rate=\(rate) req/s"] + candidate.assignments(of: row.fleet))
        #expect(scenario.pools.map(\.layout.tensor) == [candidate.layout.tensor, candidate.layout.decodeTensor ?? candidate.layout.tensor])
      }
    }
  }
}
