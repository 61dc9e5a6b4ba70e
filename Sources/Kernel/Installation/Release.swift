import Foundation

/// What was linked into an executable that was made to be installed: SwiftPM hands a build neither its revision nor its tag.
package struct Release: Hashable, Sendable {
  /// The program's version.
  package let version: String
  /// The commit that it was built from, in seven hexadecimal digits.
  package let revision: String
  /// Whether the tree had changes that were not committed.
  package let isChanged: Bool
  /// The tag of that commit; nil where it has none.
  package let tag: String?
  /// The lines that it was read from.
  package let text: String

  /// The symbol that `.packaging/dist` links the lines in under.
  private static let symbol = "windtunnel_release"

  /// The release that the running program is; nil for one that was built to stay in its tree.
  package static let ofThisProgram: Release? = {
    guard let lines = unsafe dlsym(nil, symbol) else { return nil }
    return unsafe Release(String(cString: lines.assumingMemoryBound(to: CChar.self)))
  }()

  /// Reads lines of a word and its value: `version`, `revision`, `tree` (`committed` or `changed`) and, where there is one, `tag`.
  ///
  /// It is nil where one of them is missing or said twice.
  package init?(_ text: String) {
    var values: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      guard words.count == 2, values.updateValue(String(words[1]), forKey: String(words[0])) == nil else { return nil }
    }
    guard let version = values["version"], let revision = values["revision"], let tree = values["tree"] else { return nil }
    guard ["committed", "changed"].contains(tree) else { return nil }
    self.version = version
    self.revision = revision
    isChanged = tree == "changed"
    tag = values["tag"]
    self.text = text
  }

  /// The revision as stored runs name it: what a changed tree gives is not taken for what its commit gives.
  package var storedRevision: String { isChanged ? revision + "-changed" : revision }
}
