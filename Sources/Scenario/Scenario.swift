import Kernel
import Metrics
import Record
import Serving
import Workload

/// A scenario: a cluster, what arrives at it, what was promised, and how it is run; checked, with every default filled in.
///
/// Two scenarios with the same ``resolvedText`` are the same experiment, whatever their files look like.
public struct Scenario: Sendable {
  /// What it is called in tables.
  public let name: String
  /// Why it exists, where its author says so.
  public let because: String?
  /// The file that it was read from, as named by the caller.
  public let file: String
  /// The canonical text: every key of the vocabulary in its order, every value with its unit, files with their digests,
  /// no path that the author did not write. Reading it from the same folder gives the same scenario.
  public let resolvedText: String
  /// The digest of ``resolvedText``, sixteen hexadecimal digits.
  public let hash: String
  /// The pools of replicas, in the order written; a scenario without `pools` has one, called `main`.
  public let pools: [PoolSettings]
  /// What arrives.
  public let workload: WorkloadSpecification
  /// Kinds of requests; empty where all are alike.
  public let classes: [RequestClass]
  /// Adapters that requests ask for; nil where they ask for none.
  public let adapterLoad: AdapterLoad?
  /// What was promised; nil where the scenario promises nothing.
  public let objective: Objective?
  /// How it is run and what is kept.
  public let run: RunSettings

  /// What a plan for it may vary and is to find; part of no run, and so neither of the resolved text nor of the hash.
  public let plan: PlanSettings

  /// What is to befall the replicas.
  let failures: Setting
  /// Grams of carbon dioxide for a kilowatt-hour; nil where the scenario does not say.
  public let carbonGramsPerKilowattHour: Double?

  let settings: [Setting.Member]
  let draft: ScenarioDraft
  /// The variants, where reading the scenario has made them already (``checkingVariation()``).
  var checkedVariants: [Variant] = []

  /// Reads the scenario at `path`, with all that it is made from.
  ///
  /// `assignments` are changes from the command line, such as `replicas=4` or `engine.max_sequences=128`: a dotted path
  /// and a value as it would stand in YAML. Paths of files in them are relative to the scenario's folder.
  /// - Throws: ``InputError`` with file, line and column for anything that is not understood, and for files that it
  ///   names and that cannot be used. Whether the model fits its accelerators is asked by ``cluster()``.
  public static func load(path: String, assignments: [String] = []) throws(InputError) -> Scenario {
    try Scenario(try ScenarioDraft(path: path).assigned(assignments)).checkingVariation()
  }

  /// Reads a scenario from `text` as if it stood in `file`, whose folder the paths in it are relative to.
  ///
  /// - Throws: ``InputError`` as ``load(path:assignments:)``.
  public static func read(_ text: String, file: String, assignments: [String] = []) throws(InputError) -> Scenario {
    try read(bytes: Array(text.utf8), file: file, assignments: assignments)
  }

  /// Reads a scenario from bytes, which need not be text.
  package static func read(bytes: [UInt8], file: String, assignments: [String] = []) throws(InputError) -> Scenario {
    try Scenario(try ScenarioDraft(bytes: bytes, file: file).assigned(assignments)).checkingVariation()
  }

  /// The scenario that a draft comes to; `label` tells it from others made from the same file.
  init(_ draft: ScenarioDraft, label: String? = nil) throws(InputError) {
    var reader = try ScenarioReader(draft)
    let all = try reader.settings(label: label)
    plan = PlanSettings(Setting(value: .section(all), place: draft.root.place)["plan"])
    settings = all.filter { $0.key != "plan" }
    let root = Setting(value: .section(settings), place: draft.root.place)
    name = root["name"].required(root["name"].text)
    because = root["because"].text
    file = draft.file
    resolvedText = SettingWriter.text(settings)
    var digest = Digest()
    digest.mix(bytesOf: resolvedText)
    hash = digest.hexadecimal
    pools = root["pools"].items.isEmpty ? [PoolSettings(root, name: "main")] : root["pools"].items.map { PoolSettings($0, name: nil) }
    for pool in pools {
      try pool.checkSharing()
      try pool.checkFeedForward()
    }
    workload = try WorkloadReader.specification(root["workload"])
    classes = try WorkloadReader.classes(root["workload"])
    workloadSetting = root["workload"]
    adapterLoad = try AdapterReader.load(workloadSetting)
    objective = ObjectiveReader.objective(root["objective"])
    run = RunSettings(root["run"])
    carbonGramsPerKilowattHour = root["carbon_intensity"].number
    router = PolicyChoice(root["router"])
    decodeRouter = PolicyChoice(root["decode_router"])
    roles = root["roles"]
    network = root["network"]
    failures = root["failures"]
    self.draft = draft
  }

  /// The router.
  public let router: PolicyChoice
  /// The router that chooses where KV is handed over to.
  public let decodeRouter: PolicyChoice
  /// Whether replicas keep to the roles of their pools.
  let roles: Setting
  /// How replicas reach each other.
  let network: Setting
  /// What arrives, as written.
  let workloadSetting: Setting

  /// All files that the scenario was made from and that it names, as they are opened: itself, what it starts from, traces, profiles.
  public var files: [String] {
    var files = draft.offsets.keys.sorted()
    func add(_ setting: Setting) {
      switch setting.value {
      case .file(let file): files.append(file.path)
      case .section(let members): for member in members { add(member.setting) }
      case .list(let items): for item in items { add(item) }
      case .word, .text, .flag, .count, .number, .time, .quantity, .seeds: break
      }
    }
    for member in settings { add(member.setting) }
    return files + [plan.prices].compactMap(\.self)
  }

  /// How the simulator is to carry out the replication with this seed.
  public func options(seed: UInt64) -> SimulationOptions {
    var options = SimulationOptions(
      seed: seed, predictor: run.predictor, concurrency: workload.concurrency, seriesBin: run.seriesBin,
      horizon: run.horizon.map { Instant($0) } ?? .never, classes: classes, gapsFromRequest: run.warmUp.requests)
    options.adapters = adapterLoad
    options.images = workload.images
    return options
  }
}
