/// What a run is, in columns that a table or a plot can go by: what of its scenario people ask for first.
public struct RunDescription: Sendable {
  /// What the replicas of a pool are.
  public struct Pool: Hashable, Sendable {
    /// The model.
    public var model: String
    /// The accelerator.
    public var accelerator: String
    /// Accelerators that share every layer.
    public var tensor: Int
    /// Stages that the layers are cut into.
    public var pipeline: Int
    /// Tensor groups of a stage, among which sequences are divided.
    public var data: Int
    /// Parts that the routed experts of a layer are dealt out in.
    public var expert: Int

    /// A pool's replicas.
    public init(model: String, accelerator: String, tensor: Int, pipeline: Int = 1, data: Int = 1, expert: Int = 1) {
      self.model = model
      self.accelerator = accelerator
      self.tensor = tensor
      self.pipeline = pipeline
      self.data = data
      self.expert = expert
    }
  }

  /// The digest of all that its results depend on but seed and program, sixteen hexadecimal digits.
  public var experiment: String
  /// The models of its pools, with a plus between where they differ.
  public var model: String
  /// The accelerators of its pools, likewise.
  public var accelerator: String
  /// How replicas are spread over accelerators and how many there are, such as `TP2 x3`, pool by pool.
  public var layout: String
  /// The scheduling policies of its pools, with a plus between where they differ.
  public var scheduler: String
  /// Requests that the load offers a second; nil where nobody sets a rate.
  public var offeredPerSecond: Double?
  /// What varies in the study that made it, each key with its value here.
  public var values: [(key: String, value: String)]
  /// The cluster's pools in their order; empty where nobody knows.
  public var pools: [Pool]

  /// A description.
  public init(
    experiment: String, model: String, accelerator: String, layout: String, scheduler: String, offeredPerSecond: Double?,
    values: [(key: String, value: String)] = [], pools: [Pool] = []
  ) {
    self.experiment = experiment
    self.model = model
    self.accelerator = accelerator
    self.layout = layout
    self.scheduler = scheduler
    self.offeredPerSecond = offeredPerSecond
    self.values = values
    self.pools = pools
  }
}
