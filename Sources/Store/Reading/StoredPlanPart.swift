/// A part of a plan that was divided among machines, as it was searched: a row of `planPart`.
public struct StoredPlanPart: Hashable, Sendable {
  /// Digest of what is searched, sixteen hexadecimal digits: parts of one plan have one.
  public var digest: String
  /// How many parts there are.
  public var parts: Int
  /// Which of them this is, from 0.
  public var part: Int
  /// The scenario's name.
  public var name: String
  /// Source revision of the program.
  public var revision: String
  /// Version of the program.
  public var version: String
  /// When it was made, ISO 8601, UTC.
  public var created: String
  /// Layouts of the part.
  public var layouts: Int
  /// Those of them that hold.
  public var holding: Int
  /// Runs that were simulated for it.
  public var runs: Int

  /// A part.
  public init(
    digest: String, parts: Int, part: Int, name: String, revision: String, version: String, created: String, layouts: Int, holding: Int,
    runs: Int
  ) {
    self.digest = digest
    self.parts = parts
    self.part = part
    self.name = name
    self.revision = revision
    self.version = version
    self.created = created
    self.layouts = layouts
    self.holding = holding
    self.runs = runs
  }
}
