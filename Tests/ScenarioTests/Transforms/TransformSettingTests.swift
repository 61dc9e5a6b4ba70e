import Kernel
import Scenario
import Testing
import Workload

@Suite("Steps that make other requests, and agents, in a scenario")
struct TransformSettingTests {
  private static let head = "model: llama-3.1-8b\naccelerator: h100-sxm\n"
  private static let load = "prompt: 300, output: 20, arrivals: {process: poisson, rate: 8 req/s}, requests: 20"
  private static let agents =
    "agents: {calls: {distribution: uniform, from: 5, to: 20}, shared: 100 tokens, tool_result: 30, tool_time: 2 s}, prompt: 40, output: 12, "
    + "arrivals: {process: poisson, rate: 2 req/s}"

  private func scenario(_ transform: String, _ more: String = "", load: String = load) throws -> Scenario {
    try Scenario.read(Self.head + "workload: {\(load), transform: [\(transform)]\(more)}\n", file: "s.yaml")
  }

  private func fault(_ transform: String, _ more: String = "", load: String = load) -> String {
    do {
      _ = try scenario(transform, more, load: load)
      return ""
    } catch { return "\(error)" }
  }

  @Test("steps are what is written, in its order, and read back they are the same")
  func steps() throws {
    let scenario = try scenario(
      "{tokens: {prompt: 0.7}}, {tokens: {output: 4.5}}, {stream: {chunk: 64 tokens, every: 500 ms, reencode: true}}, {prompt_only: true}")
    #expect(
      scenario.workload.transforms == [
        .scaleTokens(TokenScale(prompt: 0.7)), .scaleTokens(TokenScale(output: 4.5)),
        .stream(InputStreams(chunkTokens: 64, interval: .milliseconds(500), reencodes: true)), .promptOnly,
      ])
    #expect(try Scenario.read(scenario.resolvedText, file: "s.yaml").hash == scenario.hash)
    let group = try self.scenario("{group: {questions: 32, instruction: 100 tokens, votes: 3, early_stop: [0.6, 0.3, 0.1]}}")
    #expect(
      group.workload.transforms == [.group(QuestionGroups(questions: 32, instructionTokens: 100, votes: 3, earlyStop: [0.6, 0.3, 0.1]))])
    #expect(try Scenario.read(group.resolvedText, file: "s.yaml").hash == group.hash)
    let plain = try Scenario.read(Self.head + "workload: {\(Self.load)}\n", file: "s.yaml")
    #expect(plain.workload.transforms.isEmpty && plain.resolvedText.contains("transform: none"))
    // They come behind all others.
    let late = try self.scenario("{prompt_only: true}", ", rate_scale: 2, limit: 7")
    #expect(late.workload.transforms.last == .promptOnly && late.workload.transforms.count == 3)
  }

  @Test("a step goes by its number, for items have no names")
  func byNumber() throws {
    let base = try scenario("{tokens: {prompt: 2}}, {group: {questions: 4}}")
    let changed = try base.changing(["workload.transform.2.group.questions=9"])
    #expect(changed.workload.transforms == [.scaleTokens(TokenScale(prompt: 2)), .group(QuestionGroups(questions: 9))])
    #expect(try base.changing(["workload.transform.2=null"]).workload.transforms == [.scaleTokens(TokenScale(prompt: 2))])
    for path in ["workload.transform.3", "workload.transform.0", "workload.transform.group"] {
      do {
        _ = try base.changing([path + ".prompt_only=true"])
        Issue.record("\(path) was taken")
      } catch { #expect("\(error)".contains("its items go by their number, from 1 to 2"), "\(error)") }
    }
  }

  @Test("agents are what is written")
  func agents() throws {
    let scenario = try Scenario.read(Self.head + "workload: {\(Self.agents), tasks: 9, concurrency: 4}\n", file: "s.yaml")
    guard case .agents(let tasks, .poisson(2), 9, nil) = scenario.workload.origin else {
      Issue.record("\(scenario.workload.origin)")
      return
    }
    #expect(
      tasks
        == AgentTasks(
          calls: .uniform(from: 5, through: 20), sharedTokens: 100, taskTokens: .constant(40), outputTokens: .constant(12),
          toolTokens: .constant(30), toolTime: .constant(.seconds(2))))
    #expect(scenario.workload.concurrency == 4)
    #expect(try Scenario.read(scenario.resolvedText, file: "s.yaml").hash == scenario.hash)
    let drawn = Self.agents.replacing(
      "tool_time: 2 s", with: "tool_time: {distribution: lognormal, mean: 3 s, coefficient_of_variation: 2}")
    let other = try Scenario.read(Self.head + "workload: {\(drawn), duration: 1 min}\n", file: "s.yaml")
    guard case .agents(let drawnTasks, _, nil, .seconds(60)) = other.workload.origin else {
      Issue.record("\(other.workload.origin)")
      return
    }
    #expect(drawnTasks.toolTime == .lognormal(mean: .seconds(3), coefficientOfVariation: 2))
  }

  @Test(
    "what cannot be is refused where it stands",
    arguments: [
      ("{}", "a step of 'workload.transform' is none; an item for each step"),
      ("{tokens: {prompt: 2}, prompt_only: true}", "a step of 'workload.transform' is tokens and prompt_only"),
      ("{prompt_only: false}", "a step of 'workload.transform' is none"),
      ("{prompt_only: maybe}", "'workload.transform.1.prompt_only'"), ("{token: {prompt: 2}}", "unknown key 'token'"),
      ("{tokens: {prompt: 0}}", "'workload.transform.1.tokens.prompt': '0' is out of range; from 0.001 to 1000"),
      ("{tokens: {output: 1001}}", "'workload.transform.1.tokens.output': '1001' is out of range"),
      ("{group: {}}", "missing key 'workload.transform.1.group.questions'"),
      ("{group: {questions: 0}}", "'workload.transform.1.group.questions': '0' is out of range"),
      ("{group: {questions: 2, instruction: -1}}", "'workload.transform.1.group.instruction'"),
      ("{group: {questions: 2, votes: 0}}", "'workload.transform.1.group.votes': '0' is out of range"),
      ("{group: {questions: 2, votes: 2, early_stop: [0.5, x]}}", "'x' is no share of questions; numbers from 0 to 1"),
      ("{group: {questions: 2, votes: 2, early_stop: [0.5]}}", "1 shares of questions that stop, and 2 votes"),
      ("{group: {questions: 2, votes: 2, early_stop: [0.5, 0.4]}}", "do not come to 1"),
      ("{group: {questions: 2}}, {prompt_only: true}", "groups are the last step"),
      ("{stream: {chunk: 64}}", "missing key 'workload.transform.1.stream.every'"),
      ("{stream: {every: 1 s}}", "missing key 'workload.transform.1.stream.chunk'"),
      ("{stream: {chunk: 0, every: 1 s}}", "'workload.transform.1.stream.chunk': '0' is out of range"),
      ("{stream: {chunk: 1, every: 11 d}}", "'workload.transform.1.stream.every': '11 d' is out of range"),
      ("{stream: {chunk: 1, every: 1 s, reencode: 3}}", "'workload.transform.1.stream.reencode'"),
      ("{stream: {chunk: 1, every: 1 s, block_tokens: 0}}", "'workload.transform.1.stream.block_tokens': '0' is out of range"),
    ])
  func badSteps(transform: String, message: String) {
    let told = fault(transform)
    #expect(told.hasPrefix("s.yaml:3:") && told.contains(message), "\(told)")
  }

  @Test(
    "agents that cannot be are refused where they stand",
    arguments: [
      ("shared: 100 tokens", "shared: -1", "'workload.agents.shared'"),
      ("tool_result: 30", "tool_result: 0", "'workload.agents.tool_result"),
      (", tool_time: 2 s", "", "missing key 'workload.agents.tool_time'"),
      ("tool_time: 2 s", "tool_time: {distribution: uniform, from: 3 s, to: 2 s}", "the range from 3.0 s to 2.0 s is empty"),
      ("tool_time: 2 s", "tool_time: 5", "'5' has no unit"),
      ("tool_time: 2 s", "tool_time: {distribution: normal}", "unknown distribution"),
      ("from: 5, to: 20", "from: 20, to: 5", "the range from 20 to 5 is empty"),
      ("prompt: 40, ", "", "missing key 'workload.prompt'"),
      ("agents:", "trace: t.csv, agents:", "'workload' has both 'trace' and 'agents'"),
    ])
  func badAgents(part: String, other: String, message: String) {
    let told = fault("{prompt_only: true}", load: (Self.agents + ", tasks: 3").replacing(part, with: other))
    #expect(told.hasPrefix("s.yaml:3:") && told.contains(message), "\(told)")
  }

  @Test("pairs without a rule are refused by name")
  func pairs() {
    let stream = "{stream: {chunk: 64, every: 1 s}}"
    let classes = ", classes: [{name: a}, {name: b}]"
    let adapters = ", adapters: {count: 3, alpha: 1}"
    let votes = "{group: {questions: 2, votes: 2}}"
    for (step, whose) in [(stream, "the pieces of an input"), (votes, "the votes of a call")] {
      for more in [classes, adapters] { #expect(fault(step, more).contains("beside \(whose)"), "\(fault(step, more))") }
    }
    for more in [classes, adapters] {
      #expect(fault("{prompt_only: true}", more, load: Self.agents + ", tasks: 3").contains("beside the calls of a task"))
    }
    #expect(fault("{group: {questions: 2}}", classes) == "" && fault("{prompt_only: true}", classes + adapters) == "")
    #expect(fault(stream, ", concurrency: 4").contains("closed loop of inputs"))
    #expect(fault("{group: {questions: 2, votes: 2, early_stop: [0.5, 0.5]}}", ", concurrency: 4").contains("closed loop of calls"))
    #expect(fault("{group: {questions: 2}}", ", concurrency: 4") == "")
    for more in [", clip: {prompt: 9}", ", repeat: {requests: 90}"] {
      #expect(fault("{prompt_only: true}", more, load: Self.agents + ", tasks: 3").contains("tasks of agents, and"))
    }
    #expect(fault(stream, load: Self.agents + ", tasks: 3").contains("tasks of agents, and streamed"))
  }
}
