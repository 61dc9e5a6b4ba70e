import Kernel
import Testing
import Workload

@Suite("Questions put together into calls") struct QuestionGroupTests {
  private static func questions(_ count: Int, prompt: (Int) -> Int, output: (Int) -> Int = { _ in 4 }) -> [Arrival] {
    (0..<count).map { Arrival(time: seconds(Double($0)), promptTokens: prompt($0), outputTokens: output($0)) }
  }

  private func trace(_ arrivals: [Arrival], _ scratch: Scratch) throws -> String {
    let rows = arrivals.map { "\($0.time.seconds),\($0.promptTokens),\($0.outputTokens)" }
    return try scratch.file("arrival_s,prompt_tokens,output_tokens\n" + rows.joined(separator: "\n") + "\n")
  }

  private func grouped(_ arrivals: [Arrival], _ rules: QuestionGroups, concurrency: Int? = nil, seed: UInt64 = 1) throws
    -> any ArrivalSource
  {
    let scratch = try Scratch()
    let workload = WorkloadSpecification(
      origin: .trace(path: try trace(arrivals, scratch)), transforms: [.group(rules)], concurrency: concurrency)
    try workload.validate()
    return try workload.makeSource(seed: seed)
  }

  @Test("groups of one, asked once, are the requests that they were") func neutral() throws {
    let arrivals = Self.questions(20, prompt: { 50 + 7 * $0 }, output: { $0 + 1 })
    let calls = try all(grouped(arrivals, QuestionGroups(questions: 1, instructionTokens: 30)))
    #expect(calls.map(\.time) == arrivals.map(\.time))
    #expect(calls.map(\.promptTokens) == arrivals.map(\.promptTokens) && calls.map(\.outputTokens) == arrivals.map(\.outputTokens))
    #expect(try all(grouped(arrivals, QuestionGroups(questions: 1), concurrency: 4)) == arrivals)
  }

  @Test("a call has the instruction once, all questions and all outputs, and comes with the last question: array by array")
  func sums() throws {
    let arrivals = Self.questions(23, prompt: { 100 + 13 * $0 % 29 }, output: { 1 + $0 % 5 })
    for (size, votes) in [(4, 1), (5, 3), (23, 2), (100, 1)] {
      let calls = try all(grouped(arrivals, QuestionGroups(questions: size, instructionTokens: 80, votes: votes)))
      var expected: [Arrival] = []
      for start in stride(from: 0, to: arrivals.count, by: size) {
        let part = arrivals[start..<min(start + size, arrivals.count)]
        let call = Arrival(
          time: part[part.endIndex - 1].time, promptTokens: 80 + part.reduce(0) { $0 + $1.promptTokens - 80 },
          outputTokens: part.reduce(0) { $0 + $1.outputTokens })
        expected += Array(repeating: call, count: votes)
      }
      #expect(calls.map(\.time) == expected.map(\.time))
      #expect(calls.map(\.promptTokens) == expected.map(\.promptTokens) && calls.map(\.outputTokens) == expected.map(\.outputTokens))
    }
  }

  @Test(
    "BatchPrompt's shares of tokens are identities of its lengths: 27.4, 18.6 and 30.8 % at 32 questions a call; of calls 3 and 5 votes make 9 and 16 %",
    arguments: [(334, 0.274), (190, 0.186), (400, 0.308)])
  func shares(question: Int, share: Double) throws {
    let arrivals = Self.questions(3200, prompt: { _ in 1000 + question })
    let calls = try all(grouped(arrivals, QuestionGroups(questions: 32, instructionTokens: 1000)))
    let (alone, together) = (arrivals.reduce(0) { $0 + $1.promptTokens }, calls.reduce(0) { $0 + $1.promptTokens })
    #expect(abs(Double(together) / Double(alone) - share) < 0.0006)
    for (votes, calls) in [(3, 0.094), (5, 0.156)] {
      let count = try all(grouped(arrivals, QuestionGroups(questions: 32, instructionTokens: 1000, votes: votes))).count
      #expect(abs(Double(count) / 3200 - calls) < 0.0005)
    }
  }

