import Kernel
import Record
import Serving
import Workload

extension Vocabulary {
  /// The workload.
  static let workload = Key.required(
    "workload",
    .union(
      Union(
        alternatives: [traced, profiled, sharing, agents, synthetic], shared: workloadShared, shorthand: "trace",
        fault: "does not say where requests come from")),
    "What arrives: a trace (its path alone will do), a profile, prompts with shared prefixes, tasks of agents, or lengths from distributions. Steps are "
      + "taken in the order window, limit, clip, repeat, arrivals, rate_scale, day, transform.")

  static let tokenBounds = 1...Arrival.maximumTokens
  static let requestBounds = 1...1_000_000_000_000
  private static let anyTime = Duration.zero...Duration.longest
  private static let someTime = Duration(picoseconds: 1)...Duration.longest

  private static let traced = Union.Alternative(
    "requests of a trace file",
    [
      .required("trace", .file, "The trace file."),
      Key(
        "format", .word(TraceFormat.allCases.map { Word($0.rawValue, "") }), default: "automatic",
        "Its format; 'automatic' looks at the first line."),
      Key(
        "block_tokens", .count(1...65_536, unit: "tokens"), default: auto,
        words: [Word(auto, "what the first prompts tell, or 512, Mooncake's")],
        "Tokens that one prefix identity of the trace stands for."),
      Key(
        "time_unit",
        .word([
          Word(TimeUnit.automatic.rawValue, "what their name says and they imply"), Word(TimeUnit.seconds.rawValue, "seconds"),
          Word(TimeUnit.milliseconds.rawValue, "milliseconds"), Word(TimeUnit.microseconds.rawValue, "microseconds"),
          Word(TimeUnit.nanoseconds.rawValue, "nanoseconds"), Word(TimeUnit.date.rawValue, "dates with a time of day"),
        ]), default: TimeUnit.automatic.rawValue, "What the times of the trace count."),
      Key(
        "columns", .text, default: none, words: [Word(none, "known by their names")],
        "Columns or keys of the trace: time=NAME,prompt=NAME,output=NAME, and blocks=NAME, images=NAME, session=NAME, delay=NAME or "
          + "adapter=NAME."),
      Key(
        "sessions",
        .word([
          Word(SessionMode.automatic.rawValue, "closed where the trace gives delays, recorded elsewhere"),
          Word(SessionMode.recorded.rawValue, "at the times that are recorded"),
          Word(
            SessionMode.closed.rawValue,
            "after the answer to the turn before: its delay later, or at its recorded time where that is later"),
        ]), default: SessionMode.automatic.rawValue, "When the later turns of the trace's sessions come."),
      Key(
        "zero_tokens",
        .word([
          Word("fail", "an error with the line"), Word("skip", "leave the row out and count it"),
          Word("clip", "make it one token and count it"),
        ]),
        default: "fail", "What to do with a row whose prompt or output is empty."),
      Key(
        "characters_per_token", .number(TraceHints.charactersPerTokenBounds), default: none,
        words: [Word(none, "no lengths are told from texts")],
        "For data sets of texts: how many characters make a token; English has some 4."),
      recordedArrivals,
      Key(
        "length_order",
        .word([
          Word(LengthOrder.asInTrace.rawValue, "as they stand in the trace"),
          Word(LengthOrder.shuffled.rawValue, "each once, in random order"),
          Word(LengthOrder.bootstrapped.rawValue, "drawn with replacement"),
        ]), default: LengthOrder.asInTrace.rawValue, "In which order new arrivals take the trace's lengths."),
    ])

  private static let profiled = Union.Alternative(
    "requests drawn from a profile that 'windtunnel trace profile' wrote, or made from clients of ServeGen",
    [
      .required("profile", .file, "The profile file, or a folder of ServeGen's clients."),
      requests, duration,
      Key("rate", .quantity(.requestRate, 1e-6...1e9), default: auto, words: [Word(auto, "the profile's own")], "Mean rate of arrivals."),
      recordedArrivals,
    ])

  private static let synthetic = Union.Alternative(
    "requests with lengths from distributions",
    [
      .required("prompt", .variant(distribution), "Length of prompts; a number alone is the length of all."),
      .required("output", .variant(distribution), "Length of outputs; a number alone is the length of all."),
      .required("arrivals", .variant(Variant(tag: "process", noun: "arrival process", cases: { processes })), "When requests come."),
      requests, duration,
    ])

  private static let sharing = Union.Alternative(
    "prompts that begin with shared text",
    [
      .required(
        "shared_prefixes",
        .list([
          .required("tokens", .variant(distribution), "Length of a text of this level; a number alone is the length of all."),
          .required(
            "degree", .variant(degrees),
            "How many texts of the next level follow one of this, on the last level how many prompts; a number alone is that of all."),
        ]),
        "Levels of shared text from the start of the prompt on: an instruction, documents, and so on. There are as many texts of the "
          + "first as the requests need."),
      .required("prompt", .variant(distribution), "Length of what is a prompt's own, after the shared texts."),
      .required("output", .variant(distribution), "Length of outputs; a number alone is the length of all."),
      .required("arrivals", .variant(Variant(tag: "process", noun: "arrival process", cases: { processes })), "When requests come."),
      .required("requests", .count(1...SharedPrefixes.mostRequests, unit: "requests"), "How many requests to make."),
      Key(
        "order",
        .word([
          Word(SharedPrefixes.Order.shuffled.rawValue, "at random"),
          Word(SharedPrefixes.Order.grouped.rawValue, "through the tree, those that share most next to each other"),
        ]), default: SharedPrefixes.Order.shuffled.rawValue, "In which order the prompts come."),
      Key(
        "block_tokens", .count(1...65_536, unit: "tokens"), default: "16 tokens",
        "Tokens that one prefix identity stands for: a multiple of the engine's own block. What is shared beyond whole blocks is lost."),
    ])

