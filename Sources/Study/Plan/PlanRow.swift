/// A layout that holds the objective, with the fewest replicas that do.
public struct PlanRow: Sendable {
  /// The layout.
  public let candidate: PlanCandidate
  /// How its fewest replicas fared.
  public let finding: FleetFinding
  /// The run of its fewest replicas that money, energy and latency are told of: the same, or one with all of them alive where the verdict
  /// is of a fleet of which some are dead.
  public let figures: FleetFinding
  /// Smaller fleets of which the seeds could not tell whether they hold.
  public let undecided: [FleetFinding]
  /// How far the load may grow; nil where it was not asked.
  public var reach: PlanReach?
  /// Whether no other row beats it in money, latency and energy together (``ParetoFront``).
  public internal(set) var isPareto = false

  init(candidate: PlanCandidate, finding: FleetFinding, figures: FleetFinding? = nil, undecided: [FleetFinding]) {
    self.candidate = candidate
    self.finding = finding
    self.figures = figures ?? finding
    self.undecided = undecided
  }

  /// The replicas.
  public var fleet: PlanFleet { finding.fleet }
  /// How many accelerators there are.
  public var accelerators: Int { candidate.accelerators(of: fleet) }
  /// Price in US dollars an hour.
  public var dollarsPerHour: Double { candidate.dollarsPerHour(of: fleet, watts: figures.watts) }
  /// Grams of carbon dioxide for a million output tokens; nil where it was not asked for.
  public var gramsPerMillionOutputTokens: Double? { candidate.gramsPerMillionOutputTokens(figures) }
  /// Such as `h100-sxm TP2 x5`.
  public var name: String { candidate.name(of: fleet) }

  /// Hours of a month, as cloud providers bill it: 365 days x 24 hours / 12.
  public static let hoursPerMonth = 730.0
}
