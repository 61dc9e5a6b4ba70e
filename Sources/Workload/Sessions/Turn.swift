import Kernel

/// What makes a request a turn of a session: whose answer it waits for, and how long after it comes.
public struct Turn: Hashable, Sendable {
  /// Its number among the requests of its source.
  public var number: Int32
  /// The turn before it; nil for the first of a session.
  public var previous: Int32?
  /// How long after the answer to the turn before it comes. Nil where it comes at the time it has, or as soon as that answer is
  /// there, where this is later.
  public var delay: Duration?

  /// A turn.
  public init(number: Int32, previous: Int32? = nil, delay: Duration? = nil) {
    self.number = number
    self.previous = previous
    self.delay = delay
  }
}
