/// A run of a fleet as a plan asks for it and as it ended: a row of `planTrial`.
public struct StoredTrial: Hashable, Codable, Sendable {
  /// All that a run of one layout and one revision of the program depends on.
  public struct Key: Hashable, Codable, Sendable {
    /// Replicas of each pool: of one, or of those for prompts and those for tokens.
    public var replicas: [Int]
    /// The rate over that of the scenario.
    public var rateFactor: Double
    /// The pool whose first replicas die; nil where none does.
    public var dyingPool: Int?
    /// How many of them die; 0 where none does.
    public var deadReplicas: Int
    /// When they die, in picoseconds; 0 where none does.
    public var deathPicoseconds: Int64
    /// Whether requests come one at a time.
    public var isAlone: Bool
    /// Whether the run is to end where its objective is out of reach.
    public var mayBeCut: Bool
    /// The seed.
    public var seed: UInt64

    /// A key.
    public init(
      replicas: [Int], rateFactor: Double, dyingPool: Int?, deadReplicas: Int, deathPicoseconds: Int64, isAlone: Bool, mayBeCut: Bool,
      seed: UInt64
    ) {
      self.replicas = replicas
      self.rateFactor = rateFactor
      self.dyingPool = dyingPool
      self.deadReplicas = deadReplicas
      self.deathPicoseconds = deathPicoseconds
      self.isAlone = isAlone
      self.mayBeCut = mayBeCut
      self.seed = seed
    }
  }

  /// The layout: the hash of the scenario with it.
  public var layoutHash: String
  /// What the run was.
  public var key: Key
  /// Requests that the objective was asked of.
  public var requests: Int
  /// Requests that met each demand.
  public var met: [Int]
  /// Requests that exceeded each limit.
  public var exceeded: [Int]
  /// Requests turned away.
  public var rejected: Int
  /// Requests that had not ended.
  public var unfinished: Int
  /// Whether the run was cut short.
  public var isCut: Bool
  /// Joules for an output token; nil where it was not told.
  public var joulesPerOutputToken: Double?
  /// The digest of all that happened; nil where the run was cut short.
  public var digest: UInt64?

  /// The 99th percentile of each latency that the objective limits, in picoseconds; nil where it was not told.
  public var p99Picoseconds: [Int64]?

  /// A run as it ended.
  public init(
    layoutHash: String, key: Key, requests: Int, met: [Int], exceeded: [Int], rejected: Int, unfinished: Int, isCut: Bool,
    joulesPerOutputToken: Double?, digest: UInt64?, p99Picoseconds: [Int64]? = nil
  ) {
    self.layoutHash = layoutHash
    self.key = key
    self.requests = requests
    self.met = met
    self.exceeded = exceeded
    self.rejected = rejected
    self.unfinished = unfinished
    self.isCut = isCut
    self.joulesPerOutputToken = joulesPerOutputToken
    self.digest = digest
    self.p99Picoseconds = p99Picoseconds
  }
}