  @Test("with an early stop a vote waits for the one before, asks what is not settled, and each question is a task") func earlyStop() throws
  {
    let arrivals = Self.questions(4000, prompt: { _ in 60 }, output: { _ in 2 })
    let shares = [0.5, 0.3, 0, 0.2]
    var source = try grouped(arrivals, QuestionGroups(questions: 10, instructionTokens: 40, votes: 4, earlyStop: shares))
    let turns = try #require(source.sessions)
    #expect(turns.tellsTasks)
    var (settled, asked) = ([Int](repeating: 0, count: 5), 0)
    var waiting: [TaskEnd] = []
    while let call = try source.next() {
      var (call, vote, left) = (call, 1, 10)
      while true {
        let number = try #require(call.turn?.number)
        #expect(call.promptTokens == 40 + 20 * left && call.outputTokens == 2 * left)
        asked += left
        let ended = turns.tasks(endedBy: number)
        settled[vote] += ended.count
        waiting += ended
        #expect(ended.allSatisfy { $0.requests == vote })
        left -= ended.count
        let next = try turns.turns(after: number)
        #expect(next.isEmpty == (left == 0))
        guard let later = next.first else { break }
        #expect(next.count == 1 && later.turn?.previous == number && later.turn?.delay == .zero)
        (call, vote) = (later, vote + 1)
      }
    }
    #expect(waiting.count == 4000 && settled[3] == 0 && Set(waiting.map(\.begun)).count == 4000)
    for (vote, share) in shares.enumerated() { #expect(abs(Double(settled[vote + 1]) / 4000 - share) < 0.03) }
    #expect(asked == settled.enumerated().reduce(0) { $0 + $1.offset * $1.element })
  }

  @Test("how often a question is asked is its own chance: other groups change nothing in it") func chance() throws {
    let arrivals = Self.questions(64, prompt: { _ in 60 })
    func rounds(_ size: Int) throws -> [Int] {
      var source = try grouped(arrivals, QuestionGroups(questions: size, votes: 3, earlyStop: [0.4, 0.3, 0.3]))
      let turns = try #require(source.sessions)
      var rounds: [Instant: Int] = [:]
      while let call = try source.next() {
        var open: [Arrival] = [call]
        while let next = open.popLast(), let number = next.turn?.number {
          for task in turns.tasks(endedBy: number) { rounds[task.begun] = task.requests }
          open += try turns.turns(after: number)
        }
      }
      return arrivals.map { rounds[$0.time] ?? 0 }
    }
    #expect(try rounds(1) == rounds(8) && rounds(8) == rounds(64) && Set(rounds(8)) == [1, 2, 3])
  }

  @Test("a call that is turned away leaves its questions without an answer, which is counted once") func lost() throws {
    let arrivals = Self.questions(6, prompt: { _ in 60 })
    for shares in [[], [0.5, 0.5]] {
      var source = try grouped(arrivals, QuestionGroups(questions: 3, votes: 2, earlyStop: shares))
      let turns = try #require(source.sessions)
      while let call = try source.next() {
        let number = try #require(call.turn?.number)
        turns.abandon(after: number)
        #expect(turns.tasks(endedBy: number).isEmpty)
        #expect(try turns.turns(after: number).isEmpty)
      }
      #expect(source.reportSoFar.notes.map(\.count) == [6], "\(source.reportSoFar)")
    }
  }

  @Test("figures that are no groups, and groups beside what they exclude, are refused by name") func refusals() throws {
    let bad: [(QuestionGroups, String)] = [
      (.init(questions: 0), "0 questions"), (.init(questions: 2, instructionTokens: -1), "instruction of -1"),
      (.init(questions: 2, votes: 0), "0 votes"), (.init(questions: 2, votes: 2, earlyStop: [1]), "1 shares"),
      (.init(questions: 2, votes: 2, earlyStop: [0.5, 0.4]), "come to 1"),
      (.init(questions: 2, votes: 2, earlyStop: [1.5, -0.5]), "come to 1"),
    ]
    for (rules, words) in bad { refused(words) { try rules.validate() } }
    let arrivals = Self.questions(4, prompt: { _ in 60 })
    refused("has a prompt of 60 tokens") { try all(grouped(arrivals, QuestionGroups(questions: 2, instructionTokens: 60))) }
    refused("closed loop of calls") {
      try grouped(arrivals, QuestionGroups(questions: 2, votes: 2, earlyStop: [0.5, 0.5]), concurrency: 2)
    }
    let scratch = try Scratch()
    let origin = WorkloadOrigin.trace(path: try trace(arrivals, scratch))
    let group = WorkloadTransform.group(QuestionGroups(questions: 2))
    let stream = WorkloadTransform.stream(InputStreams(chunkTokens: 8, interval: .zero))
    for (steps, words) in [
      ([group, .promptOnly], "groups are the last step"), ([.promptOnly, group], "samples nothing"), ([stream, group], "piece by piece"),
      ([stream, stream], "pieces of pieces"),
    ] { refused(words) { try WorkloadSpecification(origin: origin, transforms: steps).validate() } }
  }
}
