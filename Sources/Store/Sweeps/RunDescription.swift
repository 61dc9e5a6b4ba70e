/// What a run is, in columns that a table or a plot can go by: what of its scenario people ask for first.
public struct RunDescription: Sendable {
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

  /// A description.
  public init(
    experiment: String, model: String, accelerator: String, layout: String, scheduler: String, offeredPerSecond: Double?,
    values: [(key: String, value: String)] = []
  ) {
    self.experiment = experiment
    self.model = model
    self.accelerator = accelerator
    self.layout = layout
    self.scheduler = scheduler
    self.offeredPerSecond = offeredPerSecond
    self.values = values
  }
}
