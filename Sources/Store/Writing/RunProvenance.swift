/// Where a run comes from: enough to repeat it, and to tell whether two runs may be compared.
public struct RunProvenance: Hashable, Sendable {
  /// The scenario's name, as people say it.
  public var name: String
  /// The resolved scenario, as YAML.
  public var scenario: String
  /// The resolved scenario's digest, in hexadecimal.
  public var scenarioHash: String
  /// The digest of what arrived, in hexadecimal.
  public var traceDigest: String
  /// Where iteration costs come from, such as `roofline@<digest>`.
  public var calibration: String
  /// The source revision of the program, or `unknown`.
  public var revision: String
  /// The program's version.
  public var version: String
  /// The seed of every random stream.
  public var seed: UInt64
  /// Which requests are recorded.
  public var record: RecordLevel
  /// When the run was made, in ISO 8601, as the caller's clock says.
  public var created: String

  /// A run's origin.
  public init(
    name: String, scenario: String, scenarioHash: String, traceDigest: String, calibration: String, revision: String,
    version: String, seed: UInt64, record: RecordLevel, created: String
  ) {
    self.name = name
    self.scenario = scenario
    self.scenarioHash = scenarioHash
    self.traceDigest = traceDigest
    self.calibration = calibration
    self.revision = revision
    self.version = version
    self.seed = seed
    self.record = record
    self.created = created
  }
}
