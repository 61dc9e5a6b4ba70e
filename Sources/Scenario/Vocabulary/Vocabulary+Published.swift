import Kernel
import Metrics

extension Vocabulary {
  /// The name of the file that describes a published result in its folder.
  static let publishedFile = "published.yaml"

  /// The keys of a published result.
  static let published: [Key] = [
    .required("title", .text, "What was measured, in a few words."),
    .required("paper", .text, "Authors, title, place and year."),
    .required("section", .text, "Sections, tables and figures that the numbers stand in."),
    .required("strength", strengths, "How much the figures prove, where one does not say otherwise."),
    Key("setup", .text, default: none, words: [Word(none, "nothing to say")], "Constants that were calibrated, and what was assumed."),
    Key(
      "quantities", .list(quantity), default: none, words: [Word(none, "nothing is simulated yet")],
      "Questions put to the simulator, each with a name that formulas use."),
    .required("figures", .list(figure), "The published figures."),
  ]

  private static let strengths = ValueKind.word(PublishedResult.Strength.allCases.map { Word($0.rawValue, $0.meaning) })

  /// Units of published figures; formulas of one name must have the unit of their quantity.
  static let publishedUnits = [
    Word("ms", "milliseconds"), Word("s", "seconds"), Word("x", "a ratio"), Word("share", "a part of one"),
    Word("req/s", "requests a second"),
    Word("tokens/s", "tokens a second"), Word("replicas", "machines"), Word("J", "joules"), Word("count", "things counted"),
  ]

  private static let figure: [Key] = [
    .required("name", .text, "What it is, in a few words."),
    .required("source", .text, "Where it was read, with the tag of its evidence."),
    .required("unit", .word(publishedUnits), "Its unit."),
    Key("published", .number(-1e15...1e15), default: none, words: [Word(none, "an order is asked for")], "The figure as printed."),
    Key(
      "tolerance", .fraction(0...10), default: none, words: [Word(none, "an order or a bound is asked for")],
      "By which share of it the simulated figure may differ."),
    Key(
      "bound", .word([Word("within", "the tolerance"), Word("at_most", "no more than it"), Word("at_least", "no less than it")]),
      default: "within", "What the published figure is to the simulated one."),
    Key("simulated", .text, default: none, words: [Word(none, "not simulated")], "A formula over the quantities."),
    Key(
      "order", .text, default: none, words: [Word(none, "no order")],
      "Formulas with '<' between them: the order in which the figures must rise."),
    Key("not_modelled", .text, default: none, words: [Word(none, "it is simulated")], "The mechanism that is missing."),
    Key("strength", strengths, default: auto, words: [Word(auto, "as the whole result")], "How much this figure proves."),
    Key(
      "disagreement", .text, default: none, words: [Word(none, "none is known")], "Why the simulated figure differs, and what shows it."),
  ]

  private static let quantity: [Key] = [
    .required("name", .text, "Its name in formulas: letters, digits and underscores."),
    .required("scenario", .file, "The scenario that is asked, in the folder of the result."),
    Key("step", .section(step), default: none, words: [Word(none, "another question")], "What one iteration of a replica takes, in ms."),
    Key("run", .section(runFigure), default: none, words: [Word(none, "another question")], "A figure of a run of the scenario."),
    Key(
      "effective", .section(pace + [paceFigure]), default: none, words: [Word(none, "another question")],
      "What a run does for requests that must keep a pace (DeepSpeed-FastGen, section 4)."),
    Key(
      "capacity", .section(capacity), default: none, words: [Word(none, "another question")],
      "The highest rate or the fewest replicas at which conditions hold."),
  ]

  private static let tokens = ValueKind.count(0...100_000_000, unit: "tokens")

