import Scenario

/// What is said of the files that start a cluster, once they are written.
package struct LaunchReport {
  private let files: LaunchFolder
  private let folder: String
  private let stale: [String]

  /// A report of files in `folder`; `stale` are those of an earlier plan there.
  package init(files: LaunchFolder, folder: String, stale: [String]) {
    self.files = files
    self.folder = folder
    self.stale = stale
  }

  /// The command that does a scenario again, for a shell: its path with the changes that are laid over it.
  package static func origin(path: String, changes: [String]) -> String {
    (["windtunnel run", ShellWord.quoted(path)] + changes.map { "--set " + ShellWord.quoted($0) }).joined(separator: " ")
  }

  /// The same for other programs.
  package var json: JSONTree {
    .document(
      "plan --write",
      [
        ("folder", .text(folder)), ("files", .of(texts: files.files.map(\.path))),
        (
          "notWritten",
          .list(files.missing.map { .object([("engine", .text($0.engine.name)), ("reason", .text($0.reason))]) })
        ), ("notTold", .of(texts: files.untold)), ("leftThere", .of(texts: stale)),
      ])
  }

  /// The report within so many columns.
  package func text(width: Int) -> String {
    let paths = files.files.map(\.path).joined(separator: TextLayout.comma)
    var lines: [(heading: String, text: String)] = [("Written", "to \(folder):\(breakMark) " + paths)]
    if !files.missing.isEmpty {
      lines.append(("Not written", files.missing.map { "\($0.engine.name), for \($0.reason)" }.joined(separator: TextLayout.semicolon)))
    }
    if !files.untold.isEmpty { lines.append(("Not told", files.untold.joined(separator: TextLayout.semicolon))) }
    if !stale.isEmpty { lines.append(("Left there", "of an earlier plan:\(breakMark) " + stale.joined(separator: TextLayout.comma))) }
    return "\n" + lines.map { TextLayout.paragraph($0.heading, $0.text, width: width) }.joined(separator: "\n")
  }
}
