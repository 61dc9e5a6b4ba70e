import Kernel
import Synchronization

/// How far a study has come, and the wish that it stop: shared between the threads that simulate and the one that talks to
/// a person.
///
/// Threads that simulate write here every few thousand requests; a reader looks as often as it likes. Nothing of it
/// flows back into a simulation, except that a stopped one ends with ``Interrupted``.
public final class StudyProgress: Sendable {
  private let finishedRequests = Atomic<Int>(0)
  private let finishedRuns = Atomic<Int>(0)
  private let latestPicoseconds = Atomic<Int64>(0)
  private let awaitedRuns = Atomic<Int>(0)
  private let takenRuns = Atomic<Int>(0)
  private let stopRequested = Atomic<Bool>(false)

  /// Nothing done yet.
  public init() {}

  /// Requests that have finished in all runs so far.
  public var requests: Int { finishedRequests.load(ordering: .relaxed) }
  /// Runs that have come to their end.
  public var runs: Int { finishedRuns.load(ordering: .relaxed) }
  /// Runs of another process that are waited for, where nothing else is left to be done.
  public var awaited: Int { awaitedRuns.load(ordering: .relaxed) }
  /// Runs that other processes have stored meanwhile and that were taken from there.
  public var taken: Int { takenRuns.load(ordering: .relaxed) }
  /// The simulated time that the run heard of last has come to.
  public var simulatedTime: Instant { Instant(picoseconds: latestPicoseconds.load(ordering: .relaxed)) }
  /// Whether the study is to end.
  public var isStopped: Bool { stopRequested.load(ordering: .relaxed) }

  /// Asks every run to end as soon as it looks, which is at its next arrivals.
  public func stop() { stopRequested.store(true, ordering: .relaxed) }

  func add(requests: Int, at time: Instant) {
    finishedRequests.add(requests, ordering: .relaxed)
    latestPicoseconds.store(time.picoseconds, ordering: .relaxed)
  }

  func take(runs count: Int) { takenRuns.add(count, ordering: .relaxed) }
  func wait(forRuns count: Int) { awaitedRuns.store(count, ordering: .relaxed) }

  func addRun() { finishedRuns.add(1, ordering: .relaxed) }
}
