import Network
import Record

/// Replicas of one kind.
public struct PoolConfiguration: Sendable {
  /// As written in the scenario.
  public var name: String
  /// How many replicas it has.
  public var replicas: Int
  /// What each of them is.
  public var replica: ReplicaConfiguration
  /// What they do of a request.
  public var role: PoolRole
  /// How KV leaves them; read where the role is ``PoolRole/prefill``, and by routers that let any replica hand over.
  public var handOver: HandOverConfiguration
  /// The way of each replica to the others where the network is one of ports; nil for replicas without.
  public var port: LinkFigures?
  /// How the number of replicas follows the load; nil where all of them are always there.
  public var scaling: ScalingRule?

  /// A pool; by default its replicas do all of a request, and all of them are always there.
  public init(
    name: String, replicas: Int, replica: ReplicaConfiguration, role: PoolRole = .both,
    handOver: HandOverConfiguration = HandOverConfiguration(), port: LinkFigures? = nil
  ) {
    self.name = name
    self.replicas = replicas
    self.replica = replica
    self.role = role
    self.handOver = handOver
    self.port = port
  }
}