  private static let step: [Key] = [
    Key(
      "prefill",
      .list([
        .required("tokens", .count(1...100_000_000, unit: "tokens"), "Prompt tokens in the chunk."),
        Key("context", tokens, default: "0", "Tokens in the KV cache before it."),
        Key("prompts", .count(1...1_000_000), default: "1", "How many such chunks."),
      ]), default: none, words: [Word(none, "no prefill")], "Chunks that the iteration prefills."),
    Key(
      "decode",
      .section([
        .required("sequences", .count(1...1_000_000), "Sequences that decode a token."),
        .required("context", tokens, "Tokens of context of each, the decoded one included."),
      ]), default: none, words: [Word(none, "no decode")], "Sequences that the iteration decodes."),
    Key(
      "part", .word(StepQuestion.Part.allCases.map { Word($0.rawValue, "") }), default: "total",
      "Which part of the iteration's time; 'linear' is projections and feed-forward."),
  ]

  private static let statistic = Key(
    "statistic", .word(Statistic.allCases.map { Word($0.rawValue, "") }), default: "mean", "Which figure of the metric.")

  private static let metricWords = MetricID.allCases.map { Word($0.rawValue, MetricCatalog.definition(of: $0).name) }

  private static let runFigure: [Key] = [
    .required("metric", .word(metricWords + RunFigure.others.map { Word($0.name, $0.meaning) }), "The figure."), statistic,
  ]

  private static let pace: [Key] = [
    Key(
      "prompt_rate", .quantity(.tokenRate, 1e-3...1e9), default: "512 tokens/s",
      "The first token must be there after the prompt's tokens over this."),
    .required("generation_rate", .quantity(.tokenRate, 1e-3...1e9), "The moving average of gaps must stay below one over this."),
    Key("span", .count(1...100_000, unit: "tokens"), default: "16", "Span of the exponential moving average."),
  ]

  private static let paceFigure = Key(
    "figure", .word(PaceFigure.allCases.map { Word($0.rawValue, "") }), default: "throughput",
    "Requests a second that keep the pace, or the share that fails it.")

  private static let capacity: [Key] = [
    Key(
      "of", .word([Word("rate", "the highest rate of arrivals"), Word("replicas", "the fewest replicas of a pool")]), default: "rate",
      "What is searched over."),
    Key(
      "pool", .text, default: none, words: [Word(none, "the first")],
      "The pool whose replicas are counted; those of the others stay as they are."),
    .required("start", .number(1e-6...1e9), "Where the search begins, in requests a second or replicas."),
    Key("granularity", .fraction(0.0001...1), default: "0.025", "The search ends when the bracket's ends differ by this share."),
    Key("probes", .count(1...200), default: "20", "The most runs."),
    Key(
      "conditions",
      .list([
        .required("metric", .word(metricWords), "The metric."), statistic,
        Key(
          "at_most", .time(.zero ... .longest), default: none, words: [Word(none, "a least value is asked for")],
          "What a latency may be."),
        Key(
          "at_least", .number(0...1e15), default: none, words: [Word(none, "a greatest value is asked for")],
          "What a rate or share must be."),
      ]), default: none, words: [Word(none, "slowdowns or a pace only")], "Bounds that must hold together."),
    Key(
      "slowdown",
      .section([
        .required("reference", .file, "The scenario of the machine on which each request is served alone."),
        Key(
          "limits",
          .list([
            .required("metric", .word(["ttft", "tpot", "e2e"].map { Word($0, "") }), "The latency."),
            .required("quantile", .fraction(0.0001...1), "The quantile over requests."),
            .required("at_most", .number(0.001...1e6), "How many times the latency alone it may be."),
          ]), default: auto,
          words: [Word(auto, "Splitwise's nine: P50, P90 and P99 of ttft at most 2, 3 and 6, of tpot and e2e at most 1.25, 1.5 and 5")],
          "Bounds on slowdowns, all of which must hold."),
        Key(
          "tpot_over",
          .word([
            Word("gaps", "the gaps between tokens, on both sides"),
            Word("tokens", "all tokens on the loaded machine and the gaps alone, as Splitwise's simulator does"),
          ]), default: "gaps", "What the time after the first token is divided by in the slowdown of tpot."),
      ]), default: none, words: [Word(none, "none")], "Bounds relative to the same request alone (Splitwise, section 5)."),
    Key(
      "pace", .section(pace + [Key("share", .fraction(0...1), default: "0.99", "The share of requests that must keep it.")]), default: none,
      words: [Word(none, "none")], "A pace that requests must keep (DeepSpeed-FastGen, section 4)."),
  ]
}
