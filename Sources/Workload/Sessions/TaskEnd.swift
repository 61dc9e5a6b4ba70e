import Kernel

/// A task that is done: what a person waits for, where that takes several requests, or shares one with others.
public struct TaskEnd: Hashable, Sendable {
  /// When it came.
  public var begun: Instant
  /// How many requests it took.
  public var requests: Int

  /// A task that is done.
  public init(begun: Instant, requests: Int) {
    self.begun = begun
    self.requests = requests
  }
}
