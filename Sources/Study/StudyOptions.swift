import Kernel
import Record
import Serving
import Store

/// How the runs of a study are carried out and what is kept of them.
public struct StudyOptions: Sendable {
  /// A second listener of a run, and what to do with it when the run is over.
  public typealias Listener = (observer: any Observer, finish: (RunOutcome) throws -> Void)

  /// Where runs are stored; nil stores nothing.
  public var store: ResultStore?
  /// What is stored of requests, where the scenario's own word is overruled.
  public var record: RecordLevel?
  /// Seeds, where the scenario's own are overruled.
  public var seeds: [UInt64]?
  /// Runs that are not carried out, by scenario and seed: their results are at hand.
  public var leavesOut: (@Sendable (PreparedScenario, UInt64) -> Bool)?
  /// Who is asked before a run is begun, where other processes store runs in the same database; nil asks nobody.
  var claims: RunClaims?
  /// Threads that simulate; results do not depend on it.
  public var threads: Int
  /// Whether the records of finished requests are kept in memory, for pairing over requests.
  public var keepsRecords: Bool
  /// Whether a run keeps, once it is stored, what it did over time and replica by replica and what was read of its load; a thousand of them
  /// fill memory.
  public var keepsCourse: Bool
  /// Who makes the runs, for their provenance.
  public var program: ProgramIdentity
  /// Reads the caller's clocks; nil leaves efforts unmeasured.
  public var clock: (@Sendable () -> RunEffort)?
  /// Makes a second listener for a run, such as a timeline; called on the thread that simulates it.
  public var listener: (@Sendable (PreparedScenario, UInt64) throws -> Listener?)?

  /// Options; the defaults store nothing and use one thread.
  public init(program: ProgramIdentity, threads: Int = 1) {
    self.program = program
    self.threads = threads
    keepsRecords = false
    keepsCourse = true
  }
}
