import Kernel

/// Replicas that can be chosen, and those that cannot for a while.
extension Simulation {
  /// Sends nothing more to a replica until it is opened again. What it has goes on.
  package mutating func closeReplica(_ replica: Int) { board.pointee.close(replica) }

  /// Lets a replica be chosen again. Requests that found no replica in the meantime are sent first, in order of arrival.
  package mutating func openReplica(_ replica: Int) throws {
    if !board.pointee.open(replica) { return }
    // Those that had a replica came before those that never had one.
    try rehomeAll()
    try placeHeld()
    if desk != nil { try chooseForThoseHeld() }
  }

  /// Sends the requests that were held back, as long as there is a replica to take them.
  mutating func placeHeld() throws {
    var sent = 0
    while sent < unplaced.count && board.pointee.takesPrompts {
      let isTaken = try place(unplaced[sent])
      sent += 1
      // Its client learns only now that it was turned away.
      if !isTaken && options.concurrency != nil { try pullClosed() }
    }
    unplaced.removeFirst(sent)
  }
}
