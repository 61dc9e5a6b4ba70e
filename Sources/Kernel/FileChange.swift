import Foundation

/// A change that the writing of a file makes on a disk. Each is asked for before it is made, so that a disk can be tried out on which any
/// of them fails, or is the last one.
package enum FileChange: Sendable {
  /// A file is made.
  case make
  /// Bytes are written.
  case write
  /// What was written is brought to the disk.
  case sync
  /// A complete file is given its name.
  case name
  /// A file is removed.
  case remove
  /// A folder is made.
  case makeFolder
  /// A folder is removed.
  case removeFolder
  /// The names in a folder are brought to the disk.
  case syncFolder

  /// Asked before each change with the path: an error of the system that it fails with, or nil, and it is made.
  @TaskLocal package static var fault: (@Sendable (FileChange, String) -> Int32?)?

  /// Makes the change with `body`, which calls the system, or fails as ``fault`` says, with `errno` set.
  package func make(_ path: String, _ body: () -> Int) -> Int {
    guard let code = Self.fault?(self, path) else { return body() }
    errno = code
    return -1
  }

  /// Removes a file; returns 0 where it was there and is gone.
  @discardableResult package static func removeFile(_ path: String) -> Int { remove.make(path) { Int(unsafe unlink(path)) } }

  /// Removes an empty folder; returns 0 where it was there and is gone.
  @discardableResult package static func removeFolder(_ path: String) -> Int { removeFolder.make(path) { Int(unsafe rmdir(path)) } }
}
