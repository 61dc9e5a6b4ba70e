/// What simulations of one server were off from what was measured on it: a row of the table of checks, which comes with the program, and of
/// that of a database.
public struct FidelityCheck: Hashable, Sendable {
  /// What decides how near a server is to another.
  public struct Server: Hashable, Sendable {
    /// The model's name.
    public var model: String
    /// Weights of the model.
    public var parameters: Double
    /// What the model is made of, such as `dense` or `mixture of experts`.
    public var architecture: String
    /// The accelerator's id.
    public var accelerator: String
    /// Accelerators that share every layer.
    public var tensor: Int
    /// Stages that the layers are cut into.
    public var pipeline: Int
    /// Tensor groups of a stage, among which sequences are divided.
    public var data: Int
    /// Parts that the routed experts of a layer are dealt out in.
    public var expert: Int
    /// Format of the weights.
    public var weights: String
    /// Format of the KV cache.
    public var keyValues: String
    /// The engine's preset, with its version.
    public var engine: String
    /// Where the times of its operators came from in the simulation: the id of a profile, or `roofline`.
    public var costs: String
    /// What it does that no server did that was checked, such as `drafts`. Tables of checks do not have it: none of theirs does.
    public var techniques: [String] = []

    /// A server.
    public init(
      model: String, parameters: Double, architecture: String, accelerator: String, tensor: Int, pipeline: Int, data: Int, expert: Int,
      weights: String, keyValues: String, engine: String, costs: String
    ) {
      self.model = model
      self.parameters = parameters
      self.architecture = architecture
      self.accelerator = accelerator
      self.tensor = tensor
      self.pipeline = pipeline
      self.data = data
      self.expert = expert
      self.weights = weights
      self.keyValues = keyValues
      self.engine = engine
      self.costs = costs
    }
  }

  /// The median absolute errors of means, as shares of what was measured; nil of a figure that nothing tells.
  public struct Errors: Hashable, Sendable {
    /// Of the mean end-to-end latency.
    public var e2e: Double?
    /// Of the mean time to the first token.
    public var ttft: Double?
    /// Of the mean time per output token.
    public var tpot: Double?
    /// Of the mean gap between tokens.
    public var itl: Double?

    /// Errors.
    public init(e2e: Double? = nil, ttft: Double? = nil, tpot: Double? = nil, itl: Double? = nil) {
      self.e2e = e2e
      self.ttft = ttft
      self.tpot = tpot
      self.itl = itl
    }

    /// Those that there are, by the names of their figures.
    public var named: [(name: String, error: Double)] {
      [("E2E", e2e), ("TTFT", ttft), ("TPOT", tpot), ("ITL", itl)].compactMap { name, error in error.map { (name, $0) } }
    }
  }

  /// The server.
  public var server: Server
  /// How requests came, such as `in flight` or `stages of rates`.
  public var load: String
  /// Measured runs or points behind the errors.
  public var runs: Int
  /// How far off the simulations were.
  public var errors: Errors
  /// What of the program was fitted to these measurements, such as `host times`; empty of nothing.
  public var fitted: String
  /// Whose measurements they are.
  public var source: String
  /// When they were simulated, as an ISO date.
  public var date: String

  /// A row.
  public init(server: Server, load: String, runs: Int, errors: Errors, fitted: String = "", source: String, date: String) {
    self.server = server
    self.load = load
    self.runs = runs
    self.errors = errors
    self.fitted = fitted
    self.source = source
    self.date = date
  }

  /// Whether two rows are of the same thing, so that the later one stands in the other's place.
  public func isSame(as other: FidelityCheck) -> Bool {
    server == other.server && load == other.load && source == other.source
  }
}
