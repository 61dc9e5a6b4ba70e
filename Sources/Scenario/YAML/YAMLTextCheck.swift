import Kernel

/// What is wrong with a file can be told best before it is parsed: bytes that are no text, tabs, and nesting or aliases
/// that exist to exhaust a parser.
enum YAMLTextCheck {
  /// The text of `bytes`, which may begin with the byte order mark of UTF-8.
  ///
  /// - Throws: ``InputError`` for a file that is too large, not UTF-8, holds control characters, is indented by tabs, or
  ///   nests or refers too much.
  static func text(of bytes: [UInt8], file: String) throws(InputError) -> String {
    if bytes.count > YAMLLimits.bytes {
      throw InputError(
        "the file has more than \(YAMLLimits.bytes >> 10) KiB: it is no scenario", file: file,
        remedy: "a scenario names its trace, it does not hold it")
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw InputError("the file is UTF-16", file: file, line: 1, column: 1, remedy: "save it as UTF-8")
    }
    let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    try checkBytes(body, file: file)
    guard let text = String(validating: body, as: UTF8.self) else {
      let good = longestValidPrefix(of: body)
      let (line, column) = position(of: good, in: body)
      throw InputError("a byte that is not UTF-8", file: file, line: line, column: column, remedy: "save the file as UTF-8")
    }
    try checkLines(text, file: file)
    return text
  }

  /// Control characters other than tab, line feed and carriage return are no text.
  private static func checkBytes(_ bytes: [UInt8], file: String) throws(InputError) {
    guard let bad = bytes.firstIndex(where: { $0 < 32 && $0 != 9 && $0 != 10 && $0 != 13 || $0 == 127 }) else { return }
    let (line, column) = position(of: bad, in: bytes)
    let what = bytes[bad] == 0 ? "a NUL byte" : "the control character \(bytes[bad])"
    throw InputError("\(what) in a text file", file: file, line: line, column: column, remedy: "remove it")
  }

  /// Line and column of a byte, in characters as far as the text before it is valid.
  private static func position(of offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
    var line = 1
    var start = 0
    for index in 0..<offset where bytes[index] == 10 || (bytes[index] == 13 && bytes[index + 1] != 10) {
      line += 1
      start = index + 1
    }
    return (line, String(decoding: bytes[start..<offset], as: UTF8.self).unicodeScalars.count + 1)
  }

  /// Bytes before the first that is not UTF-8, by bisection: prefixes cut at a character's edge stay valid.
  private static func longestValidPrefix(of bytes: [UInt8]) -> Int {
    var index = 0
    while index < bytes.count {
      let first = bytes[index]
      let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      guard index + length <= bytes.count, String(validating: bytes[index..<index + length], as: UTF8.self) != nil else { return index }
      index += length
    }
    return index
  }

  private static func checkLines(_ text: String, file: String) throws(InputError) {
    var depth = 0
    var suspects = 0
    var lineNumber = 0
    for line in text.unicodeScalars.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r" }) {
      lineNumber += 1
      try checkIndentation(line, file: file, line: lineNumber)
      var previous: Unicode.Scalar = "-"
      var beforePrevious = previous
      for (column, scalar) in line.enumerated() {
        if scalar == "#" && (column == 0 || previous == " ") { break }
        if scalar == "[" || scalar == "{" { depth += 1 } else if scalar == "]" || scalar == "}" { depth = max(0, depth - 1) }
        if depth > YAMLLimits.depth {
          throw InputError(
            "nested more than \(YAMLLimits.depth) deep", file: file, line: lineNumber, column: column + 1,
            remedy: "no scenario needs as much")
        }
        // A name follows at once; what a blank follows is a product in a formula.
        if (previous == "*" || previous == "&") && scalar != " " && "-:,?[{ ".unicodeScalars.contains(beforePrevious) {
          suspects += 1
          if suspects > YAMLLimits.suspectedAliases { throw aliasError(file: file, line: lineNumber, column: column) }
        }
        (beforePrevious, previous) = (previous, scalar)
      }
    }
  }

  /// Anchors and aliases are refused: what a line says must stand in that line.
  static func aliasError(file: String, line: Int?, column: Int?) -> InputError {
    InputError(
      "anchors (&) and aliases (*) are not used in scenarios", file: file, line: line, column: column,
      remedy: "write the value out, or put what is shared into a scenario of its own and refer to it by 'from'")
  }

  private static func checkIndentation(_ line: Substring.UnicodeScalarView, file: String, line number: Int) throws(InputError) {
    let lead = line.prefix { $0 == " " || $0 == "\t" || $0 == "-" || $0 == "?" || $0 == ":" }
    if lead.contains("\t"), lead.count < line.count, !line.dropFirst(lead.count).starts(with: ["#"]) {
      let column = lead.prefix { $0 != "\t" }.count + 1
      throw InputError("a tab in the indentation", file: file, line: number, column: column, remedy: "indent with spaces")
    }
    if lead.count > YAMLLimits.indentation {
      throw InputError("indented by more than \(YAMLLimits.indentation) columns", file: file, line: number, column: 1)
    }
  }
}
