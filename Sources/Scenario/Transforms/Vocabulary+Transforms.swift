import Kernel
import Workload

extension Vocabulary {
  /// What is done to requests before their prefixes are looked at.
  static let transform = Key(
    "transform",
    .list([
      Key(
        "tokens", .section([scale("prompt"), scale("output")]), default: none, words: [Word(none, "another step")],
        "Lengths as another tokenizer makes them; prompts share as much text as before."),
      Key(
        "group",
        .section([
          .required("questions", .count(1...QuestionGroups.mostQuestions), "Requests that become one call, as soon as the last has come."),
          Key(
            "instruction", .count(0...Arrival.maximumTokens, unit: "tokens"), default: "0 tokens",
            "Tokens that all prompts begin with, which a call has once."),
          Key("votes", .count(1...QuestionGroups.mostVotes), default: "1", "How often each question is asked, each time in another order."),
          Key(
            "early_stop", .values(example: "0.6,0.2,0.2"), default: none, words: [Word(none, "all votes are taken, at once")],
            "The share of questions that are settled after each vote, and not asked again; each vote then waits for the one before."),
        ]), default: none, words: [Word(none, "another step")],
        "Several requests as questions of one call. It is the last step; latencies of tasks are those of questions."),
      Key(
        "stream",
        .section([
          .required("chunk", .count(tokenBounds, unit: "tokens"), "Tokens that come in at once."),
          .required("every", .time(Duration.zero...TimeDistribution.longest), "How long after a piece the next one comes."),
          Key(
            "reencode", .flag, default: "false",
            "Whether each piece makes all before it be computed anew; else prefix caching finds it, where the engine has it."),
          Key(
            "block_tokens", .count(1...65_536, unit: "tokens"), default: "16 tokens",
            "Tokens that one prefix identity stands for, where the workload tells nothing of its prompts: a multiple of the engine's own block."
          ),
        ]), default: none, words: [Word(none, "another step")],
        "Prompts that come in piece by piece, each computed when it is there. Latencies count from when the last one is."),
      Key(
        "prompt_only", .flag, default: "false",
        "Nothing is sampled: the one row that a prompt ends with is all there is of an output, as of embedders and rerankers."),
    ]), default: none, words: [Word(none, "requests stay as they are")],
    "Steps that make other requests of those there are, in this order; each item is one of tokens, group, stream and prompt_only.")

  private static func scale(_ side: String) -> Key {
    Key(side, .number(TokenScale.bounds), default: "1", "Tokens of \(side == "prompt" ? "a prompt" : "an output") over those it had.")
  }
}
