/// About how wide a text is. Fonts differ from machine to machine, so that the widths are those of a wide one, DejaVu Sans.
enum TextMetrics {
  /// Size of the text of a chart.
  static let size = 12.0

  /// The width of a text of this size.
  static func width(_ text: String, size: Double = size) -> Double {
    text.unicodeScalars.reduce(0) { $0 + share(of: $1) } * size
  }

  private static func share(of scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", "!", " ", "(", ")", "[", "]", "f", "t", "r", "-", "/": 0.4
    case "m", "w", "M", "W", "%", "@", "+", "=", "<", ">": 0.96
    case "A"..."Z": 0.72
    case "\u{1100}"...: 1.05
    default: 0.63
    }
  }

  /// A text cut to a width, with a mark where something is left out.
  static func cut(_ text: String, to width: Double, size: Double = size) -> String {
    if Self.width(text, size: size) <= width { return text }
    var cut = text
    while !cut.isEmpty && Self.width(cut + "…", size: size) > width { cut.removeLast() }
    return cut + "…"
  }

  /// A text broken at its blanks into lines of a width.
  static func lines(_ text: String, width: Double, size: Double = size) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ").map(String.init) {
      if let last = lines.last, Self.width(last + " " + word, size: size) <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(word)
      }
    }
    return lines
  }
}
