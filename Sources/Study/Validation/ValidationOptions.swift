import Store

/// How a validation is carried out.
public struct ValidationOptions {
  /// Where both sides are stored as runs; nil stores nothing.
  public var store: ResultStore?
  /// Who makes the runs, for their provenance.
  public var program: ProgramIdentity
  /// Changes laid over the scenario that a record stands for, such as `calibration=roofline`.
  public var assignments: [String] = []
  /// The file of the scenario whose server a benchmark measured; nil where assignments name the server.
  public var scenario: String?
  /// The log of the server that a benchmark measured; nil where there is none.
  public var serverLog: ServerLog?
  /// Requests a second of benchmarks whose results do not say it.
  public var requestsPerSecond: Double?
  /// Requests that benchmarks kept in flight whose results do not say it.
  public var concurrency: Int?
  /// Seed of what is drawn: the arrivals of records that tell a rate only.
  public var seed: UInt64 = 1
  /// Told what is being done, again and again.
  public var say: (String) -> Void = { _ in }
  /// How far the validation has come, and whether it is to stop.
  public let progress = StudyProgress()

  /// Options that store nothing.
  public init(program: ProgramIdentity) { self.program = program }

  /// Whether anything is given that the results of benchmarks alone do not tell themselves.
  var isOfBenchmarks: Bool { scenario != nil || serverLog != nil || requestsPerSecond != nil || concurrency != nil }
}
