import Kernel

/// How replicas reach each other.
public enum NetworkConfiguration: Hashable, Sendable {
  /// Every replica has a port of its own, as wide as its pool says, on a fabric that blocks nobody.
  case ports
  /// Replicas in nodes, nodes in racks, racks on a spine.
  case tree(TreeNetwork)
}
