/// What a run took of the machine, by the caller's clocks.
public struct RunEffort: Hashable, Sendable {
  /// Seconds of wall clock.
  public var wallSeconds: Double
  /// Seconds of the thread's processor time.
  public var cpuSeconds: Double

  /// Time as read or as spent.
  public init(wallSeconds: Double, cpuSeconds: Double) {
    self.wallSeconds = wallSeconds
    self.cpuSeconds = cpuSeconds
  }

  /// What was spent since an earlier reading.
  public func since(_ earlier: RunEffort) -> RunEffort {
    RunEffort(wallSeconds: wallSeconds - earlier.wallSeconds, cpuSeconds: cpuSeconds - earlier.cpuSeconds)
  }
}
