import Foundation
import GRDB
import GRDBSQLite
import Kernel
import Metrics
import Record
import Synchronization

/// The database of results: runs with their provenance, metrics, series and requests, in one SQLite file.
///
/// The journal is SQLite's write-ahead log where the file system allows it, so that nobody who reads holds up a run that is being
/// stored. A database at rest is one file that can be copied: the log is merged and removed when the last program closes it. Each
/// batch of rows is one transaction: after a kill the database holds every batch that was stored, and the run that was in progress stays
/// in it as `running`, with the process that wrote it, so that it is known as interrupted. The disk is waited for at the end of every
/// transaction: what was stored is there after a power cut as well. Of runs that are over before their turn to be stored several make one
/// transaction. Several processes may write to one file; each waits its turn, for ten minutes at most: then a run is kept aside, see
/// ``RunRecorder``, and all else fails.
///
/// The same run stored twice gives the same rows but for `run.id` (and the column `run` that refers to it), `run.created`,
/// `run.wallSeconds` and `run.cpuSeconds`, which the caller gives.
public final class ResultStore: Sendable {
  let queue: DatabaseQueue
  /// The file.
  public let path: String
  /// Whether runs can be stored.
  public let isWritable: Bool
  /// Who makes what of that which is to be stored here, where several processes are at it.
  public let claims: StoreClaims
  /// Where runs go that this database does not take.
  let aside: StoreAside
  /// What it lies on.
  let disk: StoreDisk
  private let wait: StoreWait
  /// The log, where there is one: beside the file itself, wherever links lead.
  private let logFile: String
  /// Bytes of the log at which it is to be begun anew.
  private let longLog = Atomic<Int>(ResultStore.mostBytesOfLog)
  /// What SQLite opens it by: the path, or a URI where the file cannot change.
  let location: String

