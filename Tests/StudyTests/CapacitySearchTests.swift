import Kernel
import Metrics
import Scenario
import Store
import Study
import Testing

@Suite("Capacity search")
struct CapacitySearchTests {
  @Test(
    "the edge of a known threshold is found to the granularity from wherever the search begins",
    arguments: [0.013, 0.9, 3.7, 250], [0.05, 1, 64, 1000])
  func edges(threshold: Double, start: Double) {
    var tried: [Double] = []
    let edge = CapacityBracket(.greatest, start: start, granularity: 0.025, mostProbes: 60).edge { value in
      tried.append(value)
      return value <= threshold
    }
    #expect(edge.isNarrow)
    #expect(edge.passing! <= threshold && edge.failing! > threshold)
    #expect(edge.failing! / edge.passing! <= 1.025)
    #expect(Set(tried).count == tried.count, "no value is tried twice")
  }

  @Test("the fewest replicas are found exactly", arguments: [1, 2, 3, 7, 64, 100], [1.0, 4, 500])
  func replicas(fewest: Int, start: Double) {
    let edge = CapacityBracket(.leastWhole, start: start, granularity: 0.0001, mostProbes: 60).edge { Int($0) >= fewest }
    #expect(edge.passing == Double(fewest))
    #expect(edge.failing == (fewest == 1 ? nil : Double(fewest - 1)))
    #expect(edge.isNarrow)
  }

  @Test("a search that never passes ends with its probes, and says so")
  func hopeless() {
    var probes = 0
    let edge = CapacityBracket(.greatest, start: 8, mostProbes: 6).edge { _ in
      probes += 1
      return false
    }
    #expect(probes == 6)
    #expect(edge.passing == nil && edge.failing == 0.25 && !edge.isNarrow)
  }

  /// One sequence at a time, prompts and outputs all alike: a single server with a fixed service time.
  private static let single = [
    "engine.max_sequences=1", "workload.prompt={distribution: constant, tokens: 300}",
    "workload.output={distribution: constant, tokens: 20}", "workload.requests=20000", "run.record=summaries", "run.series=none",
  ]

  @Test("with one sequence at a time the capacity is that of M/D/1: the mean wait is a service time at two thirds of load")
  func singleServer() throws {
    let scenario = try single()
    let service = try serviceSeconds()
    // Pollaczek and Khinchine: the mean wait is rho S / (2 (1 - rho)), which is S at rho = 2/3.
    let search = CapacitySearch(
      scenario, over: .rate(path: Scenario.arrivalRatePath), bracket: CapacityBracket(.greatest, start: 1),
      conditions: [.atMost(Measure(.schedulingDelay), service * 1e3)])
    let result = try search.run(options: StudyOptions(program: StudyCase.program, threads: 2))
    let capacity = try #require(result.capacity)
    #expect(abs(capacity * service - 2 / 3) < 0.03)
    #expect(result.edge.isNarrow && result.probes.count <= 20)
    #expect(result.limiting.map(\.name) == ["scheduling_delay mean"])
  }

  private func single(_ changes: String...) throws -> Scenario {
    try StudyCase.scenario().scenario.changing(Self.single + changes)
  }

  /// How long the single server takes for a request, from a run in which none waits.
  private func serviceSeconds() throws -> Double {
    let alone = try single("workload.requests=1")
    let runs = try StudyCase.run(try PreparedScenario(alone))[0]
    return runs.mean(of: Measure(.e2e))! / 1e3
  }

  @Test("replicas that a load needs: as many as keep the single servers below the rate that M/D/1 gives them")
  func fewestReplicas() throws {
    let service = try serviceSeconds()
    // Round robin makes the gaps of each replica Erlang, whose waits are shorter than those of Poisson arrivals at the same load: the count is
    // between that of full load and that of Poisson arrivals.
    let rate = 5 / service
    let scenario = try single("workload.arrivals.rate=\(rate) req/s")
    let search = CapacitySearch(
      scenario, over: .count(path: "replicas"), bracket: CapacityBracket(.leastWhole, start: 3, granularity: 0.001),
      conditions: [.atMost(Measure(.schedulingDelay), service * 1e3)])
    let fewest = try #require(try search.run(options: StudyOptions(program: StudyCase.program, threads: 2)).capacity)
    #expect(fewest >= 6 && fewest <= 8)
  }

