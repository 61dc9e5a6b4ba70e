import GRDB
import Kernel
import Metrics
import Serving

/// Writes one run into the database while it goes on: rows are gathered and written a batch at a time, each batch in one
/// transaction.
public final class RunRecorder: RequestSink {
  /// The run's number.
  public let run: Int64
  /// The first thing that went wrong, after which nothing more is written; a long run may look here to stop early.
  public private(set) var failure: InputError?

  init(run: Int64) { self.run = run }

  public func requestFinished(_ record: RequestRecord) {}
  public func requestRejected(_ rejection: RejectedRequest) {}

  /// Writes what is left and the summary, and marks the run finished, in one transaction.
  ///
  /// - Parameters:
  ///   - summary: of ``RunMetrics/summary(of:cluster:figures:)``.
  ///   - wallSeconds: wall clock that the run took, where measured.
  ///   - cpuSeconds: processor time that the run took, where measured.
  /// - Throws: the first ``InputError`` met while writing; the run then stays `running`.
  public func finish(_ summary: RunSummary, wallSeconds: Double? = nil, cpuSeconds: Double? = nil) throws { fatalError() }
}
