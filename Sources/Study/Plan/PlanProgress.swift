import Kernel
import Synchronization

/// How far a plan has come, and the wish that it stop: shared between the threads that simulate and the one that talks to a person.
public final class PlanProgress: Sendable {
  /// Stops the simulations.
  public let study = StudyProgress()
  private let ended = Atomic<Int>(0)
  private let doneItems = Atomic<Int>(0)
  private let stage = LockedValue(Stage(what: "reading the load", items: 0))

  private struct Stage {
    var what: String
    var items: Int
  }

  /// Nothing done yet.
  public init() {}

  /// Runs that have come to their end, or were cut short.
  public var runs: Int { ended.load(ordering: .relaxed) }

  /// What is being done, and how many of how many things of the sort are done.
  public var now: (what: String, done: Int, of: Int) {
    let (what, items) = stage.withLock { ($0.what, $0.items) }
    return (what, doneItems.load(ordering: .relaxed), items)
  }

  func addRun() { ended.add(1, ordering: .relaxed) }
  func addItem() { doneItems.add(1, ordering: .relaxed) }

  func begin(_ what: String, items: Int) {
    doneItems.store(0, ordering: .relaxed)
    stage.withLock { $0 = Stage(what: what, items: items) }
  }
}
