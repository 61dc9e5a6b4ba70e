import Kernel

/// What the section `plan` of a scenario says: what a plan may vary and what it is to find.
///
/// It belongs to no run: neither the resolved text nor a hash has it. What is nil is left open.
public struct PlanSettings: Sendable {
  private let section: Setting

  init(_ section: Setting) { self.section = section }

  /// Accelerators, or the one word `all`; nil for those of the default space.
  public var accelerators: PlanValues? { values("accelerators") }
  /// Tensor-parallel degrees.
  public var tensor: PlanValues? { values("tensor") }
  /// Pipeline stages.
  public var pipeline: PlanValues? { values("pipeline") }
  /// Tensor groups of a stage.
  public var data: PlanValues? { values("data") }
  /// Parts of the routed experts.
  public var expert: PlanValues? { values("expert") }
  /// Formats of the weights.
  public var formats: PlanValues? { values("formats") }
  /// Ways to divide a request.
  public var mode: PlanValues? { values("mode") }
  /// Tensor-parallel degrees of replicas for prompts where prefill and decode are apart; nil for those of ``tensor``.
  public var prefillTensor: PlanValues? { values("prefill_tensor") }
  /// Tensor-parallel degrees of replicas for tokens where prefill and decode are apart; nil for that of the replicas for prompts.
  public var decodeTensor: PlanValues? { values("decode_tensor") }
  /// What varies beside layouts, each as it is typed behind `--vary`.
  var varied: [(text: String, place: Place)] {
    section["vary"].items.compactMap { item in item.text.map { ($0, item.place) } }
  }
  /// Accelerators that are there, `name=count` each.
  public var have: PlanValues? { values("have") }
  /// Factors by which the load may grow; nil where none is asked for.
  public var grow: PlanValues? { values("grow") }
  /// The most accelerators of a fleet.
  public var mostAccelerators: Int { section["max_gpus"].required(section["max_gpus"].count) }
  /// Replicas of a kind that may be dead in every row.
  public var survived: Int { section["survive"].required(section["survive"].count) }
  /// Accelerators of a node; nil for what a node of each accelerator usually has.
  public var nodeAccelerators: Int? { section["node_gpus"].count }
  /// The factors of the rate over a day.
  public var day: String? { section["day"].text }
  /// Whether fleets of two types are looked for.
  public var isMixed: Bool? { section["mixed"].flag }
  /// The path of a price list, to be opened.
  public var prices: String? { section["prices"].file?.path }
  /// Which prices of the list count.
  public var priceKind: PriceKind? { section["price_kind"].word.flatMap(PriceKind.init(rawValue:)) }
  /// What is to be least.
  public var aim: PlanAim {
    let word = section["minimise"].word
    return section["minimise"].required(word.flatMap(PlanAim.init(rawValue:)))
  }
  /// Grams of carbon dioxide for a kilowatt-hour.
  public var carbonGramsPerKilowattHour: Double? { section["grid_carbon"].number ?? grid?.gramsPerKilowattHour }
  /// The grid that the electricity is from, where it is named.
  public var grid: GridCatalog.Grid? { section["grid_carbon"].word.flatMap(GridCatalog.grid) }
  /// Watts drawn from the grid for one that machines draw.
  public var overhead: Double? { section["pue"].number }
  /// Seeds that a verdict begins with.
  public var seeds: Int? { section["seeds"].count }

  /// A fault of the value under a key of the section.
  public func error(at key: String, _ message: String, remedy: String?) -> InputError {
    section[key].place.error(message, remedy: remedy)
  }

  /// The section as it is written in full, every default filled in: behind the resolved text of its scenario it asks the same question.
  public var text: String { SettingWriter.text([Setting.Member(key: "plan", setting: section)]) }

  private func values(_ key: String) -> PlanValues? {
    section[key].text.map { PlanValues($0, path: "plan." + key, place: section[key].place) }
  }
}
