import Kernel

/// The links that bytes take from one replica to another, at most four, and how long the first byte needs.
struct NetworkPath: BitwiseCopyable {
  /// Links in order; negative where there are fewer.
  var links = SIMD4<Int32>(repeating: -1)
  /// Links on the way.
  var hops = 0
  var latency = Duration.zero

  mutating func append(_ link: Int, latency: Duration = .zero) {
    links[hops] = Int32(link)
    hops += 1
    self.latency += latency
  }
}
