import Foundation
import Kernel
import Study

/// The source revision that this executable was built from.
///
/// An executable that was made to be installed has it linked in. SwiftPM hands no revision to a build; an executable that
/// still lies in its tree's `.build` can tell the commit that was checked out when it was linked: the last entry of Git's own
/// log of HEAD that is not younger than the file. Changes that were not committed do not show. An executable that was built
/// to stay in its tree and was moved elsewhere has an unknown revision.
enum Revision {
  /// Seven hexadecimal digits, with `-changed` where a release was made of a tree with changes; or `unknown`.
  static func ofThisExecutable() -> String { Release.ofThisProgram?.storedRevision ?? inTree()?.revision ?? "unknown" }

  /// Version, tag, revision and the state of the tree, as `--version` prints them.
  static func description() -> String {
    if let release = Release.ofThisProgram {
      let state = release.isChanged ? ["with changes that were not committed"] : []
      return ([release.version] + (release.tag.map { ["tag \($0)"] } ?? []) + ["revision \(release.revision)"] + state)
        .joined(separator: ", ")
    }
    guard let found = inTree() else { return "\(Program.version), revision unknown" }
    return "\(Program.version), revision \(found.revision)" + state(of: found.tree)
  }

  /// The commit and the tree of an executable that lies in its tree.
  private static func inTree() -> (revision: String, tree: String)? {
    guard let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else { return nil }
    var status = stat()
    guard let build = path.range(of: "/.build"), unsafe stat(path, &status) == 0 else { return nil }
    let tree = String(path[..<build.lowerBound])
    guard let folder = gitFolder(of: tree), let log = try? String(contentsOfFile: folder + "/logs/HEAD", encoding: .utf8) else {
      return nil
    }
    return commit(in: log, notAfter: Int(status.st_mtim.tv_sec)).map { ($0, tree) }
  }

  /// What Git says of the tree as it is now; nothing where there is no Git.
  private static func state(of tree: String) -> String {
    let question = ["git", "-C", tree, "status", "--porcelain", "--", "Sources", "Package.swift"]
    guard let answer = try? SystemCommands().run(question), answer.status == 0 else { return "" }
    return answer.output.isEmpty ? "" : ", its tree has changes that are not committed"
  }

  /// The commit of the last line of a HEAD log that is not younger than a time.
  private static func commit(in log: String, notAfter seconds: Int) -> String? {
    var commit: String?
    for line in log.split(separator: "\n") {
      let words = line.prefix { $0 != "\t" }.split(separator: " ")
      guard words.count >= 4, let time = Int(words[words.count - 2]), time <= seconds else { continue }
      commit = String(words[1].prefix(7))
    }
    return commit
  }

  /// The Git folder of a tree.
  private static func gitFolder(of tree: String) -> String? {
    let git = tree + "/.git"
    var status = stat()
    guard unsafe stat(git, &status) == 0 else { return nil }
    if status.st_mode & S_IFMT == S_IFDIR { return git }
    guard let text = try? String(contentsOfFile: git, encoding: .utf8), text.hasPrefix("gitdir: ") else { return nil }
    return text.dropFirst("gitdir: ".count).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
