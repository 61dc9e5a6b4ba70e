/// How many replicas there are of each kind: of one, or of those for prompts and those for tokens.
public struct PlanFleet: Hashable, Sendable, CustomStringConvertible {
  /// Replicas of each pool.
  public let replicas: [Int]

  /// A fleet of pools with so many replicas.
  public init(_ replicas: [Int]) { self.replicas = replicas }

  /// Replicas of all pools.
  public var total: Int { replicas.reduce(0, +) }

  /// This fleet with more replicas in one pool.
  func adding(_ count: Int, to pool: Int) -> PlanFleet {
    var replicas = replicas
    replicas[pool] += count
    return PlanFleet(replicas)
  }

  /// `x3`, or `3P+1D`.
  public var description: String { replicas.count == 1 ? "x\(replicas[0])" : "\(replicas[0])P+\(replicas[1])D" }
}
