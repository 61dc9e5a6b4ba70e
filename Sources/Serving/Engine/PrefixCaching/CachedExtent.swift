import Kernel

/// A place in an engine's list of blocks: neighbouring blocks of one identity that share one fate, or a run of free blocks
/// without content.
///
/// An identity is a block of the load's, which is several of the engine's (its parts). Parts that were computed together
/// are held and given back together, and evicted from the last one on, so that a range and its end say all of them.
struct CachedExtent: Identified, HeapRow {
  /// What ``holders`` says of a run of free blocks without content.
  static let anonymousRun: Int32 = -1
  /// What ``holders`` says of a place that is empty.
  static let unused: Int32 = -2

  /// The identity, chained to those before it in the prompt.
  var identity: UInt64 = 0
  /// What keeping it is worth, as of when it was last given back; under LRU of no meaning.
  var worth: Int64 = 0
  /// Counts what became free, so that of equal worth the one that is free longer goes first.
  var freedAt = 0
  /// The first part, and how many there are; of an anonymous run, how many blocks it is.
  var first: Int32 = 0
  var count: Int32
  /// Requests that hold it.
  var holders: Int32
  /// Neighbours in the queue of free blocks; in a heap, ``next`` is the place in it. Of no meaning while it is held.
  var next: Int32 = -1
  var previous: Int32 = -1
  /// The next and the one before of the same identity, in the order in which they were entered.
  var sibling: Int32 = -1
  var elder: Int32 = -1
  /// What was split off behind it: a request that held the whole goes on there.
  var continuation: Int32 = -1
  /// How often it was found and shared.
  var hits: Int32 = 0
  /// Blocks of the prompt before its identity.
  var depth: Int32 = 0

  var isAnonymous: Bool { holders == Self.anonymousRun }
  /// The part after its last.
  var end: Int32 { first + count }
  /// Whether no other extent has its identity.
  var isAlone: Bool { sibling < 0 && elder < 0 }

  /// Whether it is evicted before `other`: what is worth less goes first, of equal worth what is free longer, and of what was given
  /// back as one its end.
  func precedes(_ other: CachedExtent) -> Bool {
    if worth != other.worth { return worth < other.worth }
    if freedAt != other.freedAt { return freedAt < other.freedAt }
    return first > other.first
  }

  /// The place in the order of eviction by worth.
  var place: Int32 {
    get { next }
    set { next = newValue }
  }
}
