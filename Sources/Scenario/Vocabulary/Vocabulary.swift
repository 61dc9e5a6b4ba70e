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
      router, decodeRouter, roles, network, failures, carbonIntensity, workload, objective, plan, run,
    ]

  /// Keys that make one scenario out of another, and are gone when it is resolved.
  static let whatIf: [Key] = [
    Key("from", .text, default: none, "The scenario that this one changes, as a path relative to this file."),
    .section(
      "change", [],
      "What is different: keys as in a scenario, nested or as dotted paths ('engine.max_sequences: 128'); null takes a key away."),
    .section(
      "vary", [],
      "Dotted paths with lists of values, and names of your own with whole settings, each a mapping with a name: one scenario for every "
        + "combination."),
    Key(
      TechniqueLayer.key, .name(techniques), default: none, words: [Word(none, "the scenario says all itself")],
      "A technique, or a list of them ('windtunnel list techniques'), whose settings lie under the scenario's own, which win."),
  ]

  private static let carbonIntensity = Key(
    "carbon_intensity", .quantity(.carbonIntensity, 0...1e5), default: none, words: [Word(none, "carbon is not told")],
    "Carbon dioxide emitted for the electricity that the cluster draws.")

  private static let poolName = Key.required("name", .text, "What the pool is called in tables and paths.")

  /// The keys that describe a pool, or the one implied pool of a scenario.
  static let pool: [Key] = [
    .required(
      "model", .nameOrFile(models, ending: ".json"),
      "The model: a name ('windtunnel list models'), or the path of a Hugging Face config.json."),
    .required(
      "accelerator", .variant(accelerators), "The accelerator: a name ('windtunnel list accelerators'), or a name with figures to change."),
    calibration,
    .section("parallel", parallel, "How one replica is spread over accelerators."),
    .section("formats", formats, "In which format numbers are stored."),
    Key(
      "engine", .variant(engines), default: EngineCatalog.defaultName,
      "The serving engine: a name ('windtunnel list engines'), or a name with figures to change."),
    Key(
      "sampling", .variant(samplings), default: auto,
      "How the next token of a sequence is chosen: where from, or that with figures to change. A benchmark client that sends "
        + "temperature 0 is greedy."),
    .section("costs", CostSetting.all.map(\.key), "Where a real engine stays below the datasheet; the roofline cost model goes by this."),
    stepTimes, offload, experts, adapters, encoder, speculation, keyValues, compute,
    Key("scheduler", .variant(schedulers), default: "sarathi", "The policy that says what each iteration of a replica runs."),
    Key("replicas", .count(1...65_536), default: "1", "How many replicas there are."),
    scaling, role, handOver,
  ]

  private static let formats: [Key] = [
    Key(
      "weights", .word(numberFormats), default: auto, words: [Word(auto, "the format that the model is published in")],
      "Format of the weights."),
    Key("kv", .word(cacheFormats), default: auto, words: [Word(auto, "16 bits")], "Format of the KV cache."),
  ]

  /// Without the format that is one of weights alone.
  static let cacheFormats = words(of: NumberFormat.allCases.filter { $0 != .int8WeightOnly })

  /// Without the format that is one of KV alone.
  private static let numberFormats = words(of: NumberFormat.allCases.filter { $0 != .int2 })

  private static func words(of formats: [NumberFormat]) -> [Word] {
    formats.map { Word($0.rawValue, "\(Quantity.text($0.bitsPerValue)) bits a value") }
  }

  static let models = NameCatalog(
    noun: "model", names: { ModelCatalog.ids },
    canonicalName: { name throws(InputError) in
      do { return try ModelCatalog.model(named: name).id } catch { throw unknownModel(name) }
    })

  /// A model of other numbers is another model and no slip of the pen: it is not what was meant.
  private static func unknownModel(_ name: String) -> InputError {
    func numbers(_ text: String) -> [Substring] { text.split { !$0.isNumber } }
    let names = name.contains("/") ? ModelCatalog.hubIDs : ModelCatalog.ids
    let message = "unknown model '\(name.shortened)'"
    let file = "any other model by the path of its config.json, as the Hugging Face hub has it"
    guard let near = Nearest.match(name, among: names) else {
      return InputError(message, remedy: "'windtunnel list models' shows those that are known; \(file)")
    }
    if numbers(near) == numbers(name) { return InputError(message, remedy: "did you mean '\(near)'?") }
    return InputError(message, remedy: "the nearest that is known is '\(near)'; \(file)")
  }

  static let links = NameCatalog(
    noun: "link", names: { LinkCatalog.links.map(\.id) },
    canonicalName: { name throws(InputError) in try LinkCatalog.link(named: name).id })
}
