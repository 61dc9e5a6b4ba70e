import Kernel

/// A cluster as it is started: its pools, where their replicas are, and what requests are given out by.
public struct LaunchPlan: Sendable {
  /// The scenario with figures in place of what it leaves to the engine; it is the same experiment.
  public let scenario: Scenario
  /// The engine that was simulated; nil for the ideal one, which is none.
  public let engine: LaunchEngine?
  let pools: [LaunchPool]
  let placement: LaunchPlacement
  /// Settings of the cluster as a whole that are not the usual ones, by path.
  let cluster: [(key: String, text: String)]

  /// The most servers that files are written for.
  static let mostServers = 65_536

  /// What starts the replicas of a scenario, on nodes with so many accelerators; nil for what such nodes usually have.
  ///
  /// - Throws: ``InputError`` where the scenario is several, its pools have different engines, or what it names cannot be used.
  public init(_ scenario: Scenario, acceleratorsPerNode: Int? = nil) throws(InputError) {
    if scenario.isVaried {
      throw InputError("the scenario varies something, and one cluster is started", file: scenario.file, remedy: "--set vary=null")
    }
    let isNamed = !Self.root(of: scenario)["pools"].items.isEmpty
    let pinned = try Self.pinned(scenario, isNamed: isNamed)
    self.scenario = pinned
    var pools: [LaunchPool] = []
    for pool in pinned.pools { pools.append(try LaunchPool(pool, of: pinned, isNamed: isNamed)) }
    self.pools = pools
    let engines = Set(pools.map { LaunchEngine(preset: $0.preset) })
    guard engines.count == 1, let engine = engines.first else {
      throw InputError(
        "the pools have different engines, which do not hand over to each other: \(pools.map(\.preset).joined(separator: ", "))",
        file: scenario.file, remedy: "one engine for all")
    }
    self.engine = engine
    let counts = zip(pinned.pools, pools).map { (replicas: $0.replicas, accelerators: $1.values.accelerators) }
    if counts.reduce(0, { $0 + $1.replicas }) > Self.mostServers {
      throw InputError("more than \(Self.mostServers) replicas", file: scenario.file, remedy: "fewer replicas")
    }
    placement = LaunchPlacement(
      counts, acceleratorsPerNode: acceleratorsPerNode ?? LaunchPlacement.acceleratorsPerNode(of: pools[0].accelerator))
    cluster = try Self.cluster(of: pinned)
  }

  private static func root(of scenario: Scenario) -> Setting {
    Setting(value: .section(scenario.settings), place: scenario.draft.root.place)
  }

  /// The scenario with the engine's limits as the figures that were simulated.
  private static func pinned(_ scenario: Scenario, isNamed: Bool) throws(InputError) -> Scenario {
    var assignments: [String] = []
    for deployed in try scenario.deployments() {
      let engine = deployed.pool.setting["engine"]
      let options = deployed.deployment.options
      let batched = max(deployed.maximumBatchedTokens, options.maximumSequences)
      let figures = [
        ("max_sequences", "\(options.maximumSequences)"), ("max_batched_tokens", "\(batched) tokens"),
        ("max_model_tokens", "\(deployed.maximumModelTokens) tokens"), ("memory_fraction", Quantity.text(options.memoryFraction)),
      ]
      let path = (isNamed ? "pools.\(deployed.pool.name)." : "") + "engine."
      let open = figures.filter { engine[$0.0].word == Vocabulary.auto }
      // In a pool that has its engine from above a key of it would bring the usual engine with it.
      if isNamed && !open.isEmpty { assignments.append("\(path)preset=\(engine["preset"].word ?? EngineCatalog.defaultName)") }
      assignments += open.map { "\(path)\($0.0)=\($0.1)" }
    }
    return assignments.isEmpty ? scenario : try scenario.changing(assignments)
  }

  /// How requests are given out and handed over, where that is not the usual way.
  private static func cluster(of scenario: Scenario) throws(InputError) -> [(key: String, text: String)] {
    let keys = ["router", "decode_router", "roles", "network"]
    func leaves(_ scenario: Scenario) -> [(path: String, text: String, digest: String?)] {
      let members = scenario.settings.filter { keys.contains($0.key) }
      return SettingWriter.leaves(Setting(value: .section(members), place: scenario.draft.root.place), path: "")
    }
    let text = """
      model: llama-3.1-8b
      accelerator: h100-sxm
      workload: {prompt: 1, output: 1, arrivals: at_once, requests: 1}
      """
    let usual = Dictionary(
      leaves(try Scenario.read(text, file: scenario.file)).map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
    return leaves(scenario).filter { usual[$0.path] != $0.text }.map { ($0.path, $0.text) }
  }

  /// Whether prompts and tokens are done by different replicas.
  var isDisaggregated: Bool { pools.contains { $0.values.role != "both" } }
  /// The preset that was simulated.
  var preset: String { pools[0].preset }

  /// The parts of the replicas of a pool.
  func servers(of pool: Int) -> [LaunchPlacement.Server] { placement.servers.filter { $0.pool == pool } }

  /// A name for files and objects: small letters, digits and hyphens, of each pool another.
  func label(of pool: Int) -> String {
    let labels = pools.map { LaunchText.label($0.title) }
    let earlier = labels[..<pool].count { $0 == labels[pool] }
    return earlier == 0 ? labels[pool] : "\(labels[pool])-\(pool + 1)"
  }
}
