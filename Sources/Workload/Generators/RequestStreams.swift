import Kernel

/// Streams of chance for each request of one purpose: the same streams as
/// `RandomStream(seed:name:substream:)`, with the work that does not depend on the request done once.
struct RequestStreams: Sendable {
  private let prefix: Digest

  /// The streams of a purpose under a seed.
  init(seed: UInt64, name: String) {
    var digest = Digest()
    digest.mix(seed)
    digest.mix(bytesOf: name)
    prefix = digest
  }

  /// The stream of one request.
  @inline(__always) func stream(_ request: Int) -> RandomStream {
    var digest = prefix
    digest.mix(UInt64(request))
    var filler = SplitMix64(state: digest.value)
    return RandomStream(state: (filler.next(), filler.next(), filler.next(), filler.next()))
  }
}
