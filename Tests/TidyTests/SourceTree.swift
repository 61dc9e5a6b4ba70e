import Foundation

/// The Swift files of the project, read once.
enum SourceTree {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let files: [SourceFile] = ["Sources", "Tests", "Benchmarks"].flatMap { (folder: String) -> [SourceFile] in
    let names = FileManager.default.enumerator(atPath: root.path + "/" + folder)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".swift") }.sorted().compactMap { name in
      let path = folder + "/" + name
      guard let text = try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8) else { return nil }
      return SourceFile(path: path, text: text)
    }
  }

  static let package = SourceFile(
    path: "Package.swift", text: (try? String(contentsOf: root.appendingPathComponent("Package.swift"), encoding: .utf8)) ?? "")
}
