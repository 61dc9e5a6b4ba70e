/// What happens at an instant that is known beforehand, with what it takes to handle it.
enum Wake: BitwiseCopyable {
  /// The end of the iterations that an engine has under way. Where its version is old they were cut short since, and it is void.
  case iterationsEnd(engine: Int32, version: UInt32)
  /// The last token of a request reaches its client.
  case delivery(Slot)
  /// A request leaves the front end and comes into its engine's queue.
  case entry(Slot)
  /// KV is ready to be sent: the prompt of a request is computed, or its first layer is. The version distinguishes the request
  /// from others that had its row (``KVTransfers/version(of:)``).
  case transferReady(Slot, version: UInt32)
  /// The last byte of a transfer arrives. The transfer goes by its number and generation.
  case transferArrived(Int32, generation: UInt32)
  /// The end of a flow in the network. Where its version is old, flows have changed since, and it is void.
  case flowEnds(version: UInt32)
  /// A change of a replica or a link, by its number in ``Availability``.
  case change(Int32)
  /// The autoscaler's look at a pool.
  case scaling(pool: Int32)
  /// An engine of a mixed pool that can do nothing but decode KV that was to leave.
  case relief(engine: Int32)
  /// An adapter is there that an engine with nothing to run waits for.
  case adapterLoaded(engine: Int32)
}

/// The order of what happens at one instant, beside the arrivals and the samples, which come last.
///
/// The rank decides and not when a wake was scheduled: a loop that leaps schedules the end of iterations earlier than one that
/// steps, and both must handle it in the same place. Equal ranks are handled in the order in which they were scheduled.
enum WakeRank {
  /// Ends of iterations, engine by engine.
  case iterationsEnd(engine: Int)
  /// Requests and KV in transit, in the order in which they were scheduled.
  case inTransit
  /// Changes of replicas and links, and ends of flows in the network: behind all that is in transit at this instant, so that
  /// flows which begin now share the links already.
  case change
  /// The autoscaler sees what the failures of this instant have left.
  case scaling
  /// All else of the instant has been done before an engine is relieved.
  case relief

  /// Engines of a whole cluster; more would only fill memory.
  static let mostEngines = 65_536

  /// The rank as the queue of events counts it.
  @inline(__always) var value: Int {
    switch self {
    case .iterationsEnd(let engine): engine
    case .inTransit: Self.mostEngines
    case .change: Self.mostEngines + 1
    case .scaling: Self.mostEngines + 2
    case .relief: Self.mostEngines + 3
    }
  }
}
