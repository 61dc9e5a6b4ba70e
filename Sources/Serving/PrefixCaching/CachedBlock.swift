/// A place in a replica's list of blocks: one block whose content has an identity, or a run of free blocks without.
struct CachedBlock: BitwiseCopyable {
  /// What ``holders`` says of a run of free anonymous blocks.
  static let anonymousRun: Int32 = -1
  /// What ``holders`` says of a place that stands empty.
  static let unused: Int32 = -2

  /// The identity; of an anonymous run, how many blocks it is.
  var word: UInt64
  /// Neighbours in the queue of free blocks; negative at its ends, and of no meaning while the block is held.
  var next: Int32 = -1
  var previous: Int32 = -1
  /// Requests that hold the block.
  var holders: Int32

  var isAnonymous: Bool { holders == Self.anonymousRun }
}
