import Kernel

/// What changes in a cluster: which replicas are there, which faults are to come, and what the autoscaler has seen.
struct Availability {
  /// Each replica's availability.
  var replicas: [ReplicaAvailability]
  /// The rules by which pools grow and shrink, by pool.
  var autoscaler: Autoscaler
  /// Changes that are scheduled, by the number that their wake carries, and numbers that are free again.
  private var changes: [ClusterChange] = []
  private var spare: [Int32] = []
  /// The source of chance of each replica that fails by chance.
  private var chance: [RandomStream?]

  /// All replicas there, and nothing to come.
  init(_ cluster: ClusterConfiguration, replicas count: Int) {
    replicas = Array(repeating: ReplicaAvailability(), count: count)
    chance = Array(repeating: nil, count: count)
    autoscaler = Autoscaler(pools: cluster.pools.count)
  }

  /// Keeps a change and returns its number.
  mutating func keep(_ change: ClusterChange) -> Int32 {
    guard let number = spare.popLast() else {
      changes.append(change)
      return Int32(changes.count - 1)
    }
    changes[Int(number)] = change
    return number
  }

  /// The change of a number, which is free from then on.
  mutating func take(_ number: Int32) -> ClusterChange {
    spare.append(number)
    return changes[Int(number)]
  }

  /// Gives a replica a source of chance of its own.
  mutating func letFail(_ replica: Int, seed: UInt64) {
    chance[replica] = RandomStream(seed: seed, name: "failures", substream: UInt64(replica))
  }

  /// Notes that nothing will bring a replica back.
  mutating func lose(_ replica: Int) {
    chance[replica] = nil
    replicas[replica].isLost = true
  }

  /// Whether a replica fails by chance.
  func failsByChance(_ replica: Int) -> Bool { chance[replica] != nil }

  /// When a change of a replica comes that is drawn from an exponential distribution of that mean; nil where it never does.
  mutating func draw(_ replica: Int, mean: Duration, after now: Instant) -> Instant? {
    guard var stream = chance[replica] else { return nil }
    let wait = max(1, (stream.exponential(mean: mean.seconds) * 1e12).rounded())
    chance[replica] = stream
    guard wait < 9e18, case let (time, overflow) = now.picoseconds.addingReportingOverflow(Int64(wait)), !overflow else { return nil }
    return Instant(picoseconds: time)
  }
}