  /// `location` is what SQLite is given to open, and `mayWrite` what it is asked for.
  private init(
    path: String, on disk: StoreDisk, location: String? = nil, mayWrite: Bool, isWritable: Bool, asideFolders: [String] = [],
    say: (@Sendable (String) -> Void)?
  ) throws {
    let wait = StoreWait(path: path, say: say)
    var configuration = Configuration()
    configuration.readonly = !mayWrite
    configuration.busyMode = .callback { wait.pause(afterTry: $0) }
    configuration.label = "results"
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA cache_size = -\(Self.kibibytesOfCache)")
      // What is said to be stored is to be there after a power cut: the disk is waited for, and the folder where a journal is removed.
      if isWritable { try db.execute(sql: "PRAGMA synchronous = EXTRA") }
    }
    self.path = path
    logFile = URL(fileURLWithPath: path).resolvingSymlinksInPath().path + "-wal"
    self.isWritable = isWritable
    self.wait = wait
    self.disk = disk
    self.location = location ?? disk.location(of: path)
    aside = StoreAside(of: path, on: disk, folders: asideFolders)
    claims = StoreClaims(ofDatabase: path)
    queue = try DatabaseQueue(path: self.location, configuration: configuration)
  }

  /// Opens the database at `path` for writing, making it where there is none and bringing an older one up to date.
  ///
  /// `say` is told, in a sentence, where another program holds the database for longer than a moment.
  /// - Throws: ``InputError`` where the path cannot be written, is no database, or is one of another program or of a
  ///   newer version of this one.
  public static func open(writingTo path: String, say: (@Sendable (String) -> Void)? = nil) throws -> ResultStore {
    try open(writingTo: path, on: .own, say: say)
  }

  /// The same of a database on some disk.
  package static func open(writingTo path: String, on disk: StoreDisk, say: (@Sendable (String) -> Void)? = nil) throws -> ResultStore {
    let beside = URL(fileURLWithPath: path).deletingLastPathComponent().path
    return try open(writingTo: path, on: disk, asideFolders: [beside, NSTemporaryDirectory()], say: say)
  }

  static func open(
    writingTo path: String, on disk: StoreDisk, asideFolders: [String], say: (@Sendable (String) -> Void)? = nil
  ) throws -> ResultStore {
    try disk.check(path)
    let wasThere = disk.holds(path)
    do { return try opened(path, disk, asideFolders, say) } catch {
      if !wasThere { disk.removeEmpty(path) }
      throw error
    }
  }

  private static func opened(
    _ path: String, _ disk: StoreDisk, _ asideFolders: [String], _ say: (@Sendable (String) -> Void)?
  ) throws -> ResultStore {
    try StoreError.translating(path) {
      let store = try ResultStore(path: path, on: disk, mayWrite: true, isWritable: true, asideFolders: asideFolders, say: say)
      try store.checkOrigin(acceptsEmpty: true)
      if store.queue.inDatabase({ unsafe sqlite3_db_readonly($0.sqliteConnection, "main") }) == 1 {
        throw InputError("the database is read-only", file: path, remedy: "check the permissions of the file and its directory")
      }
      try store.bringUpToDate()
      store.useLog()
      return store
    }
  }

  /// Opens the database at `path` for reading only; a read-only file or disk will do, unless the database is of an older
  /// version: it is brought up to date first.
  ///
  /// `say` is told, in a sentence, where another program holds the database for longer than a moment.
  /// - Throws: ``InputError`` where there is no such database, it is one of another program or of a newer version, or of an
  ///   older one and cannot be written.
  public static func open(readingFrom path: String, say: (@Sendable (String) -> Void)? = nil) throws -> ResultStore {
    try open(readingFrom: path, on: .own, say: say)
  }

  /// The same of a database on some disk.
  package static func open(readingFrom path: String, on disk: StoreDisk, say: (@Sendable (String) -> Void)? = nil) throws -> ResultStore {
    try disk.check(path)
    guard disk.holds(path) else {
      throw InputError("there is no such database", file: path, remedy: "a run that stores its results makes it")
    }
    return try StoreError.translating(path) {
      let store = try reader(path, disk, say)
      try store.checkOrigin(acceptsEmpty: false)
      if case .own(isCurrent: true) = try store.queue.read(Schema.state) { return store }
      try store.close()
      guard disk.isWritable(path) else {
        throw InputError(
          "the database is of an older version and is read-only", file: path, remedy: "make it writable, and it is brought up to date")
      }
      try open(writingTo: path, on: disk, say: say).close()
      return try reader(path, disk, say)
    }
  }

  /// A connection that reads. Where the file can be written it may be, by SQLite alone: to undo or to merge what a kill has left.
  /// Where it cannot be, no log can be kept beside it either, and SQLite is told that nobody changes the file.
  private static func reader(_ path: String, _ disk: StoreDisk, _ say: (@Sendable (String) -> Void)?) throws -> ResultStore {
    if disk.isWritable(path) { return try ResultStore(path: path, on: disk, mayWrite: true, isWritable: false, say: say) }
    do {
      let store = try ResultStore(path: path, on: disk, mayWrite: false, isWritable: false, say: say)
      _ = try store.queue.read { try Int.fetchOne($0, sql: "PRAGMA schema_version") }
      return store
    } catch let error as DatabaseError where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode) {
      guard let location = StorePath.unchangingLocation(path) else { throw error }
      return try ResultStore(path: path, on: disk, location: location, mayWrite: false, isWritable: false, say: say)
    }
  }

  /// Closes the file; nothing can be read or written afterwards.
  public func close() throws {
    claims.leave()
    try StoreError.translating(path) {
      try aside.close()
      try queue.close()
    }
  }

  /// Carries out `body` in a transaction that writes, again and again while another program holds the database.
  func write<Result>(_ body: (Database) throws -> Result) throws -> Result {
    defer { boundLog() }
    return try StoreError.translating(path) {
      var tries = 0
      while true {
        do {
          return try queue.inDatabase { db in
            var result: Result?
            try db.inTransaction(.immediate) {
              result = try body(db)
              return .commit
            }
            guard let result else { throw DatabaseDamage(what: "a transaction was lost") }
            wait.succeed()
            return result
          }
        } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL].contains(error.resultCode) {
          // What the connection itself does not wait for, such as the end of another one's recovery.
          if wait.isSpent || !wait.pause(afterTry: tries) { throw error }
          tries += 1
        }
      }
    }
  }

  /// Reads what `body` asks for.
  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try StoreError.translating(path) { try queue.read(body) }
  }

  // MARK: Opening

  /// Refuses a database of another program or of a newer version.
  private func checkOrigin(acceptsEmpty: Bool) throws {
    switch try queue.read(Schema.state) {
    case .own: return
    case .empty:
      if !acceptsEmpty { throw InputError("the database is empty", file: path, remedy: "a run that stores its results fills it") }
    case .foreign: throw InputError("this database was not made by windtunnel", file: path, remedy: "choose another path")
    case .newer:
      throw InputError("the database was made by a newer version of windtunnel", file: path, remedy: "use that version, or another path")
    }
  }

  /// Makes the schema, or what is missing of it, as one transaction. What another process has made meanwhile is found there.
  private func bringUpToDate() throws {
    if case .own(isCurrent: true) = try queue.read(Schema.state), try queue.read(Schema.hasLatencies) { return }
    try write { db in
      switch try Schema.state(db) {
      case .empty, .own: try Schema.bringUpToDate(db)
      case .newer, .foreign: return
      }
    }
    try checkOrigin(acceptsEmpty: false)
  }

  /// Pages of the log, 16 MB of it, after which it is merged: each time the disk is waited for once more.
  private static let pagesOfLog = 4000

  /// Bytes of the log beyond which nobody is let on until it is begun anew: while others read without a pause it is merged, and never
  /// begun anew by itself.
  private static let mostBytesOfLog = 32 << 20

  /// Pages that are kept in memory: the tables and indexes that many runs are stored in each have a page that is written next.
  private static let kibibytesOfCache = 32_768

  /// Keeps a write-ahead log from now on. Where that cannot be, the rollback journal stays, and readers are waited for: on a file
  /// system without shared memory, and while another program reads a database that has none yet.
  private func useLog() {
    wait.brieflyOnly {
      _ = try? queue.inDatabase { db in
        guard try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") == "wal" else { return }
        try db.execute(sql: "PRAGMA wal_autocheckpoint = \(Self.pagesOfLog)")
      }
    }
  }

  /// Begins a log anew that has become long: writers wait, and readers go on in the database itself. Where somebody reads for
  /// longer than two seconds it is left to grow by as much again.
  private func boundLog() {
    guard let size = disk.size(of: logFile), size > longLog.load(ordering: .relaxed) else { return }
    wait.brieflyOnly { _ = try? queue.inDatabase { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") } }
    let left = disk.size(of: logFile) ?? 0
    longLog.store(Self.mostBytesOfLog + (left > Self.mostBytesOfLog ? left : 0), ordering: .relaxed)
  }

  /// Limits the file to so many pages, so that a full disk can be tried out.
  package func limitSize(pages: Int) throws {
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = \(pages)") }
  }

  /// Waits for other programs for so many tries only, so that the end of waiting can be tried out.
  package func limitWait(tries: Int) { wait.limit(tries: tries) }

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
