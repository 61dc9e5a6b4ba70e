import Kernel
import Metrics
import Scenario

/// What a plan found.
public struct PlanResult: Sendable {
  /// The load.
  public let load: PlanLoadFigures
  /// What was promised.
  public let objective: Objective
  /// The test of every verdict.
  public let test: AttainmentTest
  /// Whether anything is drawn, so that seeds differ.
  public let usesSeed: Bool
  /// Layouts that hold, the best first.
  public let rows: [PlanRow]
  /// Layouts that are not among them, in the order of the space.
  public let passedOver: [PassedOver]
  /// The cheapest fleet that holds with one replica dead, of whichever pool; nil where none of the rows leads to one.
  public let spare: PlanAnswer?
  /// The cheapest fleet that holds with all the replicas of one node dead; nil where none of the rows leads to one.
  public let nodeSpare: PlanAnswer?
  /// When those replicas die: each time is tried.
  public let deathTimes: [Duration]
  /// The cheapest fleet for each factor of growth; nil where there is none, or at such a rate nothing lasting is left of the load.
  public let growth: [(factor: Double, answer: PlanAnswer?)]
  /// What a day costs; nil where none was asked for, or no layout has replicas that are all alike.
  public let day: DayAnswer?
  /// How the first row fares at other rates, rising.
  public let knee: [FleetFinding]
  /// Where nothing holds, the layout that came nearest, run to its end.
  public let nearest: (layout: PlanCandidate, finding: FleetFinding)?
  /// Pairs of types that were looked at side by side.
  public let mixed: [MixedFleet]
  /// Whether the one that came nearest is too slow even for requests that are alone on a replica, and its share is theirs.
  public var nearestIsAlone: Bool {
    passedOver.contains { if case .slowAlone = $0.reason { $0.layout == nearest?.layout.layout } else { false } }
  }
  /// Runs that were simulated.
  public let runs: Int
  /// Runs that were taken from the database.
  public let runsFound: Int
  /// What the first row has least of.
  public let aim: PlanAim
  /// How many accelerators a fleet may have.
  public let limits: FleetLimits
  /// Accelerators of a node; nil for what a node of each accelerator usually has.
  public let nodeAccelerators: Int?

  /// How far the load can be hurried.
  public var steadyLoad: SteadyLoad {
    SteadyLoad(seconds: load.seconds, meanOutputTokens: load.meanOutputTokens, objective)
  }

  /// Rows of one type of accelerator.
  public var rowsOfOneType: Int { rows.count { $0.candidate.beside == nil } }
  /// How many layouts there were, pairs of types apart.
  public var layouts: Int { rowsOfOneType + passedOver.count }
}
