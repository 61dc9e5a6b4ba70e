/// One row of the table `run`, without its statistics.
public struct StoredRun: Hashable, Sendable {
  /// Whether the run came to its end.
  public enum Status: String, Hashable, Sendable {
    /// It is going on: the process that writes it is there.
    case running
    /// The process that wrote it has ended before it, killed for instance.
    case interrupted
    /// It has not finished, and whether it goes on cannot be told here: on another machine, or stored by a version that noted no process.
    case unfinished
    /// Its summary is stored.
    case finished
  }

  /// The run's number in this database.
  public var id: Int64
  /// Whether it came to its end.
  public var status: Status
  /// Where it comes from.
  public var provenance: RunProvenance
  /// The digest of all that happened, sixteen hexadecimal digits; nil until the run has finished.
  public var eventDigest: String?
  /// Seconds of wall clock it took, where the caller measured them.
  public var wallSeconds: Double?
  /// Seconds of processor time it took, where the caller measured them.
  public var cpuSeconds: Double?
  /// Whether it kept its objective; nil where it had none or has not finished.
  public var objectiveMet: Bool?
  /// Requests turned away over those that arrived; nil where none arrived or it has not finished.
  public var rejectedShare: Double?
}
