import Foundation
import Kernel

/// Finding a scenario by what a person types: a path, or a name in the folder `scenarios`.
enum ScenarioPath {
  /// The file meant by `word`: a path with or without `.yaml`, from here or from the folder `scenarios` here.
  ///
  /// - Throws: ``InputError`` naming the nearest scenario where there is no such file.
  static func resolve(_ word: String) throws -> String {
    let candidates = [word, word + ".yaml", "scenarios/" + word, "scenarios/" + word + ".yaml"]
    if let found = candidates.first(where: { kind(of: $0) == .file }) { return found }
    if let folder = candidates.first(where: { kind(of: $0) == .directory }) {
      throw InputError("this is a directory", file: folder, remedy: "name a scenario in it")
    }
    let known = names()
    let base = word.hasSuffix(".yaml") ? String(word.dropLast(5)) : word
    let short = base.hasPrefix("scenarios/") ? String(base.dropFirst("scenarios/".count)) : base
    let hint = Nearest.hint(short, among: known)
    throw InputError(
      "there is no scenario '\(word.prefix(200))'",
      remedy: hint ?? "give the path of a scenario file; 'windtunnel list scenarios' shows those at hand")
  }

  /// The scenarios in the folder `scenarios` and one folder below it, by name.
  static func names() -> [String] {
    var names = yaml(in: "scenarios").map { String($0.dropLast(5)) }
    for folder in entries(of: "scenarios") where !folder.hasSuffix(".yaml") {
      names += yaml(in: "scenarios/" + folder).map { folder + "/" + $0.dropLast(5) }
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
