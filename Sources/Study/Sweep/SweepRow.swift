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
  /// The rung of a halving, from 1, after which it got no more seeds; nil of a cell that has come to the last one, and where there is no
  /// halving.
  public let leftOff: Int?

  /// A cell with what came of it.
  public init(cell: SweepCell, prepared: PreparedScenario?, outcome: Result<Replications, InputError>, leftOff: Int? = nil) {
    (self.cell, self.prepared, self.outcome, self.leftOff) = (cell, prepared, outcome, leftOff)
  }

  /// Its runs; nil where it cannot be.
  public var results: Replications? { try? outcome.get() }
  /// Why it cannot be; nil where it can.
  public var fault: InputError? { if case .failure(let fault) = outcome { fault } else { nil } }
}
