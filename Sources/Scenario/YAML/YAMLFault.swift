import Kernel
import Yams

/// The faults that the parser underneath finds, as errors that say what to do.
enum YAMLFault {
  /// Our error for one of Yams.
  static func inputError(_ error: YamlError, text: String, file: String) -> InputError {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _):
      let setting = context.map { " (\($0.text), begun at line \($0.mark.line))" } ?? ""
      return InputError(
        "this is not YAML: \(problem)\(setting)", file: file, line: mark.line, column: mark.column, remedy: remedy(for: problem))
    case .composer(_, let problem, let mark, _):
      if problem.contains("alias") { return YAMLTextCheck.aliasError(file: file, line: mark.line, column: mark.column) }
      return InputError(
        "the file holds several documents", file: file, line: mark.line, column: mark.column,
        remedy: "one scenario a file: remove what follows '---'")
    case .duplicatedKeysInMapping(let duplicates, let context):
      return duplicateKey(duplicates.first ?? "", first: context.mark, text: text, file: file)
    case .reader(let problem, _, let value, _):
      let scalars = Array(text.unicodeScalars)
      let offset = scalars.firstIndex { Int32(bitPattern: $0.value) == value } ?? 0
      let before = scalars[..<offset]
      let line = before.count { $0 == "\n" } + 1
      let column = offset - (before.lastIndex(of: "\n").map { $0 + 1 } ?? 0) + 1
      return InputError("this is not YAML: \(problem)", file: file, line: line, column: column, remedy: "remove the character")
    default:
      return InputError("this is not YAML: \(error)", file: file, line: 1, column: 1)
    }
  }

  /// The error for a key that stands twice in one mapping.
  static func duplicate(_ key: String, at place: Place, first: Place?) -> InputError {
    let other = first?.line.map { ", first in line \($0)" } ?? ""
    return place.error("the key '\(key.shortened)' stands twice\(other)", remedy: "keep one of them")
  }

  /// Finds the second of two equal keys, of which the parser names the first only: the first is made unequal by a
  /// character that no key holds, and the text is parsed again.
  private static func duplicateKey(_ key: String, first mark: Mark, text: String, file: String) -> InputError {
    let marker: Unicode.Scalar = "\u{E000}"
    let first = Place(file: file, line: mark.line, column: mark.column)
    var scalars = Array(text.unicodeScalars)
    guard var offset = offset(of: mark, in: scalars) else { return duplicate(key, at: first, first: nil) }
    if scalars[offset] == "\"" || scalars[offset] == "'" { offset += 1 }
    scalars.insert(marker, at: offset)
    var changed = String.UnicodeScalarView()
    changed.append(contentsOf: scalars)
    var second: Mark?
    do {
      let root = try Parser(yaml: String(changed), resolver: .basic, encoding: .utf8).singleRoot()
      second = root.flatMap { secondKey(key, marked: String(marker) + key, in: $0, depth: 0) }
    } catch YamlError.duplicatedKeysInMapping(let duplicates, let context) where duplicates.first == key {
      second = context.mark
    } catch {}
    guard let second else { return duplicate(key, at: first, first: nil) }
    let shift = second.line == mark.line ? 1 : 0
    return duplicate(key, at: Place(file: file, line: second.line, column: second.column - shift), first: first)
  }

  private static func secondKey(_ key: String, marked: String, in node: Node, depth: Int) -> Mark? {
    if depth > 2 * YAMLLimits.depth { return nil }
    switch node {
    case .mapping(let mapping):
      let keys = mapping.map { $0.key.scalar }
      if keys.contains(where: { $0?.string == marked }) { return keys.first { $0?.string == key }??.mark }
      for (_, value) in mapping { if let found = secondKey(key, marked: marked, in: value, depth: depth + 1) { return found } }
    case .sequence(let items):
      for item in items { if let found = secondKey(key, marked: marked, in: item, depth: depth + 1) { return found } }
    default: break
    }
    return nil
  }

  private static func offset(of mark: Mark, in scalars: [Unicode.Scalar]) -> Int? {
    var line = 1
    var column = 1
    for (index, scalar) in scalars.enumerated() {
      if line == mark.line && column == mark.column { return index }
      let endsLine = scalar == "\n" || (scalar == "\r" && !(index + 1 < scalars.count && scalars[index + 1] == "\n"))
      if endsLine { (line, column) = (line + 1, 1) } else { column += 1 }
    }
    return nil
  }

  /// What usually lies behind a complaint of the parser.
  private static func remedy(for problem: String) -> String? {
    if problem.contains("mapping values are not allowed") {
      return "put a space after the colon of a key, and quotes around text that holds ': '"
    }
    if problem.contains("could not find expected ':'") { return "a line is written 'key: value'" }
    if problem.contains("cannot start any token") { return "put quotes around text that begins with this character" }
    if problem.contains("did not find expected key") { return "check that the lines of one mapping are indented alike" }
    if problem.contains("',' or") { return "check the brackets and commas" }
    return nil
  }
}
