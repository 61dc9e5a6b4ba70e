/// The chained identities of the prompt that has just arrived, in memory that is used again for the next one.
struct PromptIdentities: ~Copyable {
  private var chain: UnsafeMutablePointer<UInt64>
  private var capacity = 64
  private var count = 0

  init() { chain = .allocate(capacity: capacity) }

  deinit { chain.deallocate() }

  /// Good until the next prompt is read.
  var identities: UnsafeBufferPointer<UInt64> { UnsafeBufferPointer(start: chain, count: count) }

  mutating func read(_ given: [UInt64]) {
    count = given.count
    if count > capacity {
      chain.deallocate()
      capacity = 2 * count
      chain = .allocate(capacity: capacity)
    }
    var previous = PromptChain.root
    for (place, identity) in given.enumerated() {
      previous = PromptChain.link(previous, identity)
      chain[place] = previous
    }
  }
}
