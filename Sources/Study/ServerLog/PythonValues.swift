/// Names and values as Python prints them: `{'tensor_parallel_size': 2}` of a dictionary, `tp_size=2` of a call or a named tuple.
enum PythonValues {
  /// The pairs between the bracket that `text` begins behind and the one that closes it; of a line that is cut off, those that are whole.
  ///
  /// Texts lose their quotes; what is nested stays as it is printed.
  static func pairs(in text: Substring) -> [(name: String, value: String)] {
    parts(of: text).compactMap { part in
      guard let end = nameEnd(part) else { return nil }
      let name = unquoted(part[..<end])
      let value = unquoted(part[part.index(after: end)...])
      return name.isEmpty || name.contains(" ") ? nil : (name, value)
    }
  }

  /// What stands between commas of the outermost level.
  private static func parts(of text: Substring) -> [Substring] {
    var parts: [Substring] = []
    var (start, depth) = (text.startIndex, 0)
    var quote: Character?
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      if let open = quote {
        if character == "\\" { index = text.index(after: index) } else if character == open { quote = nil }
        if index == text.endIndex { break }
      } else {
        switch character {
        case "'", "\"": quote = character
        case "(", "[", "{", "<": depth += 1
        case ")", "]", "}", ">":
          if depth == 0 { return parts + [text[start..<index]] }
          depth -= 1
        case "," where depth == 0:
          parts.append(text[start..<index])
          start = text.index(after: index)
        default: break
        }
      }
      index = text.index(after: index)
    }
    // A part that nothing ends may be cut off: of a list without brackets it is the last.
    return quote == nil && depth == 0 ? parts + [text[start...]] : parts
  }

  /// Where a name ends: at the first colon or equals sign outside of quotes.
  private static func nameEnd(_ part: Substring) -> Substring.Index? {
    var quote: Character?
    for index in part.indices {
      let character = part[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if character == "=" || character == ":" {
        return index
      }
    }
    return nil
  }

  private static func unquoted(_ text: Substring) -> String {
    let trimmed = text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
    guard let first = trimmed.first, first == "'" || first == "\"", trimmed.count > 1, trimmed.last == first else { return String(trimmed) }
    return String(trimmed.dropFirst().dropLast())
  }
}
