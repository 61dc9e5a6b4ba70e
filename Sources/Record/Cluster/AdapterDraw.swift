import Foundation
import Kernel

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
      sum += Double(adapter + 1).raised(to: -alpha)
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
