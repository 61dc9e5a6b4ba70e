import GRDB
import Kernel
import Metrics
import Serving

/// The database of results: runs with their provenance, metrics, series and requests, in one SQLite file.
///
/// The journal is SQLite's rollback journal, not a write-ahead log, so that a database at rest is one file that can be
/// copied, and can be read on a read-only disk. Each batch of rows is one transaction at full durability: after a kill or a power
/// cut the file holds whole batches, and the run in progress stands there as `running`.
public final class ResultStore: Sendable {
  let queue: DatabaseQueue
  /// The file.
  public let path: String

  init(queue: DatabaseQueue, path: String) {
    self.queue = queue
    self.path = path
  }

  /// Opens the database at `path` for writing, making it where there is none and bringing an older one up to date.
  ///
  /// - Throws: ``InputError`` where the path cannot be written, is no database, or is one of another program or of a newer version.
  public static func open(writingTo path: String) throws -> ResultStore { fatalError() }

  /// Opens the database at `path` for reading only; a read-only file or disk will do.
  ///
  /// - Throws: ``InputError`` where there is no such database, or it is one of another program or version.
  public static func open(readingFrom path: String) throws -> ResultStore { fatalError() }

  /// Enters a new run as `running` and returns what its rows are written through.
  ///
  /// - Throws: ``InputError`` where the database cannot be written.
  public func beginRun(_ provenance: RunProvenance, cluster: ClusterConfiguration) throws -> RunRecorder { fatalError() }

  /// All runs, oldest first.
  public func runs() throws -> [StoredRun] { fatalError() }

  /// One run, or nil where there is none of that number.
  public func run(_ id: Int64) throws -> StoredRun? { fatalError() }

  /// The summary of a finished run, equal to the one that was stored; nil of a run that has not finished.
  public func summary(ofRun id: Int64) throws -> RunSummary? { fatalError() }

  /// Calls `body` with every recorded request of a run, in the order of arrival, without holding them all.
  public func forEachRequest(ofRun id: Int64, _ body: (RequestRecord) throws -> Void) throws { fatalError() }

  /// Closes the file; nothing can be read or written afterwards.
  public func close() throws { try queue.close() }
}
