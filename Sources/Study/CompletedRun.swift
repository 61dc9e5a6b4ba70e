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
  private let held: Held
  /// Its number in the database; nil where it was not stored.
  public let storedRun: Int64?
  /// The database that it was stored in, which is another one than was asked for where that one took no more; nil where it was not
  /// stored.
  public let storedIn: String?
  /// What reading and transforming the workload left out and changed.
  public let workloadReport: TraceReport
  /// The records of finished requests by request number; empty unless they were asked for.
  public let records: [RequestRecord]

  /// How its summary is kept.
  private indirect enum Held: Sendable {
    case whole(RunSummary)
    case packed(PackedSummary)
  }

  /// A run as it ended, or as it was read back.
  public init(
    seed: UInt64, summary: RunSummary, storedRun: Int64? = nil, storedIn: String? = nil,
    workloadReport: TraceReport = TraceReport(), records: [RequestRecord] = []
  ) {
    self.init(
      seed: seed, .whole(summary), storedRun: storedRun, storedIn: storedIn, workloadReport: workloadReport, records: records)
  }

  private init(
    seed: UInt64, _ held: Held, storedRun: Int64?, storedIn: String?, workloadReport: TraceReport, records: [RequestRecord]
  ) {
    self.seed = seed
    self.held = held
    self.storedRun = storedRun
    self.storedIn = storedIn
    self.workloadReport = workloadReport
    self.records = records
  }

  /// All that is said of it.
  public var summary: RunSummary {
    switch held {
    case .whole(let summary): summary
    case .packed(let packed): packed.summary
    }
  }

  /// The summary of one metric, or nil where it cannot be told of this run.
  public subscript(metric: MetricID) -> MetricSummary? {
    switch held {
    case .whole(let summary): summary[metric]
    case .packed(let packed): packed[metric]
    }
  }

  /// The run as a table of very many keeps it: without what it did over time and replica by replica and what was read of its load, and with
  /// its summary packed.
  var packed: CompletedRun {
    CompletedRun(
      seed: seed, .packed(PackedSummary(summary)), storedRun: storedRun, storedIn: storedIn, workloadReport: TraceReport(), records: records
    )
  }
}
