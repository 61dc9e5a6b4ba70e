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
            drafted, passes, hostTime, passTime, keptSlots,
            Key(
              "model", .nameOrFile(models, ending: ".json"), default: auto,
              words: [Word(auto, "a layer like the model's last, with the model's embedding and LM head")],
              "Their shape, where it is another: the path of a config.json."),
          ] + rest),
        Variant.Case(
          "self", "the model itself, over a part of the context",
          [
            drafted, passes, hostTime, passTime,
            .required(
              "draft_context", .count(1...1_000_000_000, unit: "tokens"), "Tokens of a sequence that drafting reads: sinks and a window."),
          ] + rest),
        Variant.Case(
          "model", "a model of its own, on the same accelerators or on others",
          [
            drafted, passes, hostTime, passTime, placement,
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
  private static let hostTime = Key(
    "draft_time", .time(.zero ... .seconds(1)), default: auto,
    words: [Word(auto, "the engine's host_time once more under vllm-0.10, which reads back what was verified first, else none")],
    "Host time that drafting takes in a step, while the accelerator waits: reading back what was verified, the draft's input, launching.")
  private static let passTime = Key(
    "pass_time", .time(.zero ... .seconds(1)), default: "0 s",
    "Host time that the start of each pass of the draft takes, while the accelerator waits: none where a graph launches them.")
  private static let keptSlots = Key(
    "kv",
    .word([
      Word("emitted", "one for each token, after a step that verifies all that was drafted"),
      Word("one", "one for all of them: tokens are folded together, and taken as they were drafted"),
    ]), default: "emitted", "KV slots that what a step gives takes.")
  private static let placement = Key(
    "placement",
    .section([
      .required("accelerator", .name(acceleratorNames), "The accelerator that the draft runs on."),
      .required("link", .name(links), "The link over which verified tokens go there and drafted ones come back."),
      Key("tensor", .count(1...1024), default: "1", "Over how many of them each layer of the draft is divided."),
      Key(
        "overlap", .flag, default: "false",
        "Whether it drafts while the model verifies what came before, so that a step takes the longer of the two."),
    ]), default: same, words: [Word(same, "on the model's own accelerators")], "Accelerators of the draft's own.")
  static let same = "same"
  private static let acceleratorNames = NameCatalog(
    noun: "accelerator", names: { AcceleratorCatalog.accelerators.map(\.id) },
    canonicalName: { name throws(InputError) in try AcceleratorCatalog.accelerator(named: name).id })
  private static let draftTime = Key(
    "draft_time", .time(.zero ... .seconds(1)), default: "0 s", "Host time that drafting takes in a step, while the accelerator waits.")

  private static let rest: [Key] = [
    .section("acceptance", acceptanceKeys, "How much of a draft is right: \(acceptanceMeaning)"),
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
