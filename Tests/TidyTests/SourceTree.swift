import Foundation

/// The Swift files and the pages of the project, read once.
enum SourceTree {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let files: [SourceFile] = {
    let code = ["Sources", "Tests", "Benchmarks"].flatMap { paths(below: $0, ending: ".swift") }
    let pages = ["docs", "notebooks-export", ".packaging", "scenarios", "traces"].flatMap { paths(below: $0, ending: ".md") }
    return (code + pages + ["README.md", "CHANGELOG.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md"]).map(file)
  }()

  static let package = file("Package.swift")

  private static func paths(below folder: String, ending: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: root.path + "/" + folder)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(ending) }.sorted().map { folder + "/" + $0 }
  }

  /// A file that cannot be read is an empty one.
  private static func file(_ path: String) -> SourceFile {
    SourceFile(path: path, text: (try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)) ?? "")
  }
}
