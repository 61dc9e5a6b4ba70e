import Kernel

/// What a link between replicas can do in one direction; the other direction can do as much at the same time.
public struct LinkFigures: Hashable, Sendable {
  /// Bytes a second.
  public var bytesPerSecond: Int
  /// From the sending of a byte to its arrival with nothing in the way.
  public var latency: Duration

  /// Figures of a link.
  public init(bytesPerSecond: Int, latency: Duration = .zero) {
    self.bytesPerSecond = bytesPerSecond
    self.latency = latency
  }

  /// Refuses figures that cannot be.
  ///
  /// - Throws: ``InputError`` naming `link`.
  package func check(_ link: String) throws(InputError) {
    if bytesPerSecond < 1 || bytesPerSecond > 1_000_000_000_000_000_000 {
      throw InputError("\(link) carries \(bytesPerSecond) bytes a second", remedy: "between 1 and 10^18")
    }
    if latency < .zero || latency > .seconds(3600) {
      throw InputError("\(link) has a latency of \(latency.seconds) s", remedy: "between 0 and an hour")
    }
  }
}
