/// What an engine keeps of one request whose blocks have identities: those of its prompt from its arrival to its end, its own
/// from when it was first preempted. Of a pinned prefix it keeps the same.
struct SharedPrompt: BitwiseCopyable {
  /// Where its chained identities are kept, and how many there are.
  var identities: Int
  var identityCount: Int32
  /// Full blocks that have an identity: those the load names, and behind them those that only this request can find again.
  var blockCount: Int32
  /// Full blocks that the load names.
  var namedByLoad: Int32
  /// What the request's own identities begin with, unlike any other request's.
  var own: UInt64 = 0
  /// Where the pieces it holds are kept, while it is admitted; there is room for ``blockCount``.
  var holding: Int = -1
  var pieces: Int32 = 0
  /// Blocks with an identity that it holds: always the first of its prompt.
  var held: Int32 = 0
  /// What a look-up found last, and the state of the cache for which that is good.
  var found: Int32 = 0
  var foundAt = -1
  /// Of a pinned prefix: requests that have not ended of those it is kept for.
  var members: Int32 = 0
}
