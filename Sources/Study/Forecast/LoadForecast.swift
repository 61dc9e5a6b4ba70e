import Record
import Scenario
import Serving
import Workload

/// What can be told of a load before it runs: requests that no replica could ever hold, and that will be rejected.
public struct LoadForecast: Sendable {
  /// A pool that takes longer requests than its memory holds.
  public struct MemoryLimit: Hashable, Sendable {
    /// The pool's name.
    public let pool: String
    /// Tokens of the longest sequence that the KV blocks of a replica hold.
    public let sequenceTokens: Int
    /// Tokens of the longest request that the engine takes.
    public let modelTokens: Int
  }

  /// Requests of the load that were looked at.
  public private(set) var requests = 0
  /// Whether these are all of them.
  public private(set) var isWhole = false
  /// How many of them will be rejected.
  public private(set) var rejected = 0
  /// Why, none twice.
  public private(set) var reasons: [RejectionReason] = []

  /// Requests that are looked at; a load may have no end.
  private static let most = 10_000

  /// Looks at the first requests of a scenario's load.
  ///
  /// - Throws: ``InputError`` where the cluster cannot be, or the load cannot be read.
  public init(_ scenario: Scenario, deployments: [Scenario.DeployedPool]) throws {
    let replicas = try scenario.cluster(of: deployments).pools.filter { $0.role.takesPrompts }.map(\.replica)
    var source = try scenario.workload.makeSource(seed: scenario.run.seeds.first ?? 1)
    while requests < Self.most {
      guard let arrival = try source.next() else {
        isWhole = true
        return
      }
      requests += 1
      let found = replicas.compactMap { $0.rejection(promptTokens: arrival.promptTokens, outputTokens: arrival.outputTokens) }
      guard let reason = found.first, found.count == replicas.count else { continue }
      rejected += 1
      if !reasons.contains(reason) { reasons.append(reason) }
    }
  }

  /// The pools that take prompts longer than their memory holds.
  ///
  /// - Throws: ``InputError`` where the cluster cannot be.
  public static func memoryLimits(_ scenario: Scenario, deployments: [Scenario.DeployedPool]) throws -> [MemoryLimit] {
    try scenario.cluster(of: deployments).pools.filter { $0.role.takesPrompts }.compactMap { pool in
      let limit = MemoryLimit(
        pool: pool.name, sequenceTokens: pool.replica.longestSequenceTokens, modelTokens: pool.replica.maximumModelTokens)
      return limit.sequenceTokens < limit.modelTokens ? limit : nil
    }
  }
}
