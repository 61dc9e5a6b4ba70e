import Hardware
import Kernel
import Record
import Serving

extension Vocabulary {
  /// The accelerators, each with the figures that a what-if may change.
  static let accelerators = Variant(
    tag: "name", noun: "accelerator",
    cases: { AcceleratorCatalog.accelerators.map { Variant.Case($0.id, $0.name, acceleratorFigures) } },
    canonicalName: { name throws(InputError) in try AcceleratorCatalog.accelerator(named: name).id })

  private static let catalogFigure = [Word(auto, "the catalog's figure")]

  private static let acceleratorFigures: [Key] = [
    Key("memory", .quantity(.bytes, 1e6...1e15), default: auto, words: catalogFigure, "Memory that programs can use."),
    Key("bandwidth", .quantity(.bandwidth, 0.001...1e9), default: auto, words: catalogFigure, "Peak bandwidth of the memory."),
    Key("maximum_power", .quantity(.power, 0...1e6), default: auto, words: catalogFigure, "The most that one accelerator draws."),
    Key(
      "power_cap", .quantity(.power, 0...1e6), default: none, words: [Word(none, "the most that it draws")],
      "What one accelerator is told not to pass; arithmetic slows down for it, memory traffic hardly."),
    Key(
      "idle_power", .quantity(.power, 0...1e6), default: auto, words: catalogFigure,
      "What it draws with nothing to do while a program holds it, as a server that is up does."),
    Key(
      "rest_power", .quantity(.power, 0...1e6), default: auto, words: catalogFigure,
      "What it draws at rest, its clocks down: no more than idle_power."),
    Key(
      "rest_after", .time(.zero ... .seconds(1_000_000)), default: auto,
      words: catalogFigure + [Word("never", "it rests only where no program holds it")],
      "How long after work it comes to rest while its server is up."),
    Key(
      "off_power", .quantity(.power, 0...1e6), default: none,
      words: [Word(none, "nothing: its machine is given back"), Word("rest", "what it draws at rest, its share of the host beside it")],
      "What it draws while its replica is switched off or not yet started."),
    Key(
      "host_power", .quantity(.power, 0...1e6), default: auto,
      words: [Word(auto, "server_card_power, and its part of server_power in a full server")], "Its share of the host's draw, always on."),
    Key(
      "server_power", .quantity(.power, 0...1e6), default: auto, words: catalogFigure,
      "What its server draws whatever stands in it: processors, memory, drives."),
    Key(
      "server_card_power", .quantity(.power, 0...1e6), default: auto, words: catalogFigure,
      "What it adds to its server beside its own draw: network adapter, switch, fans."),
    Key(
      "server_cards", .count(1...1024), default: auto, words: catalogFigure,
      "Accelerators in its server, which divide server_power among them."),
    Key(
      "host_memory", .quantity(.bytes, 0...1e15), default: auto, words: catalogFigure,
      "Its share of the host's memory, which bounds host_cache and swap_space."),
    Key("price", .quantity(.price, 0...1e6), default: auto, words: catalogFigure, "Price of one accelerator."),
  ]

  /// The schedulers with the parameters that they document.
  static let schedulers = Variant(
    tag: "name", noun: "scheduler",
    cases: { SchedulerCatalog.all.map { Variant.Case($0.name, $0.summary, $0.parameters.map(key)) } })

  /// Which cached block is forgotten first.
  static let evictions = Variant(
    tag: "name", noun: "eviction policy",
    cases: { EvictionPolicy.all.map { Variant.Case($0.name, $0.summary, $0.parameters.map(key)) } })

  /// When blocks of a lower tier are loaded.
  static let loadings = [
    Word(PrefixRules.Loading.always.rawValue, "whenever there are any"),
    Word(PrefixRules.Loading.whenFaster.rawValue, "where the link, as busy as it is, is faster than computing them anew"),
  ]

  /// How loading and computing go together.
  static let overlaps = [
    Word("layers", "a layer is loaded while the one before it is computed"),
    Word("none", "all is loaded before anything is computed"),
  ]

  /// The router.
  static let router = Key("router", .variant(routers), default: "round_robin", "The policy that says which replica a request goes to.")

  /// The router of the second stage.
  static let decodeRouter = Key(
    "decode_router", .variant(routers), default: "least_requests",
    "The policy that says which replica decodes a request whose KV is handed over; unused without prefill pools.")

  private static let routers = Variant(
    tag: "name", noun: "router",
    cases: { RouterCatalog.all.map { Variant.Case($0.name, $0.summary, $0.parameters.map(key)) } })

  /// A policy's documented parameter as a key of a scenario.
  private static func key(for parameter: ParameterDoc) -> Key {
    let bounds = parameter.range ?? 0...1e15
    let whole = Int(clamping: Int64(max(bounds.lowerBound, -1e15)))...Int(clamping: Int64(min(bounds.upperBound, 1e15)))
    let kind: ValueKind
    let text: String
    switch parameter.defaultValue {
    case .count(let value): (kind, text) = (.count(whole), "\(value)")
    case .tokens(let value): (kind, text) = (.count(whole, unit: "tokens"), "\(value) tokens")
    case .number(let value): (kind, text) = (.number(bounds), Quantity.text(value))
    case .duration(let value):
      let longest = Duration(exactlySeconds: bounds.upperBound) ?? .longest
      let shortest = Duration(exactlySeconds: bounds.lowerBound) ?? .zero
      (kind, text) = (.time(shortest...max(shortest, longest)), Quantity.text(value))
    case .flag(let value): (kind, text) = (.flag, value ? "true" : "false")
    case .choice(let value): (kind, text) = (.word(parameter.choices.map { Word($0, "") }), value)
    }
    return Key(parameter.name, kind, default: text, parameter.meaning.asSentence)
  }
}

extension String {
  /// With a capital at the front and a full stop at the end.
  var asSentence: String {
    let capital = prefix(1).uppercased() + dropFirst()
    return capital.hasSuffix(".") ? capital : capital + "."
  }
}
