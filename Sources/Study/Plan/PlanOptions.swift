import Scenario
import Store
import Workload

/// What a plan is to find and how it is carried out.
public struct PlanOptions: Sendable {
  /// What the first row has least of.
  public var aim: PlanAim
  /// Factors by which the load may grow, each above 1.
  public var growth: [Double]
  /// Accelerators of a node, which die together; nil for what a node of each accelerator usually has.
  public var nodeAccelerators: Int?
  /// The curve of a day that the best fleet is carried through; nil for none.
  public var day: DailyCurve?
  /// Seeds that a verdict begins with; nil for those of the scenario, or three where it has but one.
  public var seeds: Int?
  /// Threads that simulate; results do not depend on it.
  public var threads: Int
  /// Rows of the table. Only these have a reach, and where the cheapest are asked for, layouts that would be dearer than all of them are
  /// not searched to their end.
  public var rowsWithReach: Int
  /// Where the plan and its runs are stored, and runs of earlier plans are taken from; nil stores nothing.
  public var store: ResultStore?
  /// Who makes the plan. Runs of an unknown revision are neither stored nor taken.
  public var program: ProgramIdentity
  /// Whether runs that nobody has made yet are made; where they are not, the first that is missing ends the plan (``RunMissing``).
  public var mayRun = true

  /// Options.
  public init(
    aim: PlanAim = .cost, growth: [Double] = [2], nodeAccelerators: Int? = nil, day: DailyCurve? = nil, seeds: Int? = nil, threads: Int = 1,
    rowsWithReach: Int = 10,
    store: ResultStore? = nil, program: ProgramIdentity = ProgramIdentity(revision: "unknown", version: "", created: "")
  ) {
    self.aim = aim
    self.growth = growth
    self.nodeAccelerators = nodeAccelerators
    self.day = day
    self.seeds = seeds
    self.threads = threads
    self.rowsWithReach = rowsWithReach
    self.store = store
    self.program = program
  }
}
