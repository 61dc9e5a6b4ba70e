/// How far the load of a fleet may grow before the objective breaks.
public struct PlanReach: Sendable {
  /// The highest rate at which the mean share reached what was asked, over the rate asked for; 1 where it was found at no higher one.
  public let passing: Double
  /// How the fleet fared at the rate next to it, where it broke; nil where it never did.
  public let broken: FleetFinding?

  /// The rate is found to this share of itself.
  package static let granularity = 0.025
  /// Factors that are tried one after the other until the objective breaks.
  private static let ladder = [1.1, 1.3, 1.6, 2, 3, 4, 6, 8, 12, 16, 24, 32]

  /// Looks for the edge up to `highest`, where that is given; the fleet has held at the rate asked for.
  ///
  /// Each factor is tried with the first seeds, and the mean share counts: the edge is a figure with an error and no verdict.
  /// - Throws: what `measure` throws.
  init(_ test: AttainmentTest, highest: Double? = nil, measure: (Double) throws -> FleetFinding) rethrows {
    var passing = 1.0
    var broken: FleetFinding?
    var rungs = Self.ladder
    if let highest, let last = rungs.last, highest < last {
      rungs.removeAll { $0 >= highest }
      let top = (highest * 1000).rounded(.down) / 1000
      if top > rungs.last ?? 1 { rungs.append(top) }
    }
    for factor in rungs {
      let finding = try measure(factor)
      if !finding.reaches(test) {
        broken = finding
        break
      }
      passing = factor
    }
    while let edge = broken?.rate, edge > passing * (1 + Self.granularity) {
      // Factors of four digits, so that they can be written down.
      let middle = ((passing * edge).squareRoot() * 1000).rounded() / 1000
      if middle <= passing || middle >= edge { break }
      let finding = try measure(middle)
      if finding.reaches(test) { passing = middle } else { broken = finding }
    }
    self.passing = passing
    self.broken = broken
  }
}
