import Foundation

/// The file that readers of paths are given: one of each process and target, in memory where the machine has such a place.
enum FuzzFile {
  private static let folder: String = {
    let root = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    let path = "\(root)/windtunnel-fuzz-\(ProcessInfo.processInfo.processIdentifier)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(atPath: FuzzFile.folder) }
    return path
  }()

  /// Calls `body` with the path of a file that holds `bytes`.
  static func with<Result>(_ bytes: [UInt8], name: String, _ body: (String) throws -> Result) throws -> Result {
    let path = "\(folder)/\(name)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return try body(path)
  }

  /// A path of the process's own.
  static func path(_ name: String) -> String { "\(folder)/\(name)" }
}
