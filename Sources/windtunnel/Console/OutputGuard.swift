import Foundation
import Kernel
import Store

/// Keeps a file that is to be written from taking the place of another one that somebody needs.
struct OutputGuard {
  private var needed: [(identity: FileIdentity, what: String)] = []

  /// A guard of what is read, and of the database that is written, with the files that SQLite keeps beside it.
  init(inputs: [String] = [], store: String? = nil) {
    for path in inputs { add(path, "what is read") }
    guard let store else { return }
    add(store, "the database of results")
    for path in StorePath.companions(of: store) { add(path, "a part of the database of results") }
  }

  private mutating func add(_ path: String, _ what: String) {
    if let identity = FileIdentity(of: path) { needed.append((identity, what)) }
  }

  /// Refuses a file that is there already unless it may be overwritten, and one that is needed in any case, whatever it is called.
  ///
  /// - Throws: ``InputError``.
  func check(_ path: String, overwrite: Bool, remedy: String = "give another name, or --overwrite") throws {
    if path.isEmpty { throw InputError("the name of the file to write is empty", remedy: "give a path") }
    if let identity = FileIdentity(of: path), let first = needed.first(where: { $0.identity == identity }) {
      throw InputError("this is \(first.what), and would be lost", file: path, remedy: "give another name")
    }
    if Self.isDatabase(path) {
      throw InputError("this is a database of results, and would be lost", file: path, remedy: "give another name")
    }
    var status = stat()
    if unsafe !overwrite && lstat(path, &status) == 0 { throw InputError("the file exists already", file: path, remedy: remedy) }
  }

  /// Whether a file is a database that this program has made, whether this command uses it or not.
  private static func isDatabase(_ path: String) -> Bool {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, let file = FileHandle(forReadingAtPath: path) else {
      return false
    }
    defer { try? file.close() }
    guard let head = try? file.read(upToCount: 72) else { return false }
    return head.starts(with: "SQLite format 3\0".utf8) && head.dropFirst(68).elementsEqual("WTun".utf8)
  }
}
