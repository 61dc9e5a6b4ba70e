import Scenario

/// How many figures came out how, over any number of results.
public struct ReproductionTally: Hashable, Sendable {
  /// Figures that count and are kept.
  public var kept = 0
  /// Figures that count and are off, with a reason given.
  public var offWithReason = 0
  /// Figures that count and are off without one.
  public var off = 0
  /// Figures that are inputs or of quality and were compared for the books only.
  public var notCounted = 0
  /// Figures whose mechanism is missing.
  public var notModelled = 0

  /// Counts the figures of `reports`.
  public init(_ reports: [ReproductionReport]) {
    for figure in reports.flatMap(\.figures) {
      if figure.verdict == .notModelled {
        notModelled += 1
      } else if !figure.figure.strength.isCounted {
        notCounted += 1
      } else if figure.verdict.isKept {
        kept += 1
      } else if figure.verdict.isUnexplained {
        off += 1
      } else {
        offWithReason += 1
      }
    }
  }

  /// Figures that count and are simulated.
  public var counted: Int { kept + offWithReason + off }
}
