import Kernel

/// The links that bytes take from one replica to another, at most four, and how long the first byte needs.
package struct NetworkPath: BitwiseCopyable {
  /// Links in order; negative where there are fewer.
  package var links = SIMD4<Int32>(repeating: -1)
  /// Links on the way.
  package var hops = 0
  package var latency = Duration.zero

  /// A path of no links yet.
  package init() {}

  /// Adds the next link on the way.
  ///
  /// - Precondition: there are fewer than four.
  package mutating func append(_ link: Int, latency: Duration = .zero) {
    links[hops] = Int32(link)
    hops += 1
    self.latency += latency
  }
}
