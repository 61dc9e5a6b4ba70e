import Kernel

/// The lower of the two states in which a replica has nothing to do: the clocks of its accelerators are down.
public struct RestState: Hashable, Sendable {
  /// Watts that it draws then, all accelerators and their share of the host.
  public var watts: Double
  /// How long after work it comes to it, while its server is up. Until then it draws its idle watts.
  public var after: Duration

  /// A state of rest.
  public init(watts: Double, after: Duration) {
    self.watts = watts
    self.after = after
  }
}

extension ReplicaConfiguration {
  /// Refuses draws that cannot be.
  ///
  /// - Throws: ``InputError`` naming the draw.
  func checkDraw() throws(InputError) {
    guard idleWatts >= 0, idleWatts < 1e12, offWatts >= 0, offWatts <= idleWatts else {
      throw InputError(
        "a replica that draws \(idleWatts) W with nothing to do and \(offWatts) W switched off",
        remedy: "0 or more, and no more switched off")
    }
    guard let rest else { return }
    guard rest.watts >= 0, rest.watts <= idleWatts, rest.after >= .zero else {
      throw InputError(
        "a replica that draws \(rest.watts) W at rest, after \(rest.after.seconds) s, and \(idleWatts) W before",
        remedy: "0 W to the idle draw, after 0 s or more")
    }
  }
}
