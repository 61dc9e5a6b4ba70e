/// Chained identities of a prompt's blocks: equal ones mean equal text from the start on, and blocks of different text have
/// equal ones by an accident of 64 bits only (vLLM: `hash_block_tokens` over the parent's hash).
enum PromptChain {
  /// What the first block of every prompt is chained to.
  static let root: UInt64 = 0x13198A2E_03707344

  /// What the first block of a prompt is chained to whose KV an adapter makes.
  static func root(ofAdapter adapter: Int32) -> UInt64 { link(~root, UInt64(UInt32(bitPattern: adapter))) }

  /// The identity of a block that the load calls `given`, behind one with the identity `previous`.
  @inline(__always) static func link(_ previous: UInt64, _ given: UInt64) -> UInt64 {
    mixed(previous ^ (given &* 0x9E37_79B9_7F4A_7C15 &+ 0x2545_F491_4F6C_DD1D))
  }

  /// The identity of the `index`-th stretch of blocks that only the request numbered `owner` can find again.
  static func own(_ owner: UInt64, _ index: Int) -> UInt64 {
    mixed(mixed(root ^ (owner &* 0xFF51_AFD7_ED55_8CCD)) ^ UInt64(index))
  }

  @inline(__always) private static func mixed(_ word: UInt64) -> UInt64 {
    let product = word.multipliedFullWidth(by: 0xD1B5_4A32_D192_ED03)
    return (product.high ^ product.low) &+ 0xA409_3822_299F_31D0
  }
}
