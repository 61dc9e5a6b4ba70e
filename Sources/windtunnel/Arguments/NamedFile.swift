import Foundation
import Kernel

/// YAML files that a person may call by name: those of one folder, and of the folders in it. Behind those that lie here come those
/// that were installed with the program.
struct NamedFile {
  /// The folder, as seen from here.
  let folder: String
  /// What the files are, as errors call one.
  let noun: String
  /// What to do where no name is near.
  let remedy: String

  /// The folder of that name that was installed with the program; nil where it was not installed.
  private var installed: String? { Installation.share.map { $0 + "/" + folder } }

  /// The file meant by `word`: a path with or without `.yaml`, from here or from the folder, or a file of that name that was installed.
  ///
  /// - Throws: ``InputError`` naming the nearest file where there is none.
  func resolve(_ word: String) throws -> String {
    let candidates = [word, "\(folder)/" + word, installedPath(word)].compactMap(\.self).flatMap { [$0, $0 + ".yaml"] }
    if let found = candidates.first(where: { Self.kind(of: $0) == .file }) { return found }
    if let directory = candidates.first(where: { Self.kind(of: $0) == .directory }) {
      throw InputError("this is a directory", file: directory, remedy: "name a \(noun) in it")
    }
    let base = word.hasSuffix(".yaml") ? String(word.dropLast(5)) : word
    let short = base.hasPrefix("\(folder)/") ? String(base.dropFirst(folder.count + 1)) : base
    throw InputError("there is no \(noun) '\(word.prefix(200))'", remedy: Nearest.hint(short, among: names()) ?? remedy)
  }

  /// The file of one of ``names()``.
  func path(ofName name: String) -> String {
    let here = "\(folder)/\(name).yaml"
    return Self.kind(of: here) == .file ? here : installedPath(name).map { $0 + ".yaml" } ?? here
  }

  /// Where `word` would lie among the installed files, with the folder before it or not.
  private func installedPath(_ word: String) -> String? {
    let name = word.hasPrefix("\(folder)/") ? String(word.dropFirst(folder.count + 1)) : word
    return name.hasPrefix("/") ? nil : installed.map { $0 + "/" + name }
  }

  /// The files in the folder and one folder below it, by name; behind them those that were installed and not found here.
  func names() -> [String] {
    let here = Self.names(in: folder)
    guard let installed else { return here }
    return here + Self.names(in: installed).filter { !here.contains($0) }
  }

  private static func names(in folder: String) -> [String] {
    var names = Self.yaml(in: folder).map { String($0.dropLast(5)) }
    for inner in Self.entries(of: folder) where !inner.hasSuffix(".yaml") {
      names += Self.yaml(in: folder + "/" + inner).map { inner + "/" + $0.dropLast(5) }
    }
    return names
  }

  private static func yaml(in folder: String) -> [String] { entries(of: folder).filter { $0.hasSuffix(".yaml") } }

  private static func entries(of folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  private enum Kind { case nothing, file, directory }

  private static func kind(of path: String) -> Kind {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return .nothing }
    return status.st_mode & S_IFMT == S_IFDIR ? .directory : .file
  }
}
