import Hardware
import Kernel
import Record
import Serving
import Testing
import Workload

/// Tasks of several requests, and requests of which nothing is sampled.
@Suite("Tasks, and prompts alone")
struct TaskRunTests {
  private static let tasks = AgentTasks(
    calls: .uniform(from: 1, through: 6), sharedTokens: 6, taskTokens: .uniform(from: 1, through: 9),
    outputTokens: .uniform(from: 1, through: 9), toolTokens: .uniform(from: 1, through: 8),
    toolTime: .uniform(from: .zero, through: Duration(picoseconds: 4000)), blockTokens: 4)

  private func run(
    _ rules: Rules, _ workload: WorkloadSpecification, leaps: Bool = true, seed: UInt64 = 1
  ) throws -> (observer: LoggingObserver, outcome: RunOutcome, report: TraceReport) {
    try workload.validate()
    let observer = LoggingObserver()
    let source = try workload.makeSource(seed: seed)
    var simulation = try Simulation(
      cluster: rules.cluster, source: source,
      options: SimulationOptions(
        seed: seed, concurrency: workload.concurrency, leaps: leaps, promptBlockTokens: try workload.blockTokens(),
        checksEveryInstant: true), observer: observer)
    let outcome = try simulation.run()
    observer.log = observer.log.sorted
    return (observer, outcome, source.reportSoFar)
  }

  private func agents(_ count: Int, perSecond: Double = 2e8, concurrency: Int? = nil, _ tasks: AgentTasks = tasks) -> WorkloadSpecification
  {
    WorkloadSpecification(
      origin: .agents(tasks, arrivals: .poisson(requestsPerSecond: perSecond), tasks: count), concurrency: concurrency)
  }

