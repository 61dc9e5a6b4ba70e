import Foundation
import GRDB
import GRDBSQLite
import Kernel
import Metrics
import Record

/// The database of results: runs with their provenance, metrics, series and requests, in one SQLite file.
///
/// The journal is SQLite's rollback journal, not a write-ahead log, so that a database at rest is one file that can be
/// copied, and read from a read-only disk. Rows are only ever appended, for which this journal costs next to nothing.
/// Each batch of rows is one transaction at full durability: after a kill or a power cut the file holds whole batches, and the
/// run that was in progress stands there as `running`. Several processes may write to one file; each waits its turn.
///
/// The same run stored twice gives the same rows but for `run.id` (and the column `run` that refers to it), `run.created`,
/// `run.wallSeconds` and `run.cpuSeconds`, which the caller gives.
public final class ResultStore: Sendable {
  let queue: DatabaseQueue
  /// The file.
  public let path: String
  /// Whether runs can be stored.
  public let isWritable: Bool

  private init(path: String, isWritable: Bool) throws {
    var configuration = Configuration()
    configuration.readonly = !isWritable
    configuration.busyMode = .timeout(30)
    configuration.label = "results"
    self.path = path
    self.isWritable = isWritable
    queue = try DatabaseQueue(path: path, configuration: configuration)
  }

  /// Opens the database at `path` for writing, making it where there is none and bringing an older one up to date.
  ///
  /// - Throws: ``InputError`` where the path cannot be written, is no database, or is one of another program or of a
  ///   newer version of this one.
  public static func open(writingTo path: String) throws -> ResultStore {
    try checkPlace(path)
    return try StoreError.translating(path) {
      let store = try ResultStore(path: path, isWritable: true)
      try store.checkOrigin(acceptsEmpty: true)
      if store.queue.inDatabase({ sqlite3_db_readonly($0.sqliteConnection, "main") }) == 1 {
        throw InputError("the database is read-only", file: path, remedy: "check the permissions of the file and its directory")
      }
      try store.migrate()
      return store
    }
  }

  /// Opens the database at `path` for reading only; a read-only file or disk will do, unless the database is of an older
  /// version: it is brought up to date first.
  ///
  /// - Throws: ``InputError`` where there is no such database, it is one of another program or of a newer version, or of an
  ///   older one and cannot be written.
  public static func open(readingFrom path: String) throws -> ResultStore {
    try checkPlace(path)
    guard FileManager.default.fileExists(atPath: path) else {
      throw InputError("there is no such database", file: path, remedy: "a run that stores its results makes it")
    }
    return try StoreError.translating(path) {
      try rollBackWhatWasCut(path)
      let store = try ResultStore(path: path, isWritable: false)
      try store.checkOrigin(acceptsEmpty: false)
      if try store.queue.read(Schema.migrator.hasCompletedMigrations) { return store }
      try store.close()
      guard FileManager.default.isWritableFile(atPath: path) else {
        throw InputError(
          "the database is of an older version and is read-only", file: path, remedy: "make it writable, and it is brought up to date")
      }
      try open(writingTo: path).close()
      return try ResultStore(path: path, isWritable: false)
    }
  }

  /// Undoes the transaction that a kill or a power cut has left half done. SQLite does so by itself, but not for a
  /// connection that may not write.
  private static func rollBackWhatWasCut(_ path: String) throws {
    do {
      let queue = try ResultStore(path: path, isWritable: false).queue
      _ = try queue.read { try Int.fetchOne($0, sql: "PRAGMA schema_version") }
      try queue.close()
    } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK {
      let queue = try ResultStore(path: path, isWritable: true).queue
      _ = try queue.read { try Int.fetchOne($0, sql: "PRAGMA schema_version") }
      try queue.close()
    }
  }

  /// Closes the file; nothing can be read or written afterwards.
  public func close() throws { try StoreError.translating(path) { try queue.close() } }

  // MARK: Opening

  private static func checkPlace(_ path: String) throws {
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) {
      if isDirectory.boolValue {
        throw InputError("this is a directory, not a database", file: path, remedy: "give a file in it, such as results.sqlite")
      }
      return
    }
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: parent, isDirectory: &isDirectory), isDirectory.boolValue else {
      throw InputError("the directory \(parent) does not exist", file: path, remedy: "make it, or choose another path")
    }
  }

  /// Refuses a database of another program or of a newer version.
  private func checkOrigin(acceptsEmpty: Bool) throws {
    let path = path
    try queue.read { db in
      let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
      let isEmpty = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0
      if isEmpty && application == 0 && acceptsEmpty { return }
      guard application == Schema.applicationID else {
        throw InputError("this database was not made by windtunnel", file: path, remedy: "choose another path")
      }
      if try Schema.migrator.hasBeenSuperseded(db) {
        throw InputError("the database was made by a newer version of windtunnel", file: path, remedy: "use that version, or another path")
      }
    }
  }

  private func migrate() throws {
    do {
      try Schema.migrator.migrate(queue)
    } catch let error as DatabaseError {
      // Another process may have made the same tables between our look and our turn.
      guard try queue.read(Schema.migrator.hasCompletedMigrations) else { throw error }
    }
    try queue.inDatabase { try Schema.renewLatencies(in: $0) }
  }

  /// Limits the file to so many pages, so that a full disk can be tried out.
  package func limitSize(pages: Int) throws {
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
  }

  /// Carries out any SQL, to see what the schema's checks refuse.
  package func execute(_ sql: String) throws { try queue.write { try $0.execute(sql: sql) } }

  /// The values of a query, each row as text with columns apart by `|`, as the sqlite3 shell prints them.
  package func rows(_ sql: String) throws -> [String] {
    try queue.read { db in
      try Row.fetchAll(db, sql: sql).map { row in
        row.databaseValues.map { value in
          switch value.storage {
          case .null: ""
          case .int64(let number): "\(number)"
          case .double(let number): "\(number)"
          case .string(let text): text
          case .blob(let data): "\(data.count) bytes"
          }
        }.joined(separator: "|")
      }
    }
  }
}
