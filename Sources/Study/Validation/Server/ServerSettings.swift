import Model

/// The engine settings of a recorded server run, as far as they decide what a simulation does.
public struct ServerSettings: Hashable, Sendable {
  /// The model's id in the catalog.
  public var model: String
  /// The accelerator's id in the catalog.
  public var accelerator: String
  /// The engine preset that stands for the server's version.
  public var engine: String
  /// The policy that stands for the server's own.
  public var scheduler = "sarathi"
  /// Accelerators that share every layer.
  public var tensorParallel = 1
  /// Stages that the layers are cut into.
  public var pipelineParallel = 1
  /// Engines behind one front end: tensor groups that share the routed experts of a mixture, replicas of any other model.
  public var dataParallel = 1
  /// Parts that the routed experts are dealt out in.
  public var expertParallel = 1
  /// What was measured of the link between the accelerators; nil for the accelerator's own.
  public var link: LinkMeasurement?
  /// Format of the weights; nil for the one that the model is published in.
  public var weightFormat: NumberFormat?
  /// Format of the KV cache; nil for 16 bits.
  public var keyValueFormat: NumberFormat?
  /// Sequences that may run at once on each engine; nil for the engine's default.
  public var maximumSequences: Int?
  /// Tokens that an iteration of each engine may hold; nil for the engine's default.
  public var maximumBatchedTokens: Int?
  /// The longest prompt and output together; nil for what the model's positions allow.
  public var maximumModelTokens: Int?
  /// Blocks of each engine that requests can use; nil to be worked out from the memory.
  public var kvBlocks: Int?
  /// Tokens in a block of the KV cache.
  public var blockTokens = 16
  /// The part of the memory that the engine may use; nil for the engine's default.
  public var memoryFraction: Double?
  /// Whether prefixes are shared; nil for the engine's default.
  public var prefixCaching: Bool?
  /// Whether the next iteration is planned while one runs; nil for the engine's default.
  public var asynchronousScheduling: Bool?
  /// Whether all-reduces take the norm behind them along; nil for the engine's default.
  var fusedAllReduce: Bool?
  /// How fast experts of 4-bit weights are multiplied in 16 bits, over the kernel of the tables; nil for the engine's default.
  var expertComputeRate: Double?
  /// Microseconds that the host takes to launch a layer of a batch with a prompt; nil for the engine's default.
  var eagerLaunchMicroseconds: Double?
  /// Microseconds of an iteration in which accelerators wait for the host; nil for the engine's default.
  var exposedHostMicroseconds: Double?
  /// After how many iterations of decodes requests are taken in; nil for the engine's default.
  var receiveInterval: Int?
  /// How requests were sampled; nil for the engine's way with the model's defaults.
  var sampling: RequestedSampling?
  /// Whether the times are those of the engine itself, so that the way to the client and back is not in them.
  public var clockIsTheEngines = false

  /// A link between accelerators as it was measured.
  public struct LinkMeasurement: Hashable, Sendable {
    /// Gigabytes a second in one direction.
    public var gigabytesPerSecond: Double
    /// Seconds of a small message.
    public var latencySeconds: Double
  }

  /// Settings of a model on an accelerator under an engine; the rest at the engine's defaults.
  public init(model: String, accelerator: String, engine: String) {
    self.model = model
    self.accelerator = accelerator
    self.engine = engine
  }
}
