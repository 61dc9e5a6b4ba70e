import Foundation

/// A file that appears under its name only when it is complete. Until then it lies beside it under a name from chance, made for
/// it alone (`O_EXCL`) and never through a link (`O_NOFOLLOW`); it is removed where writing fails, is given up, or a signal ends
/// the process.
///
/// What lies under the name when writing begins is replaced; what appears there meanwhile is not.
package final class ReplacingFile {
  private let path: String
  private let temporaryPath: String
  private let replaces: Bool
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private static let bufferBytes = 256 << 10

  /// Begins a file.
  ///
  /// - Throws: ``InputError`` where nothing can be written there.
  package init(path: String) throws {
    if path.isEmpty { throw InputError("the name of the file to write is empty", remedy: "give a path") }
    var status = stat()
    if unsafe stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw InputError("this is not a file that can be replaced", file: path, remedy: "give the name of a file to write")
    }
    self.path = path
    replaces = unsafe lstat(path, &status) == 0
    let temporary = Self.temporaryPath(beside: path)
    temporaryPath = temporary
    descriptor = UnfinishedFiles.making(temporary) {
      Int32(
        FileChange.make.make(temporary) { Int(unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)) })
    }
    guard descriptor >= 0 else { throw Self.failure("cannot write here", path: path) }
    buffer.reserveCapacity(Self.bufferBytes + 4096)
  }

  deinit { abandon() }

  /// A name in the folder of `path` that nobody can guess.
  private static func temporaryPath(beside path: String) -> String {
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    return folder + "windtunnel-" + RandomName.text() + ".partial"
  }

  /// The folder of the file, as a path of its own.
  private var folder: String { path.lastIndex(of: "/").map { path[...$0] + "." } ?? "." }

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
  /// - Throws: ``InputError`` where the disk is full or fails, or another file has taken the name meanwhile.
  package func complete() throws {
    try prepare()
    try publish()
    try syncFolder()
  }

  /// Gives files that belong together their names, one after the other. A signal that comes meanwhile ends the process afterwards.
  ///
  /// - Throws: ``InputError`` where one cannot be named, or another file has taken its name meanwhile.
  package static func publish(together files: [ReplacingFile], _ last: () throws -> Void = {}) throws {
    try UnfinishedFiles.publishing {
      for file in files { try file.publish() }
      try last()
      var synced: Set<String> = []
      for file in files where synced.insert(file.folder).inserted { try file.syncFolder() }
    }
  }

  /// Brings the names in the folder to the disk, so that a power cut does not take the file away again.
  private func syncFolder() throws {
    let folder = folder
    let opened = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // A program that may write into a folder need not be allowed to read it.
    guard opened >= 0 else { return }
    defer { close(opened) }
    // Some file systems cannot be told.
    guard FileChange.syncFolder.make(folder, { Int(fsync(opened)) }) == 0 || [EINVAL, EROFS, ENOTSUP].contains(errno) else {
      throw Self.failure("cannot bring the name of the file to the disk", path: path)
    }
  }

  /// Writes what is left down to the disk; a name is all that it lacks then.
  ///
  /// - Throws: ``InputError`` where the disk is full or fails.
  package func prepare() throws {
    try flush()
    guard FileChange.sync.make(temporaryPath, { Int(fsync(descriptor)) }) == 0 else {
      let error = Self.failure("cannot complete the file", path: path)
      abandon()
      throw error
    }
  }

  /// Gives the file its name.
  ///
  /// - Throws: ``InputError`` where that cannot be done, or another file has taken the name meanwhile.
  private func publish() throws {
    guard descriptor >= 0 else { throw InputError("the file is closed", file: path) }
    guard named() else {
      let error =
        errno == EEXIST
        ? InputError("another file has appeared under this name", file: path, remedy: "give another name")
        : Self.failure("cannot name the file", path: path)
      abandon()
      throw error
    }
    close(descriptor)
    descriptor = -1
    UnfinishedFiles.forget(temporaryPath)
  }

  private func named() -> Bool {
    if replaces { return FileChange.name.make(path) { Int(unsafe rename(temporaryPath, path)) } == 0 }
    if FileChange.name.make(path, { Int(unsafe link(temporaryPath, path)) }) == 0 {
      FileChange.removeFile(temporaryPath)
      return true
    }
    // Some file systems know no links.
    return errno != EEXIST && FileChange.name.make(path) { Int(unsafe rename(temporaryPath, path)) } == 0
  }

  /// Removes what was written.
  package func abandon() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    descriptor = -1
    FileChange.removeFile(temporaryPath)
    UnfinishedFiles.forget(temporaryPath)
  }

  private func flush() throws {
    guard descriptor >= 0 else { throw InputError("the file is closed", file: path) }
    var written = 0
    while written < buffer.count {
      let count = FileChange.write.make(temporaryPath) {
        unsafe buffer.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress! + written, $0.count - written) }
      }
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
    return InputError("\(what): \(unsafe String(cString: strerror(code)))", file: path, remedy: remedy)
  }
}
