import Scenario

/// A published result with every figure of it answered.
public struct ReproductionReport: Sendable {
  /// The result.
  public let result: PublishedResult
  /// Its figures, in the order written.
  public let figures: [ReproducedFigure]
  /// What every quantity came to.
  public let quantities: [AnsweredQuantity]
  /// What should be known of how the figures were come by, such as a search that ran out of probes.
  public let notes: [String]
  /// The numbers of all runs in the database.
  public let storedRuns: [Int64]

  /// Whether a figure that counts is off and nothing says why.
  public var hasUnexplained: Bool { figures.contains { $0.figure.strength.isCounted && $0.verdict.isUnexplained } }
}
