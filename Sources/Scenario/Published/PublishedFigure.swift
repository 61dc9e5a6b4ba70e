/// One figure that a paper prints, with what is asked of the simulated one.
public struct PublishedFigure: Sendable {
  /// What the simulated figure must keep to.
  public enum Target: Hashable, Sendable {
    /// To be within this share of the published value, above or below.
    case within(Double, tolerance: Double)
    /// To be no more than the published value.
    case atMost(Double)
    /// To be no less than the published value.
    case atLeast(Double)
    /// The simulated figures to rise strictly in the order written.
    case order

    /// The published value; nil for an order.
    public var value: Double? {
      switch self {
      case .within(let value, _), .atMost(let value), .atLeast(let value): value
      case .order: nil
      }
    }
  }

  /// How the simulated figure is come by.
  public enum Answer: Sendable {
    /// A formula over the quantities; for an order one for each figure.
    case formulas([Formula])
    /// It is not: the mechanism that is missing, in words.
    case notModelled(String)
  }

  /// What it is, in a few words.
  public let name: String
  /// Where it was read, with the tag of its evidence.
  public let source: String
  /// Its unit; empty for a ratio.
  public let unit: String
  /// What is asked.
  public let target: Target
  /// How the simulated figure is come by.
  public let answer: Answer
  /// How much it proves.
  public let strength: PublishedResult.Strength
  /// Why the simulated figure differs, where it does and the reason is known.
  public let disagreement: String?
  /// Where it stands.
  public let place: Place

  init(
    name: String, source: String, unit: String, target: Target, answer: Answer, strength: PublishedResult.Strength,
    disagreement: String?, place: Place
  ) {
    (self.name, self.source, self.unit, self.target) = (name, source, unit, target)
    (self.answer, self.strength, self.disagreement, self.place) = (answer, strength, disagreement, place)
  }
}
