/// What is to come at an instant known beforehand.
struct Wake: BitwiseCopyable {
  /// What comes.
  enum Kind: UInt8 {
    /// The end of the iterations a replica has under way, unless they were cut short since.
    case iterationsEnd
    /// The last token of a request at its client.
    case delivery
    /// A request in its replica's queue.
    case entry
    /// KV that is ready to set out: the prompt of a request is computed, or its first layer is.
    case handOver
    /// The last byte of a hand-over, by its number.
    case landing
    /// The end of a flow in the network, unless flows have changed since.
    case network
    /// Something that befalls a replica or a link.
    case change
    /// The autoscaler's look at a pool.
    case scaling
    /// A lane of a mixed pool that can do nothing but decode KV that was to leave.
    case relief
  }

  /// The replica; of a request on its way, the slot; of a change, its number; of the autoscaler, the pool; of a relief, the lane.
  var index: Int32
  /// Tells the end of iterations that is still meant from one that a cut leap left behind.
  var version: UInt32
  var kind: Kind

  init(_ kind: Kind, _ index: Int32, version: UInt32 = 0) {
    self.kind = kind
    self.index = index
    self.version = version
  }
}
