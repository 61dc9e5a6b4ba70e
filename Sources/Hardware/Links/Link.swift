/// A way for bytes between accelerators or nodes.
public struct Link: Hashable, Sendable {
  /// The short id that scenarios use, such as `nvlink-4`.
  public var id: String
  /// The name in full.
  public var name: String
  /// Bytes a second in one direction, for one accelerator or port.
  public var bandwidthBytesPerSecond: Sourced<Double>
  /// Seconds from sending a small message to its arrival, software included.
  public var latencySeconds: Sourced<Double>
  /// Whether every pair of accelerators has the full bandwidth at once, as behind a switch; a ring is used otherwise.
  public var connectsAllPairs: Bool
  /// The most accelerators that it joins directly; nil for a network that any number can be on.
  public var reach: Sourced<Int>?

  /// A link.
  public init(
    id: String, name: String, bandwidthBytesPerSecond: Sourced<Double>, latencySeconds: Sourced<Double>, connectsAllPairs: Bool,
    reach: Sourced<Int>? = nil
  ) {
    self.id = id
    self.name = name
    self.bandwidthBytesPerSecond = bandwidthBytesPerSecond
    self.latencySeconds = latencySeconds
    self.connectsAllPairs = connectsAllPairs
    self.reach = reach
  }

  /// Seconds that a message of `bytes` takes with the link to itself, at `efficiency` of its bandwidth.
  public func seconds(bytes: Double, efficiency: Double = 1) -> Double {
    latencySeconds.value + bytes / (bandwidthBytesPerSecond.value * efficiency)
  }
}
