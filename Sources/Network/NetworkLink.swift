/// A link of a cluster's network, both directions of it.
public enum NetworkLink: Hashable, Sendable, CustomStringConvertible {
  /// A replica's own, by its number through the pools: its port, or in a tree its link to the others of its node.
  case replica(Int)
  /// From a node to the switch of its rack; nodes are counted through the pools, and each holds replicas of one.
  case node(Int)
  /// From a rack to the spine.
  case rack(Int)

  /// Whose it is, for messages.
  public var description: String {
    switch self {
    case .replica(let number): "the link of replica \(number)"
    case .node(let number): "the link of node \(number)"
    case .rack(let number): "the link of rack \(number)"
    }
  }
}
