import Kernel
import Workload

extension Vocabulary {
  /// Tasks of agents.
  static let agents = Union.Alternative(
    "tasks of agents, which call the model, use a tool and call it again",
    [
      .required(
        "agents",
        .section([
          .required(
            "calls", .variant(distribution(of: "number of calls", constant: "count", unit: nil)),
            "How many calls a task makes; a number alone is that of all."),
          Key(
            "shared", .count(0...Arrival.maximumTokens, unit: "tokens"), default: "0 tokens",
            "Tokens that the prompts of all tasks begin with: the instruction and what tools there are."),
          .required(
            "tool_result", .variant(distribution),
            "Tokens that a tool adds to the prompt of the next call, behind the answer; a number alone is that of all."),
          .required("tool_time", .variant(times), "How long a tool takes, from the answer to the next call; a time alone is that of all."),
        ]), "How a task goes on: the prompt of a later call is the one before it, the answer to that, and what the tool gave."),
      .required("prompt", .variant(distribution), "Length of what is a task's own in its first prompt, after what is shared."),
      .required("output", .variant(distribution), "Length of the answers to calls; a number alone is the length of all."),
      .required(
        "arrivals", .variant(Variant(tag: "process", noun: "arrival process", cases: { processes })), "When tasks come; rates are of tasks."
      ),
      Key("tasks", .count(requestBounds), default: none, words: [Word(none, "as many as come in 'duration'")], "How many tasks to make."),
      duration,
      Key(
        "block_tokens", .count(1...65_536, unit: "tokens"), default: "16 tokens",
        "Tokens that one prefix identity stands for: a multiple of the engine's own block."),
    ])

  private static let anyTime = Duration.zero...TimeDistribution.longest

  private static let times = Variant(
    tag: "distribution", noun: "distribution",
    cases: {
      [
        .init("constant", "always the same", [.required("time", .time(anyTime), "The time.")]),
        .init(
          "uniform", "every time of a range alike",
          [.required("from", .time(anyTime), "The least time."), .required("to", .time(anyTime), "The greatest time.")]),
        .init(
          "lognormal", "many short and few long",
          [
            .required("mean", .time(Duration(picoseconds: 1)...TimeDistribution.longest), "The mean time."),
            .required("coefficient_of_variation", .number(0.001...100), "Deviation over mean."),
          ]),
      ]
    }, shorthand: ("constant", "time"))
}
