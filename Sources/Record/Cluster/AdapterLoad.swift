import Foundation
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

/// Draws requests' adapters.
package struct AdapterDraw: Sendable {
  private let load: AdapterLoad
  private let seed: UInt64
  /// Shares summed up to each adapter; empty where nothing is drawn.
  private let sums: [Double]

  package init(_ load: AdapterLoad, seed: UInt64) {
    (self.load, self.seed) = (load, seed)
    guard let alpha = load.alpha else {
      sums = []
      return
    }
    var (sum, sums) = (0.0, [Double]())
    sums.reserveCapacity(load.count)
    for adapter in 0..<load.count {
      sum += pow(Double(adapter + 1), -alpha)
      sums.append(sum)
    }
    self.sums = sums
  }

  /// The adapter of a request, drawn from its own sub-stream: the same whatever the cluster and its policies. Negative for none.
  ///
  /// - Parameter told: what the load tells; negative for none.
  /// - Throws: ``InputError`` for an adapter that there is not.
  package func adapter(ofRequest request: Int, told: Int32) throws -> Int32 {
    guard let whole = sums.last else {
      if Int(told) >= load.count {
        throw InputError(
          "request \(request) asks for adapter \(told), and there are \(load.count), numbered from 0",
          remedy: "'workload.adapters.count' of \(told + 1) or more")
      }
      return told
    }
    var stream = RandomStream(seed: seed, name: "adapter", substream: UInt64(request))
    let place = stream.uniform() * whole
    var (low, high) = (0, sums.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] > place { high = middle } else { low = middle + 1 }
    }
    return Int32(low)
  }
}
