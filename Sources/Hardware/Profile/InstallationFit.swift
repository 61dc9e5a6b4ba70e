import Kernel

/// What was fitted on benchmarks of one installation, kept with the profile that came of it: which figures, how sure, on what.
public struct InstallationFit: Hashable, Sendable, Codable {
  /// A benchmark that the fit went by.
  public struct Source: Hashable, Sendable, Codable {
    /// The file or folder, by its name.
    public var file: String
    /// The digest of its bytes, 16 hexadecimal digits.
    public var digest: String

    /// A source.
    public init(file: String, digest: String) {
      self.file = file
      self.digest = digest
    }
  }

  /// A fitted figure.
  public struct Figure: Hashable, Sendable, Codable {
    /// The engine's key in a scenario, or the class of operators.
    public var name: String
    /// `s`, or `factor` for one of operators.
    public var unit: String
    /// The value.
    public var value: Double
    /// Where the 95 % interval begins.
    public var low: Double
    /// Where the 95 % interval ends.
    public var high: Double
    /// The value before the fit.
    public var before: Double

    /// A figure.
    public init(name: String, unit: String, value: Double, low: Double, high: Double, before: Double) {
      self.name = name
      self.unit = unit
      self.value = value
      self.low = low
      self.high = high
      self.before = before
    }
  }

  /// The model that was served.
  public var model: String
  /// The engine's preset.
  public var engine: String
  /// The profile whose operators were scaled, by name and digest.
  public var base: String
  /// What was fitted.
  public var figures: [Figure]
  /// What was asked for and not told apart by the benchmarks, a sentence each.
  public var refused: [String]
  /// The benchmarks.
  public var sources: [Source]

  /// A fit.
  public init(model: String, engine: String, base: String, figures: [Figure], refused: [String], sources: [Source]) {
    self.model = model
    self.engine = engine
    self.base = base
    self.figures = figures
    self.refused = refused
    self.sources = sources
  }
}
