import Foundation

/// Paths as text. A path in a scenario is relative to the folder of the file that it is written in, and is kept relative,
/// so that no machine's folders get into a resolved scenario.
enum RelativePath {
  /// The folder of a file's path; empty for a bare name.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last part of a path, without its ending.
  static func stem(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }

  /// `path` as seen from the folder that `folder` is seen from.
  static func join(_ folder: String, _ path: String) -> String {
    path.hasPrefix("/") || folder.isEmpty ? normalised(path) : normalised(folder + "/" + path)
  }

  /// The working folder as seen from `folder`; where that is absolute, so is the answer.
  static func workingFolder(from folder: String, workingFolder: String = FileManager.default.currentDirectoryPath) -> String {
    if folder.hasPrefix("/") { return workingFolder }
    let parts = normalised(folder).split(separator: "/")
    let above = parts.prefix { $0 == ".." }.count
    let down = workingFolder.split(separator: "/").suffix(above).map(String.init)
    return (Array(repeating: "..", count: parts.count - above) + down).joined(separator: "/")
  }

  /// Without `.`, empty parts, and `a/..`; symbolic links are not looked at.
  static func normalised(_ path: String) -> String {
    var parts: [Substring] = []
    let isAbsolute = path.hasPrefix("/")
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if !(part == ".." && isAbsolute) {
        parts.append(part)
      }
    }
    return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
  }
}
