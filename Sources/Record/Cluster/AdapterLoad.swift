import Kernel

/// Which adapters the requests of a load ask for.
public struct AdapterLoad: Hashable, Sendable {
  /// Adapters that there are, numbered from 0.
  public var count: Int
  /// The exponent of the power law by which requests are drawn: adapter a has a share in proportion to (a + 1) to the minus this. Nil
  /// where the load itself tells each request's adapter.
  public var alpha: Double?

  /// So many adapters, drawn by a power law, or told by the load.
  public init(count: Int, alpha: Double?) {
    self.count = count
    self.alpha = alpha
  }

  /// The most adapters that there may be.
  public static let mostAdapters = 100_000
  /// The greatest ``alpha``.
  public static let greatestAlpha = 100.0

  /// Refuses adapters that nothing can be drawn from.
  package func check() throws {
    if !(1...Self.mostAdapters).contains(count) {
      throw InputError("\(count) adapters", remedy: "1 to \(Self.mostAdapters)")
    }
    if let alpha, !(alpha >= 0 && alpha <= Self.greatestAlpha) {
      throw InputError("adapters drawn by a power law of exponent \(alpha)", remedy: "0, for equal shares, to \(Self.greatestAlpha)")
    }
  }

  /// Whether the adapter of a request depends on the seed.
  public var draws: Bool { alpha != nil && count > 1 }
}
