import Kernel

/// All hand-overs of a run, in exact sums.
public struct HandOverTotals: Hashable, Sendable {
  /// How many arrived.
  public var count = 0
  /// Bytes that arrived.
  public var bytes = 0
  /// Picoseconds from the end of the prefill to the arrival of the last byte, summed; wider than a time, for waits overlap.
  public var visiblePicoseconds: Int128 = 0
  /// The longest of these.
  public var longestVisible = Duration.zero
  /// Picoseconds from asking for room at the destination until it was there, summed.
  public var waitedForRoomPicoseconds: Int128 = 0
  /// Picoseconds from the first byte's setting out to the last one's arrival, summed.
  public var transferPicoseconds: Int128 = 0
  /// How many were called off because the replica at one end crashed.
  public var calledOff = 0
  /// How many of those went to another replica with the KV that was still at its source; the others lost it.
  public var sentAgain = 0
  /// How often a replica began to take the phase that is not its pool's (a mixed pool).
  public var roleChanges = 0
  /// The most that were under way at once, those that waited for room included.
  public var peak = 0

  /// None yet.
  public init() {}

  /// Adds a hand-over whose KV has arrived.
  package mutating func add(_ record: HandOverRecord) {
    count += 1
    bytes += record.bytes
    visiblePicoseconds += Int128(record.visible.picoseconds)
    longestVisible = max(longestVisible, record.visible)
    waitedForRoomPicoseconds += Int128(record.waitedForRoom.picoseconds)
    transferPicoseconds += Int128(record.transfer.picoseconds)
  }
}
