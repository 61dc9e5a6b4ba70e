import Foundation
import GRDB
import Kernel

/// Turns what SQLite says into what a user can act on.
enum StoreError {
  /// Runs `body` and rethrows SQLite's errors as ``InputError`` about the file at `path`.
  ///
  /// A row that breaks a check of the schema is a fault of ours, no user's, and passes as the `DatabaseError` it is.
  static func translating<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as DatabaseError where error.resultCode != .SQLITE_CONSTRAINT {
      throw input(error, path)
    } catch let damage as DatabaseDamage {
      throw damaged(path, damage.what)
    } catch is RowDecodingError {
      throw damaged(path, "a value is of another type than it was stored with")
    }
  }

  /// The fault in the words of this program.
  static func input(_ error: DatabaseError, _ path: String) -> InputError {
    switch error.resultCode {
    case .SQLITE_FULL: full(path)
    case .SQLITE_READONLY:
      InputError("the database cannot be written", file: path, remedy: "check the permissions of the file and its directory")
    case .SQLITE_CANTOPEN:
      InputError("the database cannot be opened", file: path, remedy: "check that the directory exists and can be read and written")
    case .SQLITE_NOTADB: InputError("this is no SQLite database", file: path, remedy: "choose another path")
    case .SQLITE_CORRUPT: damaged(path, nil)
    // Every statement is ours: what cannot be understood is the schema that it meets.
    case .SQLITE_ERROR, .SQLITE_MISMATCH, .SQLITE_SCHEMA: damaged(path, error.message)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      InputError("another program holds the database", file: path, remedy: "wait for it to end, or choose another path")
    // What SQLite cannot place beside the database, such as the map of its log, fails as the disk itself does.
    case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE || hasNoRoom(path): full(path)
    case .SQLITE_IOERR: InputError("the disk failed while the database was in use", file: path, remedy: "check the disk")
    case .SQLITE_PERM, .SQLITE_AUTH: InputError("access to the database is denied", file: path, remedy: "check its permissions")
    default: InputError("SQLite: \(error.message ?? error.resultCode.description)", file: path)
    }
  }

  private static func full(_ path: String) -> InputError {
    InputError(
      "the disk is full, or the database has reached its greatest size", file: path, remedy: "make room on the disk, or choose another path"
    )
  }

  /// Bytes that a database takes beside its file before a row is written: with less than that the disk is full.
  private static let leastRoomBytes: UInt64 = 1 << 18

  private static func hasNoRoom(_ path: String) -> Bool {
    var system = statvfs()
    guard unsafe statvfs(URL(fileURLWithPath: path).deletingLastPathComponent().path, &system) == 0 else { return false }
    return UInt64(system.f_bavail) * UInt64(system.f_frsize) < leastRoomBytes
  }

  /// Whether the fault is one of the file's content.
  static func meansDamage(_ error: DatabaseError) -> Bool {
    [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_MISMATCH, .SQLITE_SCHEMA].contains(error.resultCode)
  }

  /// A database with something in it that was not written by this program.
  static func damaged(_ path: String, _ what: String?) -> InputError {
    InputError(
      "the database is damaged" + (what.map { ": \($0)" } ?? ""), file: path,
      remedy: "try `sqlite3 \(path) .recover`, or choose another path")
  }
}
