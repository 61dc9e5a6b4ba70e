extension Vocabulary {
  /// How tokens are drawn. Every sort has the same keys; another one begins anew, so that `sampling=greedy` is greedy.
  static let samplings = Variant(
    tag: "from", noun: "sampling",
    cases: {
      [
        Variant.Case(auto, "what the engine takes for a request that says nothing: engine.default_sampling", samplingKeys),
        Variant.Case("model", "what the model's generation_config.json asks for", samplingKeys),
        Variant.Case("random", "a draw from all tokens at temperature 1", samplingKeys),
        Variant.Case("greedy", "the likeliest token, as benchmark clients ask for that send temperature 0", samplingKeys),
      ]
    }, defaultCase: auto)

  private static let asFrom = Word(auto, "as 'from' has it")

  private static let samplingKeys: [Key] = [
    Key("temperature", .number(0...100), default: auto, words: [asFrom], "What logits are divided by; 0 takes the likeliest token."),
    Key(
      "top_k", .count(1...1_000_000_000, unit: "tokens"), default: auto, words: [asFrom, Word(none, "all")],
      "How many of the likeliest tokens are drawn from."),
    Key(
      "top_p", .fraction(1e-6...1), default: auto, words: [asFrom],
      "The share of probability that the tokens drawn from have together; 1 for all."),
    Key(
      "min_p", .fraction(0...1), default: auto, words: [asFrom],
      "The least probability of a token that is drawn, as a share of the likeliest one's."),
    Key(
      "repetition_penalty", .number(0.001...100), default: auto, words: [asFrom],
      "What the logits of tokens that have come are divided by; 1 for none."),
    Key(
      "presence_penalty", .number(-2...2), default: auto, words: [asFrom], "What is taken from the logits of tokens that have come."),
    Key(
      "frequency_penalty", .number(-2...2), default: auto, words: [asFrom],
      "What is taken from the logits of tokens for each time that they have come."),
  ]
}
