import Hardware
import Kernel
import Model
import Record
import Serving

/// A pool of a scenario: replicas of one kind, as names and figures of the scenario.
public struct PoolSettings: Sendable {
  /// The pool's name.
  public let name: String
  /// How many replicas it has.
  public let replicas: Int
  /// The model as named: its id in the catalog, or the path of its config.json as seen from the scenario's folder.
  public let model: String
  /// The accelerator's id in the catalog.
  public let accelerator: String
  /// Where the times of its iterations come from.
  public let calibration: CalibrationChoice
  /// How one replica is spread over accelerators.
  public let layout: ParallelLayout
  /// Where routed experts are and how evenly tokens choose them.
  public let experts: ExpertPlacement
  /// What the replicas do of a request.
  public let role: PoolRole
  /// The scheduler with what is set of its parameters.
  public let scheduler: PolicyChoice

  let setting: Setting

  /// The serving engine's preset.
  package var engine: String { setting["engine.preset"].required(setting["engine.preset"].word) }

  init(_ setting: Setting, name: String?) {
    self.setting = setting
    self.name = name ?? setting["name"].required(setting["name"].text)
    replicas = setting["replicas"].required(setting["replicas"].count)
    model = setting["model"].word ?? setting["model"].required(setting["model"].file).written
    accelerator = setting["accelerator.name"].required(setting["accelerator.name"].word)
    calibration = CalibrationChoice(setting["calibration"])
    let parallel = setting["parallel"]
    let pipeline = parallel["pipeline"].required(parallel["pipeline"].count)
    var layout = ParallelLayout(
      tensor: parallel["tensor"].required(parallel["tensor"].count), pipeline: pipeline,
      data: parallel["data"].required(parallel["data"].count), expert: parallel["expert"].required(parallel["expert"].count),
      microBatches: parallel["micro_batches"].count ?? pipeline)
    layout.context = Self.context(parallel)
    layout.feedForward = Self.feedForward(parallel["feed_forward"])
    self.layout = layout
    experts = ExpertPlacement(
      redundantExperts: parallel["redundant_experts"].required(parallel["redundant_experts"].count),
      load: parallel["expert_zipf"].number.map { .zipf(exponent: $0) } ?? parallel["expert_imbalance"].number.map { .imbalance($0) }
        ?? .uniform)
    scheduler = PolicyChoice(setting["scheduler"])
    role = setting["role"].word.flatMap(PoolRole.init(rawValue:)) ?? .both
  }

  /// Sequences that are divided over accelerators.
  private static func context(_ parallel: Setting) -> ContextParallel {
    var context = ContextParallel()
    context.groups = parallel["context"].required(parallel["context"].count)
    context.scheme = parallel["context_scheme"].word.flatMap(ContextParallel.Scheme.init(rawValue:)) ?? .ring
    context.decode = parallel["decode_context"].required(parallel["decode_context"].count)
    context.shiftBelow = parallel["shift_below"].count
    return context
  }

  /// Accelerators for the feed-forward layers alone.
  private static func feedForward(_ setting: Setting) -> FeedForwardWorkers? {
    setting["groups"].count.map { groups in
      FeedForwardWorkers(
        groups: groups, tensor: setting["tensor"].required(setting["tensor"].count),
        microBatches: setting["micro_batches"].required(setting["micro_batches"].count))
    }
  }

  /// The model's shape, and what had to be taken for granted in reading its config.json, a line each.
  ///
  /// - Throws: ``InputError`` where its config.json cannot be used.
  package func readModel() throws(InputError) -> (shape: ModelShape, notes: [String]) {
    if let file = setting["model"].file {
      let config = try ModelConfig(path: file.path)
      return (config.shape, config.notes)
    }
    let known = try ModelCatalog.model(named: model)
    return (known.shape, known.notes)
  }

  /// The accelerator with the figures that the scenario changes.
  ///
  /// - Throws: ``InputError`` where the catalog does not have it, and at a power cap that it cannot keep.
  public func acceleratorFigures() throws(InputError) -> Accelerator {
    var figures = try AcceleratorCatalog.accelerator(named: accelerator)
    let origin = "the scenario"
    if let bytes = setting["accelerator.memory"].number { figures.memoryBytes = Sourced(Int(bytes.rounded()), source: origin) }
    if let gigabytes = setting["accelerator.bandwidth"].number {
      figures.bandwidthBytesPerSecond = Sourced(gigabytes * 1e9, source: origin)
    }
    if let watts = setting["accelerator.maximum_power"].number { figures.maximumWatts = Sourced(watts, source: origin) }
    try applyDraw(&figures)
    if let bytes = setting["accelerator.host_memory"].number { figures.hostMemoryBytes = Sourced(Int(bytes.rounded()), source: origin) }
    if let dollars = setting["accelerator.price"].number { figures.dollarsPerHour = Sourced(dollars, source: origin) }
    let cap = setting["accelerator.power_cap"]
    if let watts = cap.number {
      let (idle, most) = (figures.idleWatts.value, figures.maximumWatts.value)
      guard watts > idle, watts <= most else {
        let (idle, most) = (Quantity.text(idle), Quantity.text(most))
        throw cap.place.error(
          "a power cap of \(Quantity.text(watts)) W on \(accelerator), which draws \(idle) W idle and at most \(most) W",
          remedy: "above \(idle) W, at most \(most) W")
      }
      figures.powerCapWatts = watts
    }
    return figures
  }
}
