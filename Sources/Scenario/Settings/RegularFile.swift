import Foundation
import Kernel

/// Files as a scenario may name them: regular ones, looked at before they are opened, for opening a pipe that nobody
/// writes to would wait for ever.
package enum RegularFile {
  /// Refuses what is not there or is no regular file.
  ///
  /// - Throws: ``InputError`` without a place, whose message completes "'path': ...".
  static func check(_ path: String) throws(InputError) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      throw InputError(errno == ENOENT || errno == ENOTDIR ? "there is no such file" : reason(), remedy: "looked for '\(path)'")
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw InputError("this is a directory", remedy: "give a file in it")
    default: throw InputError("this is no regular file", remedy: "save it to a file first")
    }
  }

  /// The bytes of a file, at most `limit` and one.
  ///
  /// - Throws: ``InputError`` as ``check(_:)``, or where it cannot be read.
  package static func bytes(of path: String, limit: Int) throws(InputError) -> [UInt8] {
    try check(path)
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw InputError(reason(), remedy: "check the permissions") }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    var held = 0
    while held < bytes.count {
      let room = bytes.count - held
      let got = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress! + held, room) }
      if got < 0 && errno == EINTR { continue }
      if got < 0 { throw InputError(reason()) }
      if got == 0 { break }
      held += got
    }
    bytes.removeLast(bytes.count - held)
    return bytes
  }

  private static func reason() -> String { "it cannot be read: \(unsafe String(cString: strerror(errno)))" }
}
