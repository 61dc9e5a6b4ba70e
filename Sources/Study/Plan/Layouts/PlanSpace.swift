import Hardware
import Kernel
import Model
import Scenario

/// The layouts that a plan looks at: every combination of what may vary.
public struct PlanSpace: Sendable {
  /// Ids of accelerators, none twice.
  public var accelerators: [String]
  /// Tensor-parallel degrees.
  public var tensor: [Int]
  /// Tensor-parallel degrees of replicas for prompts, where prefill and decode are apart; nil for those of ``tensor``.
  public var prefillTensor: [Int]?
  /// Tensor-parallel degrees of replicas for tokens, where prefill and decode are apart; nil for that of the replicas for prompts.
  public var decodeTensor: [Int]?
  /// Pipeline stages.
  public var pipeline: [Int]
  /// Tensor groups of a stage; nil for the scenario's own and, of a mixture of experts, as many as fill eight accelerators.
  public var data: [Int]?
  /// Parts of the routed experts; nil for the scenario's own and, of a mixture of experts, as many as a stage has accelerators.
  public var expert: [Int]?
  private let own: (data: Int, expert: Int)
  private let isMixture: Bool
  /// Formats of the weights; nil stands for what the scenario says.
  public var weights: [NumberFormat?]
  /// Ways to divide the work.
  public var modes: [PlanMode]
  /// What varies of the scenario beside layouts; nil where nothing does.
  public var variation: PlanVariation?
  /// The most accelerators that a fleet may have.
  public var mostAccelerators: Int
  /// The accelerators that are there; nil where as many can be had as it takes.
  public var inventory: PlanInventory?
  /// Whether fleets of two types side by side are looked for.
  public var isMixed = false

  /// Replicas of a pool, whichever, that may be dead without the promise of a fleet being broken.
  public var survived = 0

  /// What a fleet must keep to.
  public var limits: FleetLimits { FleetLimits(mostAccelerators: mostAccelerators, inventory: inventory, survived: survived) }

  /// The accelerators that a plan looks at where none are named: the scenario's own, and those of the catalog that have a price and a
  /// profile of measured times, so that no row of the table rests on a datasheet alone.
  public static func defaultAccelerators(for scenario: Scenario) -> [String] {
    let own = scenario.pools[0].accelerator
    let measured = AcceleratorCatalog.accelerators.filter {
      $0.dollarsPerHour.value > 0 && ProfileCatalog.entry(forAccelerator: $0.id) != nil
    }.map(\.id)
    return measured.contains(own) ? measured : [own] + measured
  }

  /// The default space of a scenario: up to eight accelerators that share a layer, which is a node of most, one pipeline stage, beside
  /// these the degrees that the scenario has itself, and the format that it names.
  public init(for scenario: Scenario) {
    accelerators = Self.defaultAccelerators(for: scenario)
    let own = scenario.pools[0].layout
    tensor = Self.degrees([1, 2, 4, 8], and: own.tensor)
    pipeline = Self.degrees([1], and: own.pipeline)
    self.own = (own.data, own.expert)
    // A model that cannot be read is told of each layout.
    isMixture = (try? scenario.pools[0].readModel())?.shape.mixtureOfExperts != nil
    weights = [nil]
    modes = PlanMode.allCases
    mostAccelerators = 256
  }

  private static func degrees(_ common: [Int], and own: Int) -> [Int] { common.contains(own) ? common : (common + [own]).sorted() }

  /// The most layouts that a plan looks at, settings included: more are hours of work and gigabytes of memory.
  public static let mostLayouts = 10_000

  /// Refuses more layouts than can be looked at, before any is made.
  ///
  /// - Throws: ``InputError``.
  func checkSize() throws(InputError) {
    let parts = [accelerators.count, weights.count, stages.count, variation?.settings.count ?? 1, modes.count, decodeTensor?.count ?? 1]
    let count = parts.reduce(1.0) { $0 * Double($1) }
    if count > Double(Self.mostLayouts) {
      throw InputError(
        "a plan of more than \(Self.mostLayouts) layouts, settings included", remedy: "fewer accelerators, degrees, or values")
    }
  }

  /// All layouts, by accelerator first.
  public var layouts: [PlanLayout] {
    let stages = stages
    return accelerators.flatMap { accelerator in weights.flatMap { format in stages.flatMap { combinations(accelerator, format, $0) } } }
  }

  /// The layouts of a stage: every mode with every setting.
  private func combinations(
    _ accelerator: String, _ format: NumberFormat?, _ stage: (tensor: Int, pipeline: Int, data: Int, expert: Int)
  ) -> [PlanLayout] {
    (variation?.settings ?? [PlanSetting()]).flatMap { setting in
      modes.flatMap { mode in
        decodeDegrees(beside: stage.tensor, mode).map { decode in
          PlanLayout(
            accelerator: accelerator, tensor: stage.tensor, decodeTensor: decode, pipeline: stage.pipeline, data: stage.data,
            expert: stage.expert, weights: format, mode: mode, setting: setting)
        }
      }
    }
  }

  /// Degrees of the replicas for tokens beside those for prompts, nil for the same; none where such a layout is not looked at.
  private func decodeDegrees(beside tensor: Int, _ mode: PlanMode) -> [Int?] {
    switch mode {
    case .aggregated: self.tensor.contains(tensor) ? [nil] : []
    case .disaggregated: (prefillTensor ?? self.tensor).contains(tensor) ? decodeTensor?.map { Optional($0) } ?? [nil] : []
    }
  }

  /// Accelerators that a node of most has, and that data-parallel attention fills where nothing else is asked for.
  private static let nodeAccelerators = 8

  /// What a replica may be.
  private var stages: [(tensor: Int, pipeline: Int, data: Int, expert: Int)] {
    (tensor + (prefillTensor ?? []).filter { !tensor.contains($0) }).flatMap { tensor in
      pipeline.flatMap { pipeline in
        dataDegrees(beside: tensor).flatMap { data in
          expertDegrees(of: tensor * data).map { (tensor, pipeline, data, $0) }
        }
      }
    }
  }

  private func dataDegrees(beside tensor: Int) -> [Int] {
    if let data { return data }
    let filling = Self.nodeAccelerators / tensor
    return Self.degrees(isMixture && filling > 1 && Self.nodeAccelerators % tensor == 0 ? [1, filling] : [1], and: own.data)
  }

  /// The scenario's own degree may not divide another stage, and is then no layout of it.
  private func expertDegrees(of stage: Int) -> [Int] {
    if let expert { return expert }
    let whole = isMixture && stage > 1 ? [1, stage] : [1]
    return stage % own.expert == 0 ? Self.degrees(whole, and: own.expert) : whole
  }
}
