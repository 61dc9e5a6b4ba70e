import Foundation

/// The source revision that this executable was built from, read from the tree that it was built in.
///
/// SwiftPM hands no revision to a build. An executable that still lies in its tree's `.build` can tell the commit that was checked out when
/// it was linked: the last entry of Git's own log of HEAD that is not younger than the file. Changes that were not
/// committed do not show. An executable that was moved elsewhere has an unknown revision.
enum Revision {
  /// Seven hexadecimal digits, or `unknown`.
  static func ofThisExecutable() -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let length = unsafe readlink("/proc/self/exe", &buffer, buffer.count - 1)
    guard length > 0 else { return "unknown" }
    let path = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var status = stat()
    guard unsafe stat(path, &status) == 0, let folder = gitFolder(above: path) else { return "unknown" }
    guard let log = try? String(contentsOfFile: folder + "/logs/HEAD", encoding: .utf8) else { return "unknown" }
    return commit(in: log, notAfter: Int(status.st_mtim.tv_sec)) ?? "unknown"
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

  /// The Git folder of the tree whose `.build` holds `path`.
  private static func gitFolder(above path: String) -> String? {
    guard let build = path.range(of: "/.build") else { return nil }
    let git = String(path[..<build.lowerBound]) + "/.git"
    var status = stat()
    guard unsafe stat(git, &status) == 0 else { return nil }
    if status.st_mode & S_IFMT == S_IFDIR { return git }
    guard let text = try? String(contentsOfFile: git, encoding: .utf8), text.hasPrefix("gitdir: ") else { return nil }
    return text.dropFirst("gitdir: ".count).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
