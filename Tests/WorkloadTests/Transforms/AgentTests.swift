import Kernel
import Testing
import Workload

@Suite("Tasks of agents") struct AgentTests {
  private static let tasks = AgentTasks(
    calls: .uniform(from: 5, through: 20), sharedTokens: 100, taskTokens: .uniform(from: 20, through: 90),
    outputTokens: .lognormal(median: 40, sigma: 0.7), toolTokens: .uniform(from: 1, through: 300),
    toolTime: .lognormal(mean: .seconds(2), coefficientOfVariation: 1))

  private func workload(_ tasks: AgentTasks = tasks, _ steps: [WorkloadTransform] = [], concurrency: Int? = nil, count: Int = 200)
    -> WorkloadSpecification
  {
    WorkloadSpecification(
      origin: .agents(tasks, arrivals: .poisson(requestsPerSecond: 2), tasks: count), transforms: steps, concurrency: concurrency)
  }

  /// The calls of each task, answered one task after the other, or all tasks by turns.
  private func calls(_ workload: WorkloadSpecification, byTurns: Bool = false, seed: UInt64 = 1) throws -> [[Arrival]] {
    try workload.validate()
    var source = try workload.makeSource(seed: seed)
    let turns = try #require(source.sessions)
    var tasks: [[Arrival]] = []
    func goOn(_ task: Int) throws -> Bool {
      let number = try #require(tasks[task].last?.turn?.number)
      let ended = turns.tasks(endedBy: number)
      let next = try turns.turns(after: number)
      #expect(next.isEmpty == !ended.isEmpty && next.count <= 1)
      if let end = ended.first { #expect(end.requests == tasks[task].count) }
      tasks[task] += next
      return !next.isEmpty
    }
    while let first = try source.next() {
      tasks.append([first])
      if !byTurns { while try goOn(tasks.count - 1) {} }
    }
    var open = byTurns ? Array(tasks.indices) : []
    while !open.isEmpty { open = try open.filter(goOn) }
    return tasks
  }

  @Test("a prompt is the one before, its answer and the tool's result; delays and lengths are as asked for") func growth() throws {
    let tasks = try calls(workload())
    #expect(tasks.count == 200 && Set(tasks.map(\.count)).isSubset(of: Set(5...20)) && Set(tasks.map(\.count)).count > 10)
    var delays: [Double] = []
    for task in tasks {
      #expect(task[0].turn?.previous == nil && task[0].turn?.delay == nil && 120...190 ~= task[0].promptTokens)
      for (before, call) in zip(task, task.dropFirst()) {
        let result = call.promptTokens - before.promptTokens - before.outputTokens
        #expect(1...300 ~= result && call.turn?.previous == before.turn?.number)
        #expect(Array(call.blockHashes.prefix(before.blockHashes.count)) == before.blockHashes)
        #expect(call.blockHashes.count == call.promptTokens / 16)
        delays.append(try #require(call.turn?.delay).seconds)
      }
    }
    let mean = delays.reduce(0, +) / Double(delays.count)
    #expect(abs(mean - 2) < 0.15, "\(mean)")
    // All begin with six blocks of the same text, and have no more in common.
    for task in tasks.dropFirst() {
      #expect(zip(task[0].blockHashes, tasks[0][0].blockHashes).prefix { $0 == $1 }.count == 6)
    }
  }

  @Test("what a call is like does not depend on when others are answered, nor on the rate or a limit") func chance() throws {
    let (plain, byTurns) = (try calls(workload()), try calls(workload(), byTurns: true))
    #expect(plain == byTurns)
    #expect(try calls(workload(Self.tasks, [.limit(30)])) == Array(plain.prefix(30)))
    let faster = try calls(workload(Self.tasks, [.scaleRate(try RateFactor(2))]))
    #expect(faster.map { $0.map(\.promptTokens) } == plain.map { $0.map(\.promptTokens) } && faster[9][0].time < plain[9][0].time)
    #expect(try calls(workload(), seed: 2) != plain)
  }

  @Test("steps that alter lengths alter those of all calls") func steps() throws {
    let plain = try calls(workload())
    let scaled = try calls(workload(Self.tasks, [.scaleTokens(TokenScale(prompt: 0.5, output: 2))]))
    for (before, after) in zip(plain.joined(), scaled.joined()) {
      #expect(after.outputTokens == 2 * before.outputTokens && abs(2 * after.promptTokens - before.promptTokens) <= 1)
      #expect(after.turn == before.turn)
    }
    #expect(try calls(workload(Self.tasks, [.promptOnly])).joined().allSatisfy { $0.marks == .promptOnly && $0.outputTokens == 1 })
  }

  @Test("times are drawn within their bounds, and whole") func times() throws {
    for (time, bounds) in [
      (TimeDistribution.constant(.seconds(3)), 3.0...3.0), (.uniform(from: .seconds(1), through: .seconds(4)), 1.0...4.0),
      (.lognormal(mean: .seconds(800_000), coefficientOfVariation: 100), 0.0...864_000),
    ] {
      var tasks = Self.tasks
      tasks.toolTime = time
      let delays = try calls(workload(tasks)).joined().compactMap(\.turn?.delay).map(\.seconds)
      #expect(delays.allSatisfy { bounds ~= $0 }, "\(time)")
    }
  }

  @Test("a task of which a call was turned away ends, and is counted") func abandoned() throws {
    var source = try workload().makeSource(seed: 1)
    let turns = try #require(source.sessions)
    let number = try #require(source.next()?.turn?.number)
    turns.abandon(after: number)
    #expect(try turns.turns(after: number).isEmpty && turns.tasks(endedBy: number).isEmpty)
    #expect(source.reportSoFar.notes.map(\.count) == [1])
  }

  @Test("figures that are no tasks, and steps that tasks exclude, are refused by name") func refusals() throws {
    func altered(_ alter: (inout AgentTasks) -> Void) -> AgentTasks {
      var tasks = Self.tasks
      alter(&tasks)
      return tasks
    }
    for (tasks, words) in [
      (altered { $0.calls = .constant(0) }, "tasks of 0 calls"), (altered { $0.sharedTokens = -1 }, "-1 tokens"),
      (altered { $0.toolTime = .uniform(from: .seconds(2), through: .seconds(1)) }, "times from 2.0 to 1.0 s"),
      (altered { $0.toolTime = .constant(.seconds(900_000)) }, "900000.0 s"), (altered { $0.blockTokens = 0 }, "blocks of 0"),
      (altered { $0.toolTokens = .constant(0) }, "length of 0"),
    ] { refused(words) { try self.workload(tasks).validate() } }
    refused("at most 100000") { try self.calls(self.workload(altered { $0.calls = .constant(100_001) })) }
    refused("0 tasks") { try self.workload(count: 0).validate() }
    refused("never ends") {
      try WorkloadSpecification(origin: .agents(Self.tasks, arrivals: .poisson(requestsPerSecond: 1))).validate()
    }
    for step in [
      WorkloadTransform.clip(maximumPromptTokens: 5, maximumOutputTokens: nil), .repeat(requests: 10),
      .resample(.atOnce), .group(QuestionGroups(questions: 2)), .stream(InputStreams(chunkTokens: 8, interval: .zero)),
    ] { refused("tasks of agents") { try self.workload(Self.tasks, [step]).validate() } }
    refused("stand in no trace") {
      try TraceTool.generate(self.workload(), to: Scratch().path("out.csv"), seed: 1)
    }
  }
}
