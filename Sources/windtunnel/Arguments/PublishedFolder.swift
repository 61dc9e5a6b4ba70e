import Foundation
import Kernel
import Scenario

/// The folder of published results, one folder a result.
struct PublishedFolder {
  /// The folder of those that come with the project.
  static let usual = PublishedFolder("scenarios/published")

  private let path: String

  /// The results below `path`.
  init(_ path: String) { self.path = path }

  /// The results of the given names, or all of them by name where none is given.
  ///
  /// - Throws: ``InputError`` where there are none, a name is unknown, or a result cannot be read.
  func results(_ names: [String]) throws -> [PublishedResult] {
    let known = self.names
    if known.isEmpty {
      throw InputError("there are no published results", file: path, remedy: "a result is a folder in it that has a 'published.yaml'")
    }
    for name in names where !known.contains(name) {
      let hint = Nearest.hint(name, among: known)
      throw InputError("no published result is called '\(name.prefix(60))'", remedy: hint ?? "there are \(known.joined(separator: ", "))")
    }
    return try (names.isEmpty ? known : names).map { try PublishedResult.load(folder: path + "/" + $0) }
  }

  /// The names of the results, in the order of the alphabet.
  var names: [String] {
    let found = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return found.filter { FileManager.default.fileExists(atPath: path + "/" + $0 + "/published.yaml") }.sorted()
  }
}
