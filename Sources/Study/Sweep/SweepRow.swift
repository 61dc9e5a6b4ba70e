import Kernel
import Scenario

/// A cell of a sweep that is over: its runs, or why there are none.
public struct SweepRow: Sendable {
  /// The combination.
  public let cell: SweepCell
  /// What its runs share; nil where it cannot be.
  public let prepared: PreparedScenario?
  /// Its runs, in the order of the seeds, or why it cannot be.
  public let outcome: Result<Replications, InputError>

  /// A cell with what came of it.
  public init(cell: SweepCell, prepared: PreparedScenario?, outcome: Result<Replications, InputError>) {
    (self.cell, self.prepared, self.outcome) = (cell, prepared, outcome)
  }

  /// Its runs; nil where it cannot be.
  public var results: Replications? { try? outcome.get() }
  /// Why it cannot be; nil where it can.
  public var fault: InputError? { if case .failure(let fault) = outcome { fault } else { nil } }
}
