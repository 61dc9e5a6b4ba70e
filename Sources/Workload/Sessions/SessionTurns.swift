/// The turns that wait for answers: what a simulation asks when a request has been answered, or never will be.
public protocol SessionTurns: AnyObject {
  /// The turns that waited for the answer to a turn, each of which is handed out once.
  ///
  /// - Throws: ``InputError`` where they cannot be made.
  func turns(after number: Int32) throws -> [Arrival]

  /// Leaves out all that waits for a turn whose request was turned away, and counts it.
  func abandon(after number: Int32)
}
