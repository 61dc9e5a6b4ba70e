import Hardware
import Kernel
import Model
import Serving

/// Every key that a scenario may have. This table is all there is: the strict reader, the help and the reference are made
/// from it, so that none of them can say another thing than the others.
enum Vocabulary {
  /// The word for a value that is left open.
  static let none = "none"
  /// The word for a value that follows from others.
  static let auto = "auto"

  /// The keys of a scenario, in the order in which it is written out.
  static let scenario: [Key] =
    [
      Key(
        "name", .text, default: auto, words: [Word(auto, "the file's name without its ending")], "What the scenario is called in tables."),
      Key("because", .text, default: none, words: [Word(none, "not said")], "Why it exists: what is asked, or what is expected."),
    ] + pool + [
      Key(
        "pools", .list([poolName] + pool), default: none,
        words: [Word(none, "one pool of the replicas described above")],
        "Pools of unlike replicas behind one router. What a pool leaves out it takes from the same key above the list."),
      router, workload, objective, run,
    ]

  /// Keys that make one scenario out of another, and are gone when it is resolved.
  static let whatIf: [Key] = [
    Key("from", .text, default: none, "The scenario that this one changes, as a path relative to this file."),
    .section(
      "change", [],
      "What is different: keys as in a scenario, nested or as dotted paths ('engine.max_sequences: 128'); null takes a key away."),
    .section("vary", [], "Dotted paths with lists of values: one scenario for every combination."),
  ]

  private static let poolName = Key.required("name", .text, "What the pool is called in tables and paths.")

  /// The keys that describe a pool, or the one implied pool of a scenario.
  static let pool: [Key] = [
    .required(
      "model", .nameOrFile(models, ending: ".json"),
      "The model: a name ('windtunnel list models'), or the path of a Hugging Face config.json."),
    .required(
      "accelerator", .variant(accelerators), "The accelerator: a name ('windtunnel list accelerators'), or a name with figures to change."),
    .section("parallel", parallel, "How one replica is spread over accelerators."),
    .section("formats", formats, "In which format numbers are stored."),
    .section("engine", engine, "Limits of the serving engine; the defaults are those of vLLM."),
    .section("costs", CostSetting.all.map(\.key), "Where a real engine stays below the datasheet; the roofline cost model goes by this."),
    Key("scheduler", .variant(schedulers), default: "sarathi", "The policy that says what each iteration of a replica runs."),
    Key("replicas", .count(1...100_000), default: "1", "How many replicas there are."),
  ]

  private static let parallel: [Key] = [
    Key("tensor", .count(1...1024), default: "1", "Accelerators that share every layer."),
    Key("pipeline", .count(1...1024), default: "1", "Stages that the layers are cut into."),
    Key(
      "tensor_link", .name(links), default: auto, words: [Word(auto, "the accelerator's own")],
      "The link between the accelerators that share a layer."),
    Key(
      "pipeline_link", .name(links), default: auto, words: [Word(auto, "the accelerator's own")], "The link between pipeline stages."),
  ]

  private static let formats: [Key] = [
    Key(
      "weights", .word(numberFormats), default: auto, words: [Word(auto, "the format that the model is published in")],
      "Format of the weights."),
    Key("kv", .word(numberFormats), default: auto, words: [Word(auto, "16 bits")], "Format of the KV cache."),
  ]

  private static let engine: [Key] = [
    Key("block_tokens", .count(1...65_536, unit: "tokens"), default: "16 tokens", "Tokens in a block of the KV cache."),
    Key("max_sequences", .count(1...1_000_000), default: "256", "Sequences that may run at once on a replica."),
    Key(
      "max_batched_tokens", .count(1...100_000_000, unit: "tokens"), default: auto, words: [Word(auto, "the scheduler's own default")],
      "Tokens that one iteration may hold."),
    Key(
      "max_model_tokens", .count(1...100_000_000, unit: "tokens"), default: auto, words: [Word(auto, "what the model's positions allow")],
      "Prompt and output of a request together may not be longer."),
    Key("memory_fraction", .fraction(0.01...1), default: "0.9", "The part of an accelerator's memory that the engine may use."),
    Key(
      "kv_blocks", .count(1...1_000_000_000, unit: "blocks"), default: auto,
      words: [Word(auto, "what the memory leaves after weights and activations")],
      "Blocks of the KV cache of a replica."),
    Key("watermark", .fraction(0...0.5), default: "0.01", "The part of the blocks that an admission must leave free."),
  ]

  private static let numberFormats = NumberFormat.allCases.map { Word($0.rawValue, "\(Quantity.text($0.bitsPerValue)) bits a value") }

  private static let models = NameCatalog(
    noun: "model", names: { ModelCatalog.models.map(\.id) },
    canonicalName: { name throws(InputError) in try ModelCatalog.model(named: name).id })

  private static let links = NameCatalog(
    noun: "link", names: { LinkCatalog.links.map(\.id) },
    canonicalName: { name throws(InputError) in try LinkCatalog.link(named: name).id })
}
