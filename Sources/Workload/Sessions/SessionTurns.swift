import Kernel

/// The turns that wait for answers: what a simulation asks when a request has been answered, or never will be.
public protocol SessionTurns: AnyObject {
  /// The turns that waited for the answer to a turn, each of which is handed out once.
  ///
  /// - Throws: ``InputError`` where they cannot be made.
  func turns(after number: Int32) throws -> [Arrival]

  /// Leaves out all that waits for a turn whose request was turned away, and counts it.
  func abandon(after number: Int32)

  /// Whether turns belong to tasks, whose beginnings and ends are asked for.
  var tellsTasks: Bool { get }

  /// Notes when a turn has come; called where ``tellsTasks`` only.
  func began(_ number: Int32, at time: Instant)

  /// The tasks that the answer to a turn completes; asked before ``turns(after:)``, and where ``tellsTasks`` only.
  func tasks(endedBy number: Int32) -> [TaskEnd]
}

extension SessionTurns {
  /// Sessions of people are no tasks: between their turns somebody thinks.
  public var tellsTasks: Bool { false }
  /// Nothing is to be noted of turns that belong to no task.
  public func began(_ number: Int32, at time: Instant) {}
  /// There are no tasks.
  public func tasks(endedBy number: Int32) -> [TaskEnd] { [] }
}
