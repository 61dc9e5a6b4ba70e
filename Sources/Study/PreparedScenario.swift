import Hardware
import Kernel
import Metrics
import Model
import Record
import Scenario
import Serving
import Store
import Workload

/// A scenario with all that its runs share, worked out once: the cluster, its deployments and where everything comes from.
///
/// Preparing finds every fault that can be found before a run, so that a study of many scenarios fails before its first
/// one and not in the middle.
public struct PreparedScenario: Sendable {
  /// The scenario.
  public let scenario: Scenario
  /// What tells it from other variants of the same file; empty where nothing is varied.
  public let label: String
  /// What varies in the study that it belongs to, path by path.
  public let values: [VariedValue]
  /// Changes from the command line or from `vary`, such as `replicas=2`, that made it out of its file.
  public let assignments: [String]
  /// The cluster.
  public let cluster: ClusterConfiguration
  /// What the replicas of each pool are.
  public let deployments: [Scenario.DeployedPool]
  /// Where the workload comes from.
  public let workload: WorkloadProvenance
  /// Where iteration costs come from: the profile's name and digest, or `roofline` and the digest of what it answers; of several
  /// pools each once, with a plus between.
  public let calibration: String
  /// The profiles that costs come from, none twice.
  public let profiles: [ProfileDocument]
  /// What its runs are, in columns of the database.
  public let description: RunDescription

  /// Works out what the runs of `scenario` share; scenarios that are prepared with one `cache` share deployments and profiles.
  /// `values` are what varies in the study that it belongs to.
  ///
  /// - Throws: ``InputError`` where a model does not fit its accelerators, or the workload cannot be used.
  public init(
    _ scenario: Scenario, label: String = "", values: [VariedValue] = [], assignments: [String] = [],
    sharing cache: DeploymentCache = DeploymentCache()
  ) throws {
    self.scenario = scenario
    self.label = label
    self.values = values
    self.assignments = assignments + (scenario.isVariant ? ["vary=null"] : []) + label.split(separator: ", ").map { String($0) }
    deployments = try scenario.deployments(sharing: cache)
    cluster = try scenario.cluster(of: deployments)
    try scenario.checkSizes()
    workload = try scenario.workload.provenance()
    var (names, profiles) = ([String](), [ProfileDocument]())
    for (deployed, pool) in zip(deployments, cluster.pools) {
      let name: String
      if let profile = deployed.profile {
        name = profile.name
        if !names.contains(name) { profiles.append(profile) }
      } else {
        name =
          (deployed.deployment.options.stepTimes == nil ? "roofline@" : "steps@")
          + CostFingerprint.digest(of: pool.replica.costModel).hexadecimal
      }
      if !names.contains(name) { names.append(name) }
    }
    calibration = names.joined(separator: "+")
    self.profiles = profiles
    description = Self.description(of: scenario, values: values)
  }

  /// The scenario's name, with what tells the variant from others.
  public var name: String { label.isEmpty || scenario.name.contains(label) ? scenario.name : "\(scenario.name): \(label)" }

  /// What reports and databases tell of the cluster.
  public var clusterDescription: ClusterDescription { ClusterDescription(cluster) }

  /// Whether different seeds may give different runs: whether anything that the run uses draws.
  public var usesSeed: Bool {
    scenario.workload.usesSeed || cluster.draws || scenario.run.predictor.draws || RequestClass.draws(scenario.classes)
      || scenario.adapterLoad?.draws == true
  }

  /// The seeds of its runs, those of the scenario or others. Where nothing is drawn all seeds give the same run, and the first one speaks
  /// for all.
  func seeds(_ others: [UInt64]?) -> [UInt64] {
    let seeds = others ?? scenario.run.seeds
    return usesSeed ? seeds : Array(seeds.prefix(1))
  }

  /// How many requests will arrive, where the workload says so without being read.
  public var expectedRequests: Int? {
    var count: Int?
    switch scenario.workload.origin {
    case .trace: count = nil
    case .profile(_, let requests, _, _): count = requests
    case .synthetic(_, _, let requests, _): count = requests
    case .sharedPrefixes(_, _, let requests): count = requests
    // How many calls a task makes is drawn.
    case .agents: return nil
    }
    for transform in scenario.workload.transforms {
      switch transform {
      case .limit(let most): count = min(count ?? most, most)
      case .repeat(let requests, _): count = requests
      case .window: count = nil
      case .group(let rules):
        count = rules.earlyStop.isEmpty ? count.map { (($0 - 1) / rules.questions + 1) * rules.votes } : nil
      case .stream: count = nil
      case .scaleRate, .clip, .resample, .day, .scaleTokens, .promptOnly: break
      }
    }
    return count
  }

  /// What the times of each pool's operators rest on.
  public var operators: [[OperatorCoverage]] { deployments.map(\.deployment.coverage) }

  /// Enters a run of the scenario in a database, with the profiles that its costs come from; one that is deferred with its first rows.
  ///
  /// - Throws: ``InputError`` where the database cannot be written.
  func begin(
    _ provenance: RunProvenance, in store: ResultStore, number: Int64? = nil, isDeferred: Bool = false
  ) throws -> RunRecorder {
    try store.beginRun(
      provenance, cluster: clusterDescription, operators: operators, description: description, profiles: usedProfiles, number: number,
      isDeferred: isDeferred)
  }

  /// The profiles that costs come from, and whether they are the program's own.
  private var usedProfiles: [(document: ProfileDocument, kind: StoredProfile.Kind)] {
    zip(deployments.map(\.profile), scenario.pools.map(\.calibration)).compactMap { profile, choice in
      guard let profile else { return nil }
      if case .file = choice { return (profile, .imported) }
      return (profile, .shipped)
    }
  }

  /// The provenance of the run with this seed.
  func provenance(seed: UInt64, record: RecordLevel, program: ProgramIdentity) -> RunProvenance {
    RunProvenance(
      name: name, scenario: scenario.resolvedText, scenarioHash: scenario.hash, traceDigest: workload.digest.hexadecimal,
      calibration: calibration, revision: program.revision, version: program.version, seed: seed, record: record,
      created: program.created)
  }

  /// What MFU and MBU are reckoned by, for each pool.
  var utilizationFigures: [UtilizationFigures] { deployments.map(\.deployment.utilizationFigures) }

  /// What of its routed experts' weights an iteration reads, for each pool.
  var expertShares: [(@Sendable (Int) -> Double)?] { deployments.map(\.deployment.expertShare) }
}