  /// Prompts on one pool, tokens on another.
  private static let apart = """
    model: llama-3.1-8b
    accelerator: a100-80gb
    calibration: roofline
    engine: {preset: ideal}
    pools:
      - {name: prompt, role: prefill, replicas: 2, scheduler: fcfs}
      - {name: token, role: decode, replicas: 4, scheduler: fcfs}
    workload: {prompt: 2000, output: 60, arrivals: {process: poisson, rate: 12 req/s}, requests: 600}
    run: {series: none}
    """

  @Test("the pool that is named is the one whose replicas are counted, and without a name it is the first")
  func replicasOfAPool() throws {
    let scenario = try Scenario.read(Self.apart, file: "apart.yaml")
    #expect(scenario.replicasPath() == "pools.prompt.replicas" && scenario.replicasPath(ofPool: "token") == "pools.token.replicas")
    #expect(scenario.replicasPath(ofPool: "spare") == nil)
    #expect(try StudyCase.scenario().scenario.replicasPath() == "replicas")
    func fewest(_ pool: String?, _ metric: MetricID, _ bound: Double) throws -> CapacityResult {
      var question = CapacityQuestion(.replicas, start: 3, granularity: 0.0001)
      question.pool = pool
      question.limits = [.init(metric: metric, statistic: .p90, bound: bound, isLeast: false)]
      let options = StudyOptions(program: StudyCase.program)
      return try CapacitySearch(question, of: scenario, options: options, progress: StudyProgress()).run(options: options)
    }
    let prompt = try fewest(nil, .ttft, 1000)
    // A prompt takes 2,000 tokens x 16 GFLOP over 312 TFLOPS and an efficiency, 0.14 to 0.17 s: 12 a second keep two machines busy.
    #expect(prompt.capacity == 2 || prompt.capacity == 3)
    #expect(prompt.limiting.map(\.name) == ["ttft p90"])
    // Gaps between tokens are the token machines' alone: more of them make these shorter, and their number is what is searched.
    let token = try fewest("token", .tpot, 13)
    let values = try #require(token.capacity)
    #expect(token.probes.contains { $0.value < values && !$0.passes })
    #expect(values >= 1 && token.probes.allSatisfy { $0.passes == ($0.value >= values) })
  }

  @Test("every probe is a run of the study, stored with the value that it tried, on the same draws")
  func storedProbes() throws {
    try StudyCase.withFolder { folder in
      let store = try ResultStore.open(writingTo: folder + "/results.sqlite")
      var options = StudyOptions(program: StudyCase.program)
      options.store = store
      let scenario = try StudyCase.scenario("run.seeds=1").scenario
      let search = CapacitySearch(
        scenario, over: .rate(path: Scenario.arrivalRatePath), bracket: CapacityBracket(.greatest, start: 8, mostProbes: 5),
        conditions: [.atMost(Measure(.ttft, .p99), 500), .atLeast(Measure(.attainment), 0.95)])
      let result = try search.run(options: options)
      let stored = try store.runs()
      #expect(stored.map(\.id) == result.probes.flatMap(\.storedRuns))
      #expect(stored.count == result.probes.count)
      #expect(stored[0].provenance.name.contains("workload.arrivals.rate=8.0 req/s"))
      let prompts = Set(try stored.map { try store.summary(ofRun: $0.id)?.promptTokens })
      #expect(prompts.count == 1, "the same lengths at every rate")
      try store.close()
    }
  }

  @Test("a run that hands KV over is stored: a request that came with its KV was sent to the replica that ends it")
  func storedHandOvers() throws {
    try StudyCase.withFolder { folder in
      let store = try ResultStore.open(writingTo: folder + "/results.sqlite")
      let replications = try StudyCase.run(try PreparedScenario(try Scenario.read(Self.apart, file: "apart.yaml"))) { $0.store = store }[0]
      let outcome = try #require(replications.runs.first)
      let number = try #require(outcome.storedRun)
      let stored = try #require(try store.summary(ofRun: number))
      #expect(stored.replicas.map(\.routed) == outcome.summary.replicas.map(\.routed))
      #expect(stored.replicas.allSatisfy { $0.finished <= $0.routed })
      #expect(stored.replicas.suffix(4).reduce(0) { $0 + $1.routed } == 600, "each of them came to a token machine once")
      try store.close()
    }
  }

