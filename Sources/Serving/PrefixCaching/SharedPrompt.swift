/// What a replica keeps of one request whose prompt has identities, from its arrival to its end.
struct SharedPrompt: BitwiseCopyable {
  /// Where its identities stand, as the load gave them, and how many.
  var identities: Int
  var identityCount: Int32
  /// Full blocks of the prompt that have an identity.
  var blockCount: Int32
  /// Where the blocks it holds stand, while it is admitted; there is room for ``blockCount``.
  var holding: Int = -1
  /// Blocks with an identity that it holds: always the first of its prompt.
  var held: Int32 = 0
  /// What a look-up found last, and the state of the cache for which that is good.
  var found: Int32 = 0
  var foundAt = -1
}
