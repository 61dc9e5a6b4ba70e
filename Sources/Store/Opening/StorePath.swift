import Foundation
import Kernel

/// Where a database may lie.
package enum StorePath {
  /// Refuses what SQLite would take for something other than a file, a directory, and a file in a directory that is not there.
  ///
  /// - Throws: ``InputError``.
  static func check(_ path: String) throws {
    let remedy = "give the path of a file, such as results.sqlite"
    if path.isEmpty { throw InputError("the path of the database is empty", remedy: remedy) }
    if path == ":memory:" { throw InputError("a database in memory would be gone with this process", file: path, remedy: remedy) }
    if path.lowercased().hasPrefix("file:") {
      throw InputError("this is a URI, not the path of a database", file: path, remedy: "leave 'file:' out, or write './\(path)'")
    }
    if path.utf8.contains(0) { throw InputError("a path with a zero byte", remedy: remedy) }
    var status = stat()
    if unsafe stat(path, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFREG: return
      case S_IFDIR:
        throw InputError("this is a directory, not a database", file: path, remedy: "give a file in it, such as results.sqlite")
      default: throw InputError("this is no regular file", file: path, remedy: remedy)
      }
    }
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard unsafe stat(parent, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw InputError("the directory \(parent) does not exist", file: path, remedy: "make it, or choose another path")
    }
  }

  /// Whether the file and its directory can be written, as far as permissions tell.
  static func isWritable(_ path: String) -> Bool {
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    return unsafe access(path, W_OK) == 0 && access(parent, W_OK) == 0
  }

  /// The files that SQLite and ``StoreClaims`` keep beside a database while it is in use, whether they are there now or not.
  package static func companions(of path: String) -> [String] {
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    return ["-wal", "-shm", "-journal", "-claims"].flatMap { [path + $0, resolved + $0] }
  }

  /// Removes a database that was to be made and holds nothing, with what is kept beside it, unless another program has it open.
  static func removeEmpty(_ path: String) {
    var status = stat()
    if unsafe stat(path, &status) == 0, status.st_size == 0 { remove(path) }
  }

  /// Removes a database with what SQLite keeps beside it, unless another program has it open.
  package static func remove(_ path: String) {
    guard LeftOver.isOpenNowhere(path) else { return }
    for file in [path] + companions(of: path) { unsafe unlink(file) }
  }

  /// The database as a URI that tells SQLite that nobody changes the file; nil where a log beside it holds something, which would
  /// not be read.
  static func unchangingLocation(_ path: String) -> String? {
    var status = stat()
    if unsafe stat(path + "-wal", &status) == 0, status.st_size > 0 { return nil }
    return uri(URL(fileURLWithPath: path).path, parameters: "immutable=1")
  }

  /// A path as a URI of SQLite, with what it is to know besides.
  static func uri(_ path: String, parameters: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./".utf8)
    let hexadecimal = Array("0123456789ABCDEF")
    var location = "file:"
    for byte in path.utf8 {
      if plain.contains(byte) {
        location.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        location += "%\(hexadecimal[Int(byte >> 4)])\(hexadecimal[Int(byte & 15)])"
      }
    }
    return "\(location)?\(parameters)"
  }
}
