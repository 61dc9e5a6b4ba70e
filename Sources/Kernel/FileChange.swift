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

  /// Asked before a change with the path: an error of the system that it fails with, or nil, and it is made.
  package typealias Fault = @Sendable (FileChange, String) -> Int32?

  /// Who is asked, and of changes in which folder.
  private static let faults = LockedValue<[(folder: String, number: Int, fault: Fault)]>([])

  /// Has `fault` asked before every change below `folder` while `body` runs.
  package static func asking<Result>(_ fault: @escaping Fault, below folder: String, _ body: () throws -> Result) rethrows -> Result {
    let number = faults.withLock { faults in
      let number = (faults.last?.number ?? 0) + 1
      faults.append((folder, number, fault))
      return number
    }
    defer { faults.withLock { $0.removeAll { $0.number == number } } }
    return try body()
  }

  /// Makes the change with `body`, which calls the system, or fails as a fault of ``asking(_:below:_:)`` says, with `errno` set.
  package func make(_ path: String, _ body: () -> Int) -> Int {
    let fault = Self.faults.withLock { $0.first { path.hasPrefix($0.folder) }?.fault }
    guard let code = fault?(self, path) else { return body() }
    errno = code
    return -1
  }

  /// Removes a file; returns 0 where it was there and is gone.
  @discardableResult package static func removeFile(_ path: String) -> Int { remove.make(path) { Int(unsafe unlink(path)) } }

  /// Removes an empty folder; returns 0 where it was there and is gone.
  @discardableResult package static func removeFolder(_ path: String) -> Int { removeFolder.make(path) { Int(unsafe rmdir(path)) } }
}