  @Test("a task is from its first call to its last answer, and each call its tool's time after the answer before") func oneTask() throws {
    var tasks = Self.tasks
    (tasks.calls, tasks.outputTokens, tasks.toolTokens) = (.constant(4), .constant(3), .constant(5))
    (tasks.taskTokens, tasks.toolTime) = (.constant(2), .constant(Duration(picoseconds: 777)))
    let run = try run(Rules(), agents(1, tasks))
    let records = (0..<4).compactMap { run.observer.log.records[$0] }
    #expect(records.map(\.promptTokens) == [8, 16, 24, 32] && records.map(\.outputTokens) == [3, 3, 3, 3])
    for (before, call) in zip(records, records.dropFirst()) { #expect(call.arrival == before.finish + Duration(picoseconds: 777)) }
    #expect(run.observer.tasks == [TaskRecord(request: 3, requests: 4, begun: records[0].arrival, finish: records[3].finish)])
  }

  @Test("all tasks end, under every policy, a leap is the plain loop, and every call is one task's", arguments: SchedulerCatalog.names)
  func manyTasks(scheduler: String) throws {
    for number in 0..<20 {
      let random = RandomCase(number, of: "tasks \(scheduler)", scheduler: scheduler).underEngineRules(number)
      var rules = random.rules
      (rules.kvBlocks, rules.blockTokens, rules.promptBlockTokens, rules.budget) = (400, 4, 4, 200)
      rules.engine.prefixes = PrefixRules()
      rules.classes = []
      let workload = agents(12, concurrency: number % 2 == 0 ? 1 + number % 5 : nil)
      let (leaping, plain) = (try run(rules, workload), try run(rules, workload, leaps: false))
      #expect(leaping.observer.log == plain.observer.log && leaping.observer.tasks == plain.observer.tasks, "\(rules)")
      #expect(leaping.outcome.digest == plain.outcome.digest)
      // Policies that set KV aside for the longest output there can be turn away what would have room.
      let lost = leaping.report.notes.reduce(0) { $0 + $1.count }
      #expect(leaping.observer.tasks.count + lost == 12 && leaping.outcome.rejected.reduce(0, +) == lost, "\(leaping.report) \(rules)")
      if Rules.reserving.contains(scheduler) && lost > 0 { continue }
      #expect(lost == 0 && leaping.observer.tasks.reduce(0) { $0 + $1.requests } == leaping.outcome.arrived)
      for task in leaping.observer.tasks { #expect(leaping.observer.log.records[task.request]?.finish == task.finish) }
      guard let concurrency = workload.concurrency else { continue }
      // So many tasks are under way until the last has begun, and never more.
      let begun = leaping.observer.tasks.map(\.begun).sorted()
      for time in begun {
        let open = leaping.observer.tasks.count { $0.begun <= time && time < $0.finish }
        #expect(open <= concurrency && (open == concurrency || time == begun[0] || time == begun[begun.count - 1]), "\(open) at \(time)")
      }
    }
  }

  @Test("a task whose prompt outgrows the replica ends there, and in a closed loop the next begins") func outgrown() throws {
    var rules = Rules()
    rules.modelTokens = 50
    var tasks = Self.tasks
    (tasks.calls, tasks.toolTokens) = (.uniform(from: 1, through: 12), .constant(12))
    for concurrency in [nil, 2] {
      let run = try run(rules, agents(40, concurrency: concurrency, tasks))
      let lost = run.report.notes.reduce(0) { $0 + $1.count }
      #expect(lost > 5 && run.observer.tasks.count > 5 && lost + run.observer.tasks.count == 40)
      #expect(run.outcome.rejected.reduce(0, +) == lost && run.outcome.unfinished == 0)
    }
  }

  @Test("a question's latency is from its own arrival to the answer of the vote that settles it") func questions() throws {
    let lengths = LengthModel.independent(prompt: .constant(8), output: .constant(2))
    let origin = WorkloadOrigin.synthetic(arrivals: .poisson(requestsPerSecond: 1e9), lengths: lengths, requests: 50)
    for shares in [[], [0.4, 0.4, 0.2]] {
      let group = QuestionGroups(questions: 4, instructionTokens: 5, votes: 3, earlyStop: shares)
      let run = try run(Rules(maximumSequences: 3, budget: 64), WorkloadSpecification(origin: origin, transforms: [.group(group)]))
      var plain = try WorkloadSpecification(origin: origin).makeSource(seed: 1)
      var arrivals: [Instant] = []
      while let arrival = try plain.next() { arrivals.append(arrival.time) }
      #expect(run.observer.tasks.map(\.begun).sorted() == arrivals)
      for task in run.observer.tasks { #expect(run.observer.log.records[task.request]?.finish == task.finish) }
      // Outputs of all questions that were asked, two tokens each.
      let asked = run.observer.tasks.reduce(0) { $0 + $1.requests }
      #expect(run.observer.log.records.values.reduce(0) { $0 + $1.outputTokens } == 2 * asked)
      if shares.isEmpty { #expect(run.outcome.arrived == 39 && asked == 150) }
    }
  }

  @Test(
    "prompts alone take the iterations of the simplest form, sample no row, and parts of inputs are told apart",
    arguments: SchedulerCatalog.names)
  func promptsAlone(scheduler: String) throws {
    var (alone, parts) = (0, 0)
    for number in 0..<150 {
      var scenario = RandomCase(3 * number, of: "prompts alone \(scheduler)", scheduler: scheduler, routers: RouterCatalog.names)
      if number % 2 == 0 { scenario = scenario.underEngineRules(number) }
      scenario = scenario.withPromptsAlone(3 * number)
      var reference = ReferenceSimulator(scenario.rules)
      let expected = reference.run(scenario.arrivals).sorted
      for leaps in [true, false] {
        let run = try simulate(scenario.rules, scenario.arrivals, leaps: leaps)
        try #require(run.log == expected, "\(run.log.difference(from: expected)): \(scenario)")
        let pooled = run.log.records.values.filter { scenario.arrivals[$0.request].marks.contains(.promptOnly) }
        let sampled = run.outcome.replicas.reduce(0) { $0 + $1.sampledRows }
        let whole = pooled.count { !scenario.arrivals[$0.request].marks.contains(.inputPart) }
        #expect(run.outcome.outputTokens == sampled + whole, "each has one row for an output, but for parts of inputs")
        alone += pooled.count
      }
      let observer = LoggingObserver()
      var options = SimulationOptions(seed: 1, predictor: scenario.rules.oracle ? .oracle : .none, classes: scenario.rules.classes)
      options.promptBlockTokens = scenario.rules.promptBlockTokens
      var simulation = try Simulation(
        cluster: scenario.rules.cluster, source: ArrivalList(scenario.arrivals), options: options, observer: observer)
      _ = try simulation.run()
      let served = observer.log.records.keys.filter { scenario.arrivals[$0].marks.contains(.inputPart) }
      #expect(observer.parts == Set(served))
      parts += served.count
    }
    #expect(alone > 200 && parts > 50)
  }

  @Test("a prompt alone with an output to decode is refused") func contradiction() {
    var arrival = Arrival(time: .start, promptTokens: 4, outputTokens: 2)
    arrival.marks = .promptOnly
    #expect(throws: InputError.self) { try simulate(Rules(), [arrival]) }
  }
}
