import Store
import Workload

/// What a plan is to find and how it is carried out.
public struct PlanOptions: Sendable {
  /// What the first row of the table has least of.
  public enum Aim: String, Hashable, Sendable, CaseIterable {
    /// Dollars an hour.
    case cost
    /// Joules an output token.
    case energy
    /// Accelerators.
    case gpus
  }

  /// What the first row has least of.
  public var aim: Aim
  /// Factors by which the load may grow, each above 1.
  public var growth: [Double]
  /// Replicas of a pool, whichever, that may be dead in every fleet of the table without its promise being broken.
  public var survived: Int
  /// Accelerators that die with a node.
  public var nodeAccelerators: Int
  /// The curve of a day that the best fleet is carried through; nil for none.
  public var day: DailyCurve?
  /// Seeds that a verdict begins with; nil for those of the scenario, or three where it has but one.
  public var seeds: Int?
  /// Threads that simulate; results do not depend on it.
  public var threads: Int
  /// Rows whose reach is looked for; the others have none.
  public var rowsWithReach: Int
  /// Where the plan and its runs are stored, and runs of earlier plans are taken from; nil stores nothing.
  public var store: ResultStore?
  /// Who makes the plan. Runs of an unknown revision are neither stored nor taken.
  public var program: ProgramIdentity

  /// Options.
  public init(
    aim: Aim = .cost, growth: [Double] = [2], survived: Int = 0, nodeAccelerators: Int = 8, day: DailyCurve? = nil, seeds: Int? = nil,
    threads: Int = 1,
    rowsWithReach: Int = 10,
    store: ResultStore? = nil, program: ProgramIdentity = ProgramIdentity(revision: "unknown", version: "", created: "")
  ) {
    self.aim = aim
    self.growth = growth
    self.survived = survived
    self.nodeAccelerators = nodeAccelerators
    self.day = day
    self.seeds = seeds
    self.threads = threads
    self.rowsWithReach = rowsWithReach
    self.store = store
    self.program = program
  }
}
