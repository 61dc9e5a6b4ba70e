import Foundation
import Kernel

/// Opening and reading files with every failure told in the user's words.
enum OpenFile {
  /// A descriptor on a file or pipe, which the caller closes.
  ///
  /// - Throws: ``InputError`` where it is missing, unreadable, a directory or a device.
  static func descriptor(_ path: String) throws -> Int32 {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("cannot open the file", path: path) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      defer { close(descriptor) }
      throw failure("cannot look at the file", path: path)
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG, S_IFIFO: return descriptor
    case S_IFDIR:
      close(descriptor)
      throw InputError("this is a directory", file: path, remedy: "give a file in it")
    default:
      close(descriptor)
      throw InputError("this is neither a file nor a pipe", file: path, remedy: "give a trace file")
    }
  }

  /// The bytes of a small file, for what is not a trace.
  ///
  /// - Throws: ``InputError`` also where the file is larger than `limit` bytes.
  static func contents(_ path: String, limit: Int) throws -> [UInt8] {
    let file = try descriptor(path)
    defer { close(file) }
    var bytes: [UInt8] = []
    let chunk = LineBuffer(capacity: 64 << 10)
    while true {
      let count = try chunk.read(file, at: 0, path: path)
      if count == 0 { return bytes }
      bytes.append(contentsOf: TraceLine(chunk, 0..<count))
      if bytes.count > limit {
        throw InputError("the file is larger than \(limit >> 20) MiB", file: path, remedy: "is this the right file?")
      }
    }
  }

  /// What went wrong by `errno`.
  static func failure(_ what: String, path: String) -> InputError {
    let code = errno
    let remedy: String? =
      switch code {
      case ENOENT: "check the path; relative paths start at the working directory"
      case EACCES: "check the permissions"
      case ENOSPC: "make room on the disk"
      case EROFS: "write to another place; this disk is read-only"
      default: nil
      }
    return InputError("\(what): \(unsafe String(cString: strerror(code)))", file: path, remedy: remedy)
  }
}
