import Scenario

/// A published figure with the simulated one beside it.
public struct ReproducedFigure: Sendable {
  /// What came of the comparison.
  public enum Verdict: Hashable, Sendable {
    /// The simulated figure keeps to the published one.
    case within
    /// It does not.
    case off
    /// It does not, and the file says why.
    case offWithReason
    /// The simulated figures rise as the published ones do.
    case orderHolds
    /// They do not.
    case orderBroken
    /// They do not, and the file says why.
    case orderBrokenWithReason
    /// The simulator lacks the mechanism, or the run could not tell the figure.
    case notModelled

    /// As tables show it.
    public var words: String {
      switch self {
      case .within: "within"
      case .off: "OFF"
      case .offWithReason: "off (note)"
      case .orderHolds: "order holds"
      case .orderBroken: "ORDER BROKEN"
      case .orderBrokenWithReason: "order off (note)"
      case .notModelled: "not modelled yet"
      }
    }

    /// Whether the simulated figure keeps to the published one.
    public var isKept: Bool { self == .within || self == .orderHolds }

    /// Whether it differs and nothing explains it.
    public var isUnexplained: Bool { self == .off || self == .orderBroken }
  }

  /// The published figure.
  public let figure: PublishedFigure
  /// The simulated figures: one, or those of an order as written; empty where nothing is simulated.
  public let simulated: [Double]
  /// What came of it.
  public let verdict: Verdict

  /// Lays `simulated` beside `figure`; nil for a figure that the runs could not tell.
  public init(_ figure: PublishedFigure, simulated: [Double?]) {
    self.figure = figure
    let values = simulated.compactMap { $0 }
    self.simulated = values.count == simulated.count ? values : []
    let hasReason = figure.disagreement != nil
    guard case .formulas = figure.answer else {
      verdict = .notModelled
      return
    }
    if figure.target == .order {
      let rises = values.count == simulated.count && zip(values, values.dropFirst()).allSatisfy { $0 < $1 }
      verdict = rises ? .orderHolds : hasReason ? .orderBrokenWithReason : .orderBroken
      return
    }
    let isKept = self.simulated.first.map { Self.keeps($0, to: figure.target) } ?? false
    verdict = isKept ? .within : hasReason ? .offWithReason : .off
  }

  private static func keeps(_ value: Double, to target: PublishedFigure.Target) -> Bool {
    switch target {
    case .within(let published, let tolerance): abs(value - published) <= tolerance * abs(published)
    case .atMost(let bound): value <= bound
    case .atLeast(let bound): value >= bound
    case .order: false
    }
  }

  /// The simulated figure over the published one, where both are single values.
  public var ratio: Double? {
    guard let value = figure.target.value, value != 0, simulated.count == 1 else { return nil }
    return simulated[0] / value
  }
}
