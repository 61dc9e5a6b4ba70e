import Kernel

/// What happened to one task, told once, when it is done: tasks take several requests one after another, or share one with others.
public struct TaskRecord: Hashable, Sendable, BitwiseCopyable {
  /// The request whose answer completed it; position in the load, from 0.
  public var request: Int
  /// How many requests it took.
  public var requests: Int
  /// When it came.
  public var begun: Instant
  /// When its last answer was there.
  public var finish: Instant

  /// A task's history.
  public init(request: Int, requests: Int, begun: Instant, finish: Instant) {
    self.request = request
    self.requests = requests
    self.begun = begun
    self.finish = finish
  }
}
