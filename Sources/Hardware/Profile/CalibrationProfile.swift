import Kernel
import Model

/// Measured times of operators on one accelerator, fitted: what a cost model asks instead of a roofline.
///
/// A profile holds no measurement, only surfaces fitted to them, how far off each is on rows it never saw, and where the
/// measurements came from.
public struct CalibrationProfile: Hashable, Sendable {
  /// The schema that this version reads and writes.
  public static let schema = "windtunnel-profile/2"

  /// The short name of the profile, such as `h100`.
  public var id: String
  /// The id of the accelerator in ``AcceleratorCatalog``.
  public var accelerator: String
  /// Where the measurements came from.
  public var origin: Origin
  /// The day of the fit, `2026-11-23`.
  public var date: String
  /// The machine that was measured, in words.
  public var machine: String
  /// The library whose kernels were measured.
  public var library: String
  /// The fitted operators. Of several that fit a call equally well, the first counts.
  public var operators: [OperatorFit]
  /// What unequal contexts and chunks beside decodes change in attention, by shape; nil where it was not measured.
  public var attention: [AttentionCorrections]?

  /// How far off each operator is over all its fits; empty where the fits' own residuals say it.
  public var accuracy: [OperatorAccuracy]

  /// What benchmarks of one installation changed in it, by `windtunnel fit`; nil where it is as it was measured.
  public var installation: InstallationFit?

  /// Where measurements came from.
  public struct Origin: Hashable, Sendable, Codable {
    /// The data set or the command, with its version.
    public var source: String
    /// The software that was measured.
    public var software: String
    /// The licence of the measurements.
    public var licence: String

    /// An origin.
    public init(source: String, software: String, licence: String) {
      self.source = source
      self.software = software
      self.licence = licence
    }
  }

  /// A profile.
  public init(
    id: String, accelerator: String, origin: Origin, date: String, machine: String, library: String, operators: [OperatorFit],
    attention: [AttentionCorrections]? = nil, accuracy: [OperatorAccuracy] = []
  ) {
    self.id = id
    self.accelerator = accelerator
    self.origin = origin
    self.date = date
    self.machine = machine
    self.library = library
    self.operators = operators
    self.attention = attention
    self.accuracy = accuracy
  }
}
