/// Text from outside, made harmless for a terminal: nothing in it can colour, move or name anything.
extension String {
  /// The text with control characters shown as `\u{1b}`: those of ASCII, those of Latin-1, and the marks that turn the direction
  /// of writing. Line feeds stay where `keepsLines` says so.
  package func showingControls(keepsLines: Bool = false) -> String {
    func isHarmless(_ scalar: Unicode.Scalar) -> Bool { !scalar.isControl || (keepsLines && scalar == "\n") }
    if unicodeScalars.allSatisfy(isHarmless) { return self }
    var shown = ""
    for scalar in unicodeScalars {
      if isHarmless(scalar) {
        shown.unicodeScalars.append(scalar)
      } else {
        shown += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return shown
  }
}

extension Unicode.Scalar {
  /// Whether a terminal may act on it in place of showing it.
  package var isControl: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
