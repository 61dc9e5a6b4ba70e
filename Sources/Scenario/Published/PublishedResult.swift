import Kernel

/// A published result as a folder describes it: the paper, the figures it printed, and the scenarios and questions whose
/// answers are laid beside them.
///
/// Everything that can be wrong with the file is found when it is read: keys, units, names in formulas, and the scenarios
/// with what is changed in them.
public struct PublishedResult: Sendable {
  /// How much a figure proves (after the strength of a claim in a table of reproductions): whether it comes out of the mechanism.
  public enum Strength: String, Hashable, Sendable, CaseIterable {
    /// It emerges from the mechanism, with no constant fitted to it.
    case emerges = "S"
    /// One constant was calibrated for it.
    case calibrated = "Md"
    /// The figure, or what it follows from, is an input: bookkeeping, no reproduction.
    case input = "I"
    /// The claim is about the quality of outputs, of which nothing is simulated.
    case quality = "Q"

    /// Whether a figure of this strength may count as reproduced.
    public var isCounted: Bool { self == .emerges || self == .calibrated }

    /// What it means, for help and legends.
    public var meaning: String {
      switch self {
      case .emerges: "emerges from the mechanism"
      case .calibrated: "one constant calibrated"
      case .input: "an input, bookkeeping only"
      case .quality: "a claim about quality"
      }
    }
  }

  /// The name of its folder.
  public let name: String
  /// The file that it was read from, as named by the caller.
  public let file: String
  /// What was measured, in a few words.
  public let title: String
  /// The paper.
  public let paper: String
  /// Where in it: sections, tables, figures.
  public let section: String
  /// Constants that were calibrated and everything else that a reader must know of the set-up; nil where there is nothing.
  public let setup: String?
  /// The questions put to the simulator, in the order written.
  public let quantities: [PublishedQuantity]
  /// The published figures, in the order written.
  public let figures: [PublishedFigure]

  init(
    name: String, file: String, title: String, paper: String, section: String, setup: String?, quantities: [PublishedQuantity],
    figures: [PublishedFigure]
  ) {
    (self.name, self.file, self.title, self.paper, self.section, self.setup) = (name, file, title, paper, section, setup)
    (self.quantities, self.figures) = (quantities, figures)
  }
}
