import Foundation

/// The Swift files, the scripts, the pages and the settings of the project, read once.
enum SourceTree {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let files: [SourceFile] = {
    let code = ["Sources", "Tests", "Benchmarks"].flatMap { paths(below: $0) { $0.hasSuffix(".swift") } }
    let pages = ["docs", "notebooks-export", "Benchmarks", ".packaging", ".github", "scenarios", "traces", "Tests", ".ci", "Sources"]
      .flatMap { paths(below: $0) { name in [".md", ".yaml", ".yml"].contains { name.hasSuffix($0) } } }
    let scripts = ["Sources", "Tests", "Benchmarks", ".packaging", ".ci", "notebooks-export"].flatMap { paths(below: $0, isScript) }
    return (code + pages + scripts + ["README.md", "CHANGELOG.md", "Makefile"]).map(file)
  }()

  static let package = file("Package.swift")

  private static func paths(below folder: String, _ isWanted: (String) -> Bool) -> [String] {
    let names = FileManager.default.enumerator(atPath: root.path + "/" + folder)?.compactMap { $0 as? String } ?? []
    // What is built lies in folders of hidden names.
    let own = names.filter { !$0.split(separator: "/").dropLast().contains { $0.hasPrefix(".") } }
    return own.map { folder + "/" + $0 }.filter(isWanted).sorted()
  }

  /// Whether it is Python, or a file without an ending whose first line names its shell.
  private static func isScript(_ path: String) -> Bool {
    if path.hasSuffix(".py") { return true }
    guard let name = path.split(separator: "/").last, !name.contains("."),
      let file = FileHandle(forReadingAtPath: root.path + "/" + path)
    else { return false }
    defer { try? file.close() }
    return (try? file.read(upToCount: 2)) == Data("#!".utf8)
  }

  /// A file that cannot be read is an empty one.
  private static func file(_ path: String) -> SourceFile {
    SourceFile(path: path, text: (try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)) ?? "")
  }
}
