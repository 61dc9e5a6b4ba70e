import Hardware
import Kernel
import Serving

extension Vocabulary {
  /// What decode steps draft and verify.
  static let speculation = Key(
    "speculation", .variant(speculations), default: none,
    "Drafts of several tokens that a decode step verifies (speculative decoding): what drafts, with how much, and how much of it is right.")

  private static let speculations = Variant(
    tag: "draft", noun: "draft",
    cases: {
      [
        Variant.Case(none, "nothing is drafted: a step gives a sequence one token"),
        Variant.Case(
          "ngram", "the host drafts, out of what has been read and generated (prompt look-up, stored n-grams)",
          [drafted, draftTime] + rest),
        Variant.Case(
          "heads", "layers on top of the model's own (EAGLE, Medusa, multi-token prediction)",
          [
            drafted, passes,
            Key(
              "model", .nameOrFile(models, ending: ".json"), default: auto,
              words: [Word(auto, "a layer like the model's last, with the model's embedding and LM head")],
              "Their shape, where it is another: the path of a config.json."),
          ] + rest),
        Variant.Case(
          "self", "the model itself, over a part of the context",
          [
            drafted, passes,
            .required(
              "draft_context", .count(1...1_000_000_000, unit: "tokens"), "Tokens of a sequence that drafting reads: sinks and a window."),
          ] + rest),
        Variant.Case(
          "model", "a model of its own, on the same accelerators",
          [
            drafted, passes,
            .required("model", .nameOrFile(models, ending: ".json"), "The draft: a name, or the path of its config.json."),
            Key(
              "draft_context", .count(1...1_000_000_000, unit: "tokens"), default: none, words: [Word(none, "all")],
              "Tokens of a sequence that drafting reads at most."),
          ] + rest),
      ]
    })

  /// The word for lengths that are looked for.
  static let best = "best"

  private static let drafted = Key.required(
    "tokens", .count(0...SpeculationRules.mostTokens, unit: "tokens"),
    "Tokens drafted for each sequence and verified in a step, at most; of a tree all its nodes.")
  private static let passes = Key(
    "passes", .count(0...SpeculationRules.mostTokens), default: auto,
    words: [Word(auto, "one for each token of a chain, or each level of a tree")],
    "How often the draft runs in a step; 1 where it makes all tokens at once.")
  private static let draftTime = Key(
    "draft_time", .time(.zero ... .seconds(1)), default: "0 s", "Host time that drafting takes in a step, while the accelerator waits.")

  private static let rest: [Key] = [
    .section(
      "acceptance",
      [
        Key(
          "rate", .fraction(0...1), default: none, words: [Word(none, "told in another way")],
          "The chance that a drafted token is right once those before it are, the same at every place."),
        Key(
          "by_position", .values(example: "0.66,0.64,0.63"), default: none, words: [Word(none, "told in another way")],
          "The same place by place in the draft; behind the last of them as at the last."),
        Key(
          "emitted", .number(1...1025), default: none, words: [Word(none, "told in another way")],
          "Tokens that a step emits in the mean with the longest draft, the one that the model adds itself included."),
        Key(
          "spread", .number(0...5), default: "0",
          "How unlike requests are: the deviation, between them, of the logarithm of the odds that a drafted token is right."),
        Key(
          "classes", .count(1...AcceptanceModel.mostClasses), default: "8",
          "Into how many classes requests are divided where they are unlike."),
      ], "How much of a draft is right: one of rate, by_position and emitted. It has to be measured for a model, a draft and a load."),
    Key(
      "depth", .count(0...SpeculationRules.mostTokens), default: auto, words: [Word(auto, "all of them: the draft is a chain")],
      "How many drafted tokens can be right at once: the levels of a tree."),
    Key(
      "by_batch",
      .list([
        .required(
          "sequences", .count(1...1_000_000), "For batches of up to so many sequences that decode; the last entry also for larger ones."),
        .required("tokens", .count(0...SpeculationRules.mostTokens, unit: "tokens"), "Tokens drafted for each."),
      ]), default: none,
      words: [
        Word(none, "as many as 'tokens' says, whatever the batch"),
        Word(best, "as many, up to 'tokens', as give most tokens a second by what steps cost and emit in the mean"),
      ], "Shorter drafts for larger batches, in rising order."),
    Key(
      "hysteresis", .fraction(0...1), default: "12.5 %",
      "With by_batch: by how much the number of sequences must have moved before the length of drafts is looked up again."),
  ]
}
