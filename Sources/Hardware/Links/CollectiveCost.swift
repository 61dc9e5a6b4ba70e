/// What collectives between accelerators take (Thakur, Rabenseifner and Gropp, "Optimization of collective
/// communication operations in MPICH", 2005), in seconds.
public struct CollectiveCost: Hashable, Sendable {
  /// The link between the accelerators.
  public var link: Link
  /// How many take part.
  public var members: Int
  /// Share of the link's bandwidth that large messages reach.
  public var efficiency: Double

  /// Seconds of one step with a small message.
  public var latency: Double

  /// Collectives of `members` accelerators over `link`; `efficiency` is nil for what so many reach on it.
  public init(link: Link, members: Int, efficiency: Double? = nil) {
    let reach = link.reach(members: members)
    self.link = link
    self.members = members
    self.efficiency = efficiency ?? reach.efficiency.value
    latency = reach.latencySeconds.value
  }

  /// Two exchange directly on any link.
  private var connectsAllPairs: Bool { link.connectsAllPairs || members == 2 }
  private var bandwidth: Double { link.bandwidthBytesPerSecond.value * efficiency }

  /// Seconds of an all-reduce of `bytes`, by the fastest of three algorithms: a ring of 2 (n - 1) steps; and, where all
  /// pairs are connected, one shot (everyone reads everything, n - 1 messages at one latency) or two shots
  /// (reduce-scatter and all-gather).
  public func allReduce(bytes: Double) -> Double {
    guard members > 1, bytes > 0 else { return 0 }
    let others = Double(members - 1)
    let divided = 2 * others / Double(members) * bytes / bandwidth
    let ring = 2 * others * latency + divided
    guard connectsAllPairs else { return ring }
    return min(ring, latency + others * bytes / bandwidth, 2 * latency + divided)
  }

  /// Seconds until everyone has the `bytes` of which each holds an equal part.
  public func allGather(bytes: Double) -> Double {
    guard members > 1, bytes > 0 else { return 0 }
    let steps = connectsAllPairs ? 1 : Double(members - 1)
    return steps * latency + Double(members - 1) / Double(members) * bytes / bandwidth
  }

  /// Seconds until everyone has sent to everyone else, when the busiest receives `bytes` in all, of which its own share
  /// needs no link: pairs exchange at once behind a switch, one after the other otherwise.
  public func allToAll(bytes: Double) -> Double {
    guard members > 1, bytes > 0 else { return 0 }
    let steps = connectsAllPairs ? 1 : min(Double(members - 1), Self.exchangesInFlight)
    return steps * latency + Double(members - 1) / Double(members) * bytes / bandwidth
  }

  /// Messages to other members that a library keeps in flight, so that further ones cost no latency of their own: 8, a
  /// node's worth, assumed.
  static let exchangesInFlight = 8.0

  /// Bytes that one accelerator sends in an all-reduce by ring or two shots.
  public func allReduceTraffic(bytes: Double) -> Double {
    members > 1 ? 2 * Double(members - 1) / Double(members) * bytes : 0
  }

  /// Seconds of handing `bytes` to the next pipeline stage.
  public func hop(bytes: Double) -> Double { link.seconds(bytes: bytes, efficiency: efficiency) }
}
