import Kernel
import Metrics
import Record
import Scenario
import Serving
import Store
import Workload

/// One run that has come to its end.
public struct CompletedRun: Sendable {
  /// The seed of its random streams.
  public let seed: UInt64
  /// All that is said of it.
  public let summary: RunSummary
  /// Its number in the database; nil where it was not stored.
  public let storedRun: Int64?
  /// The database that it was stored in, which is another one than was asked for where that one took no more; nil where it was not
  /// stored.
  public let storedIn: String?
  /// What reading and transforming the workload left out and changed.
  public let workloadReport: TraceReport
  /// The records of finished requests by request number; empty unless they were asked for.
  public let records: [RequestRecord]

  /// A run as it ended, or as it was read back.
  public init(
    seed: UInt64, summary: RunSummary, storedRun: Int64? = nil, storedIn: String? = nil,
    workloadReport: TraceReport = TraceReport(), records: [RequestRecord] = []
  ) {
    self.seed = seed
    self.summary = summary
    self.storedRun = storedRun
    self.storedIn = storedIn
    self.workloadReport = workloadReport
    self.records = records
  }

  /// The run without what it did over time and replica by replica, which no table of many runs shows.
  var withoutCourse: CompletedRun {
    var summary = summary
    (summary.series, summary.replicas) = ([], [])
    return CompletedRun(
      seed: seed, summary: summary, storedRun: storedRun, storedIn: storedIn, workloadReport: workloadReport, records: records)
  }
}
