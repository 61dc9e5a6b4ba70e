/// A sweep as the database holds it: what was asked for. Its runs are found by what they are, not by who made them.
public struct StoredSweep: Sendable {
  /// One of its combinations.
  public struct Cell: Sendable {
    /// What varies, each key with its value here.
    public var values: [(key: String, value: String)]
    /// What its runs have for their experiment; nil where it cannot be.
    public var experiment: String?
    /// The seeds of its runs; where a search deals them out those that it has had.
    public var seeds: [UInt64]
    /// Why it cannot be; nil where it can.
    public var fault: String?
    /// The rung of a halving, from 1, after which it was left off; nil where it was not.
    public var leftOff: Int?

    /// A combination.
    public init(
      values: [(key: String, value: String)], experiment: String?, seeds: [UInt64], fault: String?, leftOff: Int? = nil
    ) {
      self.values = values
      self.experiment = experiment
      self.seeds = seeds
      self.fault = fault
      self.leftOff = leftOff
    }

    /// The same before any run.
    public var withoutSeeds: Cell { Cell(values: values, experiment: experiment, seeds: [], fault: fault) }
  }

  /// What it is called.
  public var name: String
  /// Digest of name, cells, seeds and program, sixteen hexadecimal digits.
  public var digest: String
  /// Source revision of the program.
  public var revision: String
  /// The program's version.
  public var version: String
  /// When it was asked for, in ISO 8601.
  public var created: String
  /// What deals out its runs, such as `halving:3`; nil where every cell has all of its own.
  public var search: String?
  /// Its combinations, in their order.
  public var cells: [Cell]

  /// A sweep.
  public init(
    name: String, digest: String, revision: String, version: String, created: String, search: String? = nil, cells: [Cell]
  ) {
    self.name = name
    self.digest = digest
    self.revision = revision
    self.version = version
    self.created = created
    self.search = search
    self.cells = cells
  }
}
