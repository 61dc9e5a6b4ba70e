/// A plan as it is stored: a row of `plan` with its layouts.
public struct StoredPlan: Hashable, Sendable {
  /// The second type of accelerator of a fleet of two.
  public struct Beside: Hashable, Sendable {
    /// The accelerator's id.
    public var accelerator: String
    /// Accelerators that share every layer.
    public var tensor: Int
    /// Pipeline stages.
    public var pipeline: Int
    /// How many replicas there are.
    public var replicas: Int

    /// A second type.
    public init(accelerator: String, tensor: Int, pipeline: Int, replicas: Int) {
      self.accelerator = accelerator
      self.tensor = tensor
      self.pipeline = pipeline
      self.replicas = replicas
    }
  }

  /// The prices of a plan.
  public struct PriceList: Hashable, Sendable {
    /// What the list is called.
    public var name: String
    /// The day of the prices, ISO 8601.
    public var date: String
    /// Which of them counted.
    public var kind: String

    /// Prices.
    public init(name: String, date: String, kind: String) {
      self.name = name
      self.date = date
      self.kind = kind
    }
  }

  /// A layout that holds: a row of `planLayout`.
  public struct Layout: Hashable, Sendable {
    /// The hash of the scenario with this layout.
    public var layoutHash: String
    /// The accelerator's id.
    public var accelerator: String
    /// Accelerators that share every layer.
    public var tensor: Int
    /// Pipeline stages.
    public var pipeline: Int
    /// Tensor groups of a stage.
    public var data: Int
    /// Parts that the routed experts are dealt out in.
    public var expert: Int
    /// Format of the weights, where the plan varied it.
    public var weights: String?
    /// `aggregated` or `disaggregated`.
    public var mode: String
    /// Replicas of each pool.
    public var replicas: [Int]
    /// Accelerators of all replicas.
    public var accelerators: Int
    /// Price in US dollars an hour.
    public var dollarsPerHour: Double
    /// The share of requests that kept the promise.
    public var attainedShare: Double
    /// Runs behind the verdict.
    public var seeds: Int
    /// The highest rate that it holds; nil where it was not looked for.
    public var highestRequestsPerSecond: Double?
    /// Joules for an output token; nil where it was not told.
    public var joulesPerOutputToken: Double?
    /// The second type of accelerator; nil of a fleet of one.
    public var beside: Beside?
    /// Grams of carbon dioxide for a million output tokens; nil where it was not asked for.
    public var gramsPerMillionOutputTokens: Double?
    /// The worst of the 99th percentiles of what the objective limits, over its limit; nil where it was not told.
    public var latencyOverLimit: Double?
    /// Whether no other layout beats it in money, latency and energy together.
    public var isPareto = false
    /// Accelerators that share every layer in replicas for tokens; nil where as many as in those for prompts.
    public var decodeTensor: Int?
    /// What varies of the scenario beside the layout, `key=value` with commas between; empty where nothing does.
    public var varied = ""
    /// What is laid over the scenario for it, an assignment each.
    public var assignments: [String] = []

    /// A layout.
    public init(
      layoutHash: String, accelerator: String, tensor: Int, pipeline: Int, data: Int, expert: Int, weights: String?, mode: String,
      replicas: [Int], accelerators: Int, dollarsPerHour: Double, attainedShare: Double, seeds: Int, highestRequestsPerSecond: Double?,
      joulesPerOutputToken: Double?
    ) {
      self.layoutHash = layoutHash
      self.accelerator = accelerator
      self.tensor = tensor
      self.pipeline = pipeline
      self.data = data
      self.expert = expert
      self.weights = weights
      self.mode = mode
      self.replicas = replicas
      self.accelerators = accelerators
      self.dollarsPerHour = dollarsPerHour
      self.attainedShare = attainedShare
      self.seeds = seeds
      self.highestRequestsPerSecond = highestRequestsPerSecond
      self.joulesPerOutputToken = joulesPerOutputToken
    }
  }

  /// The scenario's name.
  public var name: String
  /// The resolved scenario.
  public var scenario: String
  /// Its hash.
  public var scenarioHash: String
  /// What the first layout has least of.
  public var aim: String
  /// The most accelerators that a fleet might have.
  public var mostAccelerators: Int
  /// The rate that was planned for.
  public var requestsPerSecond: Double
  /// Source revision of the program.
  public var revision: String
  /// Version of the program.
  public var version: String
  /// When the plan was made, ISO 8601, UTC.
  public var created: String
  /// Runs that were simulated.
  public var runs: Int
  /// Runs that the database held already.
  public var runsFound: Int
  /// The layouts that hold, the best first.
  public var layouts: [Layout]
  /// The prices; nil for those of the scenario and the catalog.
  public var priceList: PriceList?
  /// Grams of carbon dioxide for a kilowatt-hour; nil where carbon was not asked for.
  public var carbonGramsPerKilowattHour: Double?
  /// The scenario's file, from the root; empty where it is not known.
  public var scenarioFile = ""
  /// What was laid over it.
  public var changes: [String] = []

  /// A plan.
  public init(
    name: String, scenario: String, scenarioHash: String, aim: String, mostAccelerators: Int, requestsPerSecond: Double, revision: String,
    version: String, created: String, runs: Int, runsFound: Int, layouts: [Layout]
  ) {
    self.name = name
    self.scenario = scenario
    self.scenarioHash = scenarioHash
    self.aim = aim
    self.mostAccelerators = mostAccelerators
    self.requestsPerSecond = requestsPerSecond
    self.revision = revision
    self.version = version
    self.created = created
    self.runs = runs
    self.runsFound = runsFound
    self.layouts = layouts
  }
}
