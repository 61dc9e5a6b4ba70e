import Kernel

/// Streams of chance for each request of one purpose: the same streams as
/// `RandomStream(seed:name:substream:)`, with the work that does not depend on the request done once.
package struct RequestStreams: Sendable {
  private let prefix: Digest

  /// The streams of a purpose under a seed.
  package init(seed: UInt64, name: String) {
    var digest = Digest()
    digest.mix(seed)
    digest.mix(bytesOf: name)
    prefix = digest
  }

  /// The stream of one request.
  @inline(__always) package func stream(_ request: Int) -> RandomStream {
    var digest = prefix
    digest.mix(UInt64(request))
    var filler = SplitMix64(state: digest.value)
    return RandomStream(state: (filler.next(), filler.next(), filler.next(), filler.next()))
  }
}

extension RandomStream {
  /// Two independent normal numbers from one round of Marsaglia's polar method; the first is what ``normal()`` gives.
  @inline(__always) package mutating func normalPair() -> (Double, Double) {
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      if square > 0 && square < 1 {
        let factor = (-2 * logarithm(square) / square).squareRoot()
        return (x * factor, y * factor)
      }
    }
  }
}