  private static let requests = Key(
    "requests", .count(requestBounds, unit: "requests"), default: none, words: [Word(none, "as many as come in 'duration'")],
    "How many requests to make.")
  static let duration = Key(
    "duration", .time(someTime), default: none, words: [Word(none, "until 'requests' are made")], "For how long to make requests.")

  private static let recordedArrivals = Key(
    "arrivals",
    .variant(
      Variant(
        tag: "process", noun: "arrival process", cases: { [recorded] + processes })),
    default: "recorded", "When requests come: as recorded, or anew from a process.")

  private static let recorded = Variant.Case(
    "recorded", "the times of the trace or profile",
    instead: ["rate": "'workload.rate_scale', by which the recorded rate is multiplied"])

  private static let processRate = Key.required("rate", .quantity(.requestRate, 1e-6...1e9), "Mean rate of arrivals.")

  static let processes: [Variant.Case] = [
    .init("constant", "equal gaps", [processRate]),
    .init("poisson", "exponential gaps, without memory", [processRate]),
    .init(
      "gamma", "gamma gaps, burstier or more regular than Poisson",
      [processRate, .required("coefficient_of_variation", .number(0.01...100), "Deviation of the gaps over their mean; 1 is Poisson.")]),
    .init("at_once", "everything at the start, an offline batch"),
  ]

  static let distribution = distribution(of: "length", constant: "tokens", unit: "tokens")
  private static let degrees = distribution(of: "degree", constant: "count", unit: nil)

  /// Distributions of whole numbers called `noun`; `constant` is the key of the one that is always the same.
  static func distribution(of noun: String, constant: String, unit: String?) -> Variant {
    Variant(
      tag: "distribution", noun: "distribution",
      cases: {
        [
          .init("constant", "always the same", [.required(constant, .count(tokenBounds, unit: unit), "The \(noun).")]),
          .init(
            "uniform", "every \(noun) of a range alike",
            [
              .required("from", .count(tokenBounds, unit: unit), "The least \(noun)."),
              .required("to", .count(tokenBounds, unit: unit), "The greatest \(noun)."),
            ]),
          .init(
            "lognormal", "many short and few long, as in most traces",
            [
              .required("mean", .count(tokenBounds, unit: unit), "The mean \(noun) before rounding and bounds."),
              .required("coefficient_of_variation", .number(0.001...100), "Deviation over mean."),
            ]),
        ]
      }, shorthand: ("constant", constant))
  }

  private static let workloadShared: [Key] = [
    Key(
      "window",
      .section([
        .required("from", .time(anyTime), "Where it begins, after the first arrival's origin of time."),
        .required("to", .time(someTime), "Where it ends; an arrival at this time is outside."),
      ]), default: none, words: [Word(none, "all of it")], "Keep the arrivals of a window of time, which becomes the start."),
    Key("limit", .count(requestBounds, unit: "requests"), default: none, words: [Word(none, "all")], "Keep the first so many requests."),
    .section("clip", [clip("prompt"), clip("output")], "Cut longer requests; how many were cut is reported."),
    Key(
      "repeat",
      .section([
        .required("requests", .count(requestBounds, unit: "requests"), "How many requests there are to be in all."),
        Key(
          "blocks", .word([Word("kept", "the same prompts come again"), Word("distinct", "each pass has prompts of its own")]),
          default: "kept", "What prompts of a later pass are to those of an earlier one."),
      ]), default: none, words: [Word(none, "once")], "Take the workload again and again."),
    Key("rate_scale", .number(1e-6...1e6), default: "1", "By how much the rate is multiplied: 2 is twice the traffic of the same shape."),
    Key(
      "day", .text, default: none, words: [Word(none, "the rate does not follow the hours")],
      "Factors of the rate at equal steps of 24 hours from midnight on, such as '0.4 0.3 0.9 1' every six hours, straight lines between."),
    Key(
      "concurrency", .count(1...10_000_000, unit: "requests"), default: none, words: [Word(none, "requests come at their times")],
      "Closed loop: so many requests are kept in flight, or of agents so many tasks, whatever their times."),
    transform, classes, adapterLoad, imageLoad,
  ]

  private static let classes = Key(
    "classes",
    .list([
      .required("name", .text, "What the class is called."),
      Key("share", .number(0...1e9), default: "1", "Its part of the requests, in proportion to the other classes'."),
      Key("priority", .count(0...RequestClass.lowestPriority), default: "0", "How urgent it is; 0 is served first."),
      Key(
        "ttft", .time(someTime), default: none, words: [Word(none, "not said")],
        "When its first tokens are due after the arrival; a scheduler may go by it."),
      acceptanceOfClass,
    ]), default: none, words: [Word(none, "all requests are alike")],
    "Kinds of requests. Each request's is drawn, the same under every scheduler and cluster.")

  private static func clip(_ side: String) -> Key {
    Key(side, .count(tokenBounds, unit: "tokens"), default: none, words: [Word(none, "as long as it is")], "The longest \(side).")
  }
}
