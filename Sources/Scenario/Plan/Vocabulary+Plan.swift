import Hardware
import Kernel

extension Vocabulary {
  /// What a plan may vary and what it is to find: the options of `windtunnel plan`, which win over what stands here.
  static let plan = Key.section(
    "plan", planSpace + planMoney + planAim,
    "What 'windtunnel plan' may vary and is to find, as its options say it; these win. A run takes no notice of it.")

  private static let planSpace: [Key] = [
    Key(
      "accelerators", .values(example: "h100-sxm, l40s"), default: auto,
      words: [Word(auto, "those of 'have'; or the scenario's, and all with a price and a measured profile")],
      "Accelerators that are looked at; 'all' is the catalog."),
    Key(
      "tensor", .values(example: "1, 2, 4"), default: auto, words: [Word(auto, "1, 2, 4, 8 and the scenario's")],
      "Accelerators that share every layer."),
    Key(
      "pipeline", .values(example: "1, 2"), default: auto, words: [Word(auto, "1 and the scenario's")],
      "Stages that the layers are cut into."),
    Key(
      "data", .values(example: "1, 8"), default: auto,
      words: [Word(auto, "the scenario's; of a mixture of experts also what fills eight accelerators beside 'tensor'")],
      "Tensor groups of a stage that divide the sequences (data-parallel attention)."),
    Key(
      "expert", .values(example: "1, 8"), default: auto,
      words: [Word(auto, "the scenario's and 1; of a mixture of experts also all accelerators of a stage")],
      "Parts that the routed experts are dealt out in."),
    Key(
      "formats", .values(example: "fp8, bf16"), default: auto, words: [Word(auto, "the scenario's")], "Formats of the weights."),
    Key(
      "mode", .values(example: "aggregated, disaggregated"), default: "aggregated, disaggregated",
      "Ways to divide a request among replicas."),
    Key(
      "prefill_tensor", .values(example: "2, 4"), default: auto, words: [Word(auto, "the values of 'tensor'")],
      "Accelerators that share every layer in replicas for prompts, where prefill and decode are apart."),
    Key(
      "decode_tensor", .values(example: "1, 2"), default: auto, words: [Word(auto, "as many as in replicas for prompts")],
      "Accelerators that share every layer in replicas for tokens, where prefill and decode are apart."),
    Key(
      "vary", .variation(example: "{engine.max_batched_tokens: [512, 2048]}"), default: none,
      words: [Word(none, "layouts alone vary")],
      "Keys of the scenario with the values that every layout is tried with, as a sweep takes them: lists, ranges such as 512..8192x2."),
    Key("max_gpus", .count(1...65_536), default: "256", "The most accelerators of a fleet."),
    Key(
      "have", .values(example: "a100-80gb=32, h100-sxm=8"), default: none, words: [Word(none, "as many as it takes")],
      "An inventory: these accelerators alone, at most so many of each. A mapping does as well: {h100-sxm: 8}."),
    Key(
      "mixed", .flag, default: auto, words: [Word(auto, "where 'have' names two accelerators or more")],
      "Whether fleets of two types of accelerators side by side are looked for."),
  ]

  private static let planMoney: [Key] = [
    Key(
      "prices", .file, default: none, words: [Word(none, "the prices of the scenario and the catalog")],
      "A price list ('windtunnel explain price-list')."),
    Key(
      "price_kind", .word(priceKinds), default: auto, words: [Word(auto, "the first of these that the list has")],
      "Which prices of the list count."),
    Key(
      "grid_carbon", .quantity(.carbonIntensity, 0...1e5), default: auto,
      words: [Word(auto, "the scenario's carbon_intensity")] + grids,
      "Carbon dioxide emitted for the electricity, or the country that it is from: then its figure over a year (\(GridCatalog.source))."),
    Key(
      "pue", .number(1...10), default: auto, words: [Word(auto, "the price list's overhead; 1 where it has none")],
      "Watts drawn from the grid for one that machines draw (power usage effectiveness)."),
  ]

  private static let planAim: [Key] = [
    Key(
      "minimise", .word(PlanAim.allCases.map { Word($0.rawValue, $0.meaning) }), default: PlanAim.cost.rawValue,
      "What the first row has least of."),
    Key(
      "grow", .values(example: "x1.5, x2"), default: "x2", words: [Word(none, "no growth is looked at")],
      "Factors by which the load may grow."),
    Key("survive", .count(0...1000), default: "0", "Replicas of a kind that may be dead from the first minute on, in every row."),
    Key(
      "node_gpus", .count(1...1024), default: auto, words: [Word(auto, "8; 4 in a tray of an NVL72, 16 in a Trn2 instance")],
      "Accelerators of a node, which die together."),
    Key(
      "day", .values(example: "0.4, 0.3, 0.9, 1"), default: none, words: [Word(none, "no day is looked at")],
      "The rate's factors at equal steps of 24 hours: what a day costs with all replicas, and with as many as the load asks for."),
    Key(
      "seeds", .count(1...1000), default: auto, words: [Word(auto, "those of 'run', or 3 where these are fewer")],
      "Seeds that a verdict begins with."),
  ]

  private static let grids = GridCatalog.grids.map {
    Word($0.id, "\(Quantity.text($0.gramsPerKilowattHour)) g/kWh in \($0.year)")
  }

  private static let priceKinds = PriceKind.allCases.map { Word($0.rawValue, $0.meaning) }
}