  @Test("requests alone have no slowdown, and the slowdown limit gives way as load comes")
  func slowdowns() throws {
    try StudyCase.withFolder { folder in
      let text = """
        model: llama-3.1-8b
        accelerator: a100-80gb
        calibration: roofline
        engine: {preset: ideal}
        workload:
          prompt: {distribution: lognormal, mean: 400, coefficient_of_variation: 1}
          output: {distribution: lognormal, mean: 60, coefficient_of_variation: 1}
          arrivals: {process: poisson, rate: 0.01 req/s}
          requests: 200
        """
      try text.write(toFile: folder + "/machine.yaml", atomically: true, encoding: .utf8)
      let scenario = try Scenario.load(path: folder + "/machine.yaml")
      let options = StudyOptions(program: StudyCase.program)
      func capacity(_ bound: Double) throws -> CapacityResult {
        var question = CapacityQuestion(.rate, start: 1)
        question.slowdowns = [.init(metric: .e2e, quantile: 0.9, bound: bound)]
        question.slowdownReference = folder + "/machine.yaml"
        return try CapacitySearch(question, of: scenario, options: options, progress: StudyProgress())
          .run(options: options)
      }
      let (tight, loose) = (try capacity(1.1), try capacity(1.5))
      #expect(tight.capacity! < loose.capacity!)
      // The slowest probe is all but alone: there its slowdown is 1 and a little.
      let lightest = try #require(tight.probes.min { $0.value < $1.value }?.findings[0].value)
      #expect(lightest >= 1 && lightest < 1.1)
    }
  }

  @Test("spread over all tokens a request of two has half the slowdown that it has over its one gap")
  func slowdownOverTokens() throws {
    try StudyCase.withFolder { folder in
      let text = """
        model: llama-3.1-8b
        accelerator: a100-80gb
        calibration: roofline
        engine: {preset: ideal}
        workload: {prompt: 400, output: 2, arrivals: {process: poisson, rate: 1 req/s}, requests: 50}
        """
      try text.write(toFile: folder + "/machine.yaml", atomically: true, encoding: .utf8)
      let scenario = try Scenario.load(path: folder + "/machine.yaml")
      let options = StudyOptions(program: StudyCase.program)
      func slowdown(_ all: Bool) throws -> Double? {
        var question = CapacityQuestion(.rate, start: 0.01, probes: 1)
        question.slowdowns = [.init(metric: .tpot, quantile: 0.5, bound: 9)]
        question.slowdownReference = folder + "/machine.yaml"
        question.slowdownsCountAllTokens = all
        let search = try CapacitySearch(question, of: scenario, options: options, progress: StudyProgress())
        return try search.run(options: options).probes[0].findings[0].value
      }
      // So rare are requests that each is alone.
      #expect(try slowdown(false) == 1)
      #expect(try slowdown(true) == 0.5)
    }
  }

  @Test("a pace is kept where every gap is shorter than it asks, and by none where it asks for more")
  func pace() throws {
    let scenario = try single("workload.requests=10", "workload.arrivals.rate=1 req/s")
    let runs = try StudyCase.run(try PreparedScenario(scenario))[0]
    let gap = try #require(runs.mean(of: Measure(.itl, .maximum))) / 1e3
    func share(_ rate: Double, prompt: Double = 1) throws -> Double {
      let pace = TokenPace(promptTokensPerSecond: prompt, generatedTokensPerSecond: rate, spanTokens: 16)
      let search = CapacitySearch(
        scenario, over: .rate(path: Scenario.arrivalRatePath), bracket: CapacityBracket(.greatest, start: 1, mostProbes: 1),
        conditions: [.pace(pace, share: 0.5)])
      return try search.run(options: StudyOptions(program: StudyCase.program)).probes[0].findings[0].value!
    }
    #expect(try share(0.9 / gap) == 1)
    #expect(try share(1.2 / gap) == 0)
    #expect(try share(0.9 / gap, prompt: 1e6) == 0, "300 tokens in 0.3 ms")
  }
}
