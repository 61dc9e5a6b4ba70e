import Scenario

/// Stored scenarios side by side. Their files may be gone, so they are not read again: the canonical text that a run keeps
/// has one value a line, and its indentation is all that need be understood.
package enum ResolvedText {
  /// All in which two canonical texts differ, apart from names, reasons and the paths of files, which count by their digests.
  package static func differences(_ first: String, _ second: String) -> [ScenarioDifference] {
    let (left, right) = (leaves(first), leaves(second))
    var differences = left.compactMap { leaf -> ScenarioDifference? in
      let other = right.first { $0.path == leaf.path }
      return other?.value == leaf.value ? nil : ScenarioDifference(path: leaf.path, first: leaf.value, second: other?.value)
    }
    differences += right.filter { leaf in !left.contains { $0.path == leaf.path } }
      .map { ScenarioDifference(path: $0.path, first: nil, second: $0.value) }
    return differences
  }

  /// Every value with its dotted path; the items of a list are numbered from 1.
  private static func leaves(_ text: String) -> [(path: String, value: String)] {
    var leaves: [(path: String, value: String)] = []
    var above: [(indent: Int, key: String)] = []
    var items: [String: Int] = [:]
    for line in text.split(separator: "\n") {
      var body = line.drop { $0 == " " }
      var indent = line.count - body.count
      if body.hasPrefix("- ") {
        above.removeAll { $0.indent >= indent }
        let list = above.map(\.key).joined(separator: ".")
        items[list, default: 0] += 1
        above.append((indent, "\(items[list]!)"))
        body = body.dropFirst(2)
        indent += 2
      }
      above.removeAll { $0.indent >= indent }
      guard let colon = body.firstIndex(of: ":") else { continue }
      let key = String(body[..<colon])
      let value = body[body.index(after: colon)...].drop { $0 == " " }
      above.append((indent, key))
      let path = above.map(\.key).joined(separator: ".")
      if value.isEmpty || ["name", "because"].contains(path) || key == "file" { continue }
      leaves.append((path, String(value)))
    }
    return leaves
  }
}
