extension String {
  /// Without blanks at its end.
  var withoutTrailingBlanks: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// With a capital at the front.
  package var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension StringProtocol {
  /// Columns that it takes on a terminal: one a character, two where it is as wide as those of Chinese, Japanese or Korean.
  package var columns: Int { utf8.allSatisfy { $0 < 0x80 } ? utf8.count : reduce(0) { $0 + $1.columns } }

  /// What of it fits into so many columns, from its beginning; where something is left off, an ellipsis stands for it.
  package func cut(to columns: Int) -> String {
    if self.columns <= columns { return String(self) }
    var (text, room) = ("", columns - 1)
    for character in self {
      room -= character.columns
      if room < 0 { break }
      text.append(character)
    }
    return columns > 0 ? text + "…" : ""
  }
}

extension Character {
  /// Columns that it takes on a terminal, by its first scalar.
  fileprivate var columns: Int {
    guard let scalar = unicodeScalars.first else { return 0 }
    switch scalar.value {
    case 0..<0x300: return 1
    // The blocks that Unicode's East Asian Width (UAX #11) calls wide or full-width, and pictographs.
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return [.nonspacingMark, .enclosingMark, .format].contains(scalar.properties.generalCategory) ? 0 : 1
    }
  }
}
