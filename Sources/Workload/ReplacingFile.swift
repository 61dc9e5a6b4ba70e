import Foundation
import Kernel

/// A file that appears under its name only when it is complete. Until then it lies beside it under a temporary name, and is
/// removed where writing fails or is given up.
package final class ReplacingFile {
  private let path: String
  private let temporaryPath: String
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private static let bufferBytes = 256 << 10

  /// Begins a file.
  ///
  /// - Throws: ``InputError`` where nothing can be written there.
  package init(path: String) throws {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw InputError("this is not a file that can be replaced", file: path, remedy: "give the name of a file to write")
    }
    self.path = path
    temporaryPath = path + ".partial-\(getpid())"
    descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.failure("cannot write here", path: path) }
    buffer.reserveCapacity(Self.bufferBytes + 4096)
  }

  deinit { abandon() }

  /// Appends bytes.
  ///
  /// - Throws: ``InputError`` where the disk is full or fails.
  package func append(_ bytes: [UInt8]) throws {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  /// Appends a text.
  ///
  /// - Throws: ``InputError`` where the disk is full or fails.
  package func append(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  /// Completes the file and gives it its name.
  ///
  /// - Throws: ``InputError`` where the disk is full or fails.
  package func complete() throws {
    try flush()
    guard fsync(descriptor) == 0 else {
      let error = Self.failure("cannot complete the file", path: path)
      abandon()
      throw error
    }
    close(descriptor)
    descriptor = -1
    guard rename(temporaryPath, path) == 0 else {
      let error = Self.failure("cannot name the file", path: path)
      unlink(temporaryPath)
      throw error
    }
  }

  /// Removes what was written.
  package func abandon() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
    unlink(temporaryPath)
  }

  private func flush() throws {
    guard descriptor >= 0 else { throw InputError("the file is closed", file: path) }
    var written = 0
    while written < buffer.count {
      let count = buffer.withUnsafeBytes { write(descriptor, $0.baseAddress! + written, $0.count - written) }
      if count > 0 {
        written += count
      } else if errno != EINTR {
        let error = Self.failure("cannot write the file", path: path)
        abandon()
        throw error
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func failure(_ what: String, path: String) -> InputError {
    let code = errno
    let remedy: String? =
      switch code {
      case ENOENT: "make the directory first"
      case EACCES, EPERM: "check the permissions"
      case ENOSPC, EDQUOT: "make room on the disk"
      case EROFS: "write to another place; this disk is read-only"
      default: nil
      }
    return InputError("\(what): \(String(cString: strerror(code)))", file: path, remedy: remedy)
  }
}
