import Hardware

/// Requests of one engine that begin alike and were grouped by its policy.
struct RequestGroup: BitwiseCopyable {
  /// What ``RequestHistory/group`` says of a request that its policy has not looked at.
  static let none: Int32 = -1
  /// What it says of a request that stays on its own.
  static let alone: Int32 = -2

  /// What ``pin`` says of a prefix that had to give way: it is not pinned again.
  static let givenUp: Int32 = -2

  /// Blocks of the common prefix.
  var commonBlocks: Int32
  /// Members that have not ended.
  var members: Int32
  /// The number of the pin in the engine's ``PrefixCache``; negative while there is none.
  var pin: Int32 = -1
  /// How many pins had been made with this one.
  var pinnedAt = 0
  /// Admitted members that hold the pinned blocks, and how many of them decode.
  var holding: Int32 = 0
  var decoding: Int32 = 0
  /// What reading the prefix once costs with so many decoding, if that is cheaper.
  var readsOnce = false
  var cost = ChunkCost.zero
  /// The next unused place in the list.
  var nextUnused: Int32 = -1
}
