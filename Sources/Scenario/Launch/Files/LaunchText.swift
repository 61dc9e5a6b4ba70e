import Kernel

/// Words of files that others read: shells, and Kubernetes.
enum LaunchText {
  /// A name as Kubernetes takes them (RFC 1123): small letters, digits and hyphens, at most 40.
  static func label(_ text: String) -> String {
    var label = ""
    for scalar in text.lowercased().unicodeScalars.prefix(200) {
      let isPlain = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
      if isPlain { label.unicodeScalars.append(scalar) } else if !label.hasSuffix("-") { label += "-" }
    }
    let trimmed = label.drop { $0 == "-" }.prefix(40)
    let end = trimmed.lastIndex { $0 != "-" }
    guard let end else { return "pool" }
    let name = String(trimmed[...end])
    return name.first?.isNumber == true ? "pool-" + name : name
  }

  /// A word of a shell, in quotes where it needs them.
  static func quoted(_ word: String) -> String {
    let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:=,@%+-"
    if !word.isEmpty && word.allSatisfy({ plain.contains($0) }) { return word }
    return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// Lines of comments that a reader of this program understands.
  static func marks(_ lines: [(key: String, text: String)]) -> [String] { lines.map { "# \(mark) \($0.key)=\($0.text)" } }

  /// Begins a comment that this program reads.
  static let mark = "windtunnel:"
  /// Begins a comment that says which pool something belongs to.
  static let poolMark = "windtunnel-pool:"
  /// The annotation of an object of Kubernetes that says which pool it is.
  static let annotation = "windtunnel/pool"
  /// The first words of every file, by which this program knows its own.
  static let written = "Written by windtunnel plan --write"

  /// A text as lines of a comment, no longer than so many columns.
  static func comment(_ text: String, width: Int = 100) -> [String] {
    var lines: [String] = []
    var line = "#"
    for word in text.showingControls().split(separator: " ") {
      if line.count + word.count + 1 > width && line != "#" {
        lines.append(line)
        line = "# "
      }
      line += " " + word
    }
    return lines + [line]
  }
}
