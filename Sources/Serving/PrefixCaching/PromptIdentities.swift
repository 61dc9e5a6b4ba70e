/// The chained identities of the prompt that has just arrived, in memory that is used again for the next one.
struct PromptIdentities: ~Copyable {
  private var chain: UnsafeMutablePointer<UInt64>
  private var capacity = 64
  private var count = 0

  init() { chain = .allocate(capacity: capacity) }

  deinit { chain.deallocate() }

  /// Good until the next prompt is read.
  var identities: UnsafeBufferPointer<UInt64> { UnsafeBufferPointer(start: chain, count: count) }

  /// Takes a chain that was read before.
  mutating func take(chained given: UnsafeBufferPointer<UInt64>) {
    makeRoom(for: given.count)
    for (place, identity) in given.enumerated() { chain[place] = identity }
  }

  private mutating func makeRoom(for needed: Int) {
    count = needed
    if count <= capacity { return }
    chain.deallocate()
    capacity = 2 * count
    chain = .allocate(capacity: capacity)
  }

  mutating func read(_ given: [UInt64]) {
    makeRoom(for: given.count)
    var previous = PromptChain.root
    for (place, identity) in given.enumerated() {
      previous = PromptChain.link(previous, identity)
      chain[place] = previous
    }
  }
}
