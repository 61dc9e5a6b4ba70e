import Foundation
import GRDBSQLite
import Kernel

/// What a database lies on: the disk of this machine, or one of SQLite's file systems by its name, on which faults of disks are tried out.
package struct StoreDisk: Sendable {
  /// The name of the file system; nil of the machine's own.
  private let system: String?

  /// The file system of SQLite that is registered under that name.
  package init(system: String) { self.system = system }

  private init() { system = nil }

  /// The disk of this machine.
  static let own = StoreDisk()

  /// What SQLite opens a database by.
  func location(of path: String) -> String { system.map { StorePath.uri(path, parameters: "vfs=\($0)") } ?? path }

  /// Refuses paths at which no database may lie.
  ///
  /// - Throws: ``InputError``.
  func check(_ path: String) throws { if system == nil { try StorePath.check(path) } }

  /// Whether there is a file of that name.
  func holds(_ path: String) -> Bool {
    guard let system else { return FileManager.default.fileExists(atPath: path) }
    var isThere: Int32 = 0
    guard let place = unsafe sqlite3_vfs_find(system) else { return false }
    return unsafe place.pointee.xAccess(place, path, SQLITE_ACCESS_EXISTS, &isThere) == SQLITE_OK && isThere != 0
  }

  /// Bytes of a file of this machine; nil where it is not there, and of other disks.
  func size(of path: String) -> Int? {
    var status = stat()
    return unsafe system == nil && stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// Whether the file and its directory can be written, as far as permissions tell.
  func isWritable(_ path: String) -> Bool { system != nil || StorePath.isWritable(path) }

  /// Removes a database that could not be made, with what SQLite keeps beside it.
  func remove(_ path: String) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
      guard let system else {
        unsafe unlink(path + suffix)
        continue
      }
      if let place = unsafe sqlite3_vfs_find(system) { _ = unsafe place.pointee.xDelete(place, path + suffix, 0) }
    }
  }

  /// Removes a database that was to be made and holds nothing, unless another program has it open.
  func removeEmpty(_ path: String) { if system == nil { StorePath.removeEmpty(path) } }
}
