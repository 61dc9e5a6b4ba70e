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
  /// What collectives reach on it, by how many take part, ascending; empty where the link's own latency and
  /// ``LinkReach/usualEfficiency`` are what is known.
  public var collectives: [LinkReach]

  /// A link.
  public init(
    id: String, name: String, bandwidthBytesPerSecond: Sourced<Double>, latencySeconds: Sourced<Double>, connectsAllPairs: Bool,
    reach: Sourced<Int>? = nil, collectives: [LinkReach] = []
  ) {
    self.id = id
    self.name = name
    self.bandwidthBytesPerSecond = bandwidthBytesPerSecond
    self.latencySeconds = latencySeconds
    self.connectsAllPairs = connectsAllPairs
    self.reach = reach
    self.collectives = collectives
  }

  /// A link of which nothing is known but two figures that somebody measured: they count as they are, however many take part.
  ///
  /// A `nil` figure is that of `base`. With a bandwidth of its own nothing is taken off it.
  public init(_ base: Link, bandwidthBytesPerSecond: Double?, latencySeconds: Double?, source: String) {
    self = base
    id = "\(base.id), changed"
    if bandwidthBytesPerSecond != nil && latencySeconds != nil { id = "as given" }
    if let bandwidth = bandwidthBytesPerSecond { self.bandwidthBytesPerSecond = Sourced(bandwidth, source: source) }
    if let latency = latencySeconds { self.latencySeconds = Sourced(latency, source: source) }
    let entries = base.collectives.isEmpty ? [base.reach(members: 2)] : base.collectives
    collectives = entries.map { entry in
      var entry = entry
      if bandwidthBytesPerSecond != nil { entry.efficiency = Sourced(1, source: source) }
      if let latency = latencySeconds { entry.latencySeconds = Sourced(latency, source: source) }
      return entry
    }
  }

  /// What collectives of so many reach: the figures of as many or of the next larger group that was measured.
  public func reach(members: Int) -> LinkReach {
    collectives.first { $0.members >= members } ?? collectives.last
      ?? LinkReach(members: members, efficiency: LinkReach.usualEfficiency, latencySeconds: latencySeconds)
  }

  /// Seconds that a message of `bytes` takes with the link to itself, at `efficiency` of its bandwidth.
  public func seconds(bytes: Double, efficiency: Double = 1) -> Double {
    latencySeconds.value + bytes / (bandwidthBytesPerSecond.value * efficiency)
  }
}
