import Kernel

/// The chained identities of the prompt that has just arrived, in memory that is used again for the next one.
struct PromptIdentities: ~Copyable {
  private var chain = Column<UInt64>(minimumCapacity: 64)

  /// Calls `body` with the identities and returns what it returns.
  @inline(__always) func withChain<Result>(_ body: (Swift.Span<UInt64>) throws -> Result) rethrows -> Result {
    try chain.withSpan(chain.indices, body)
  }

  /// Takes a chain that was read before.
  mutating func take(chained given: Swift.Span<UInt64>) {
    chain.removeAll()
    for place in given.indices { chain.append(given[place]) }
  }

  /// Chains the identities that the load gives a prompt's blocks. KV of an adapter begins a chain of its own; a negative one is none.
  mutating func read(_ given: [UInt64], adapter: Int32 = -1) {
    chain.removeAll()
    var previous = adapter < 0 ? PromptChain.root : PromptChain.root(ofAdapter: adapter)
    for identity in given {
      previous = PromptChain.link(previous, identity)
      chain.append(previous)
    }
  }
}
