import Hardware

/// A calibration profile of the database, without its JSON.
public struct StoredProfile: Hashable, Sendable {
  /// Where a profile came from.
  public enum Kind: String, Hashable, Sendable {
    /// It comes with the program.
    case shipped
    /// It was measured on a machine by `calibrate`.
    case measured
    /// It was fitted to a table, or read from a file.
    case imported
  }

  /// The profile's number in this database.
  public var id: Int64
  /// Its name.
  public var name: String
  /// The digest of its JSON, sixteen hexadecimal digits.
  public var digest: String
  /// The accelerator's id.
  public var accelerator: String
  /// Where it came from.
  public var kind: Kind
  /// The day of the fit.
  public var date: String
}
