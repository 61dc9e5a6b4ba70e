import Synchronization

/// How far a sweep has come: cells that are worked out first, and runs that are carried out then.
public final class SweepProgress: Sendable {
  /// How far the runs have come, and the wish that all end.
  public let runs: StudyProgress
  private let preparedCells = Atomic<Int>(0)

  /// Nothing done yet.
  public init(runs: StudyProgress = StudyProgress()) { self.runs = runs }

  /// Cells that have been worked out.
  public var cells: Int { preparedCells.load(ordering: .relaxed) }

  func addCell() { preparedCells.add(1, ordering: .relaxed) }
}
