/// Text cut where a sign stands outside of brackets, braces and quotes, as in `{a: 1, b: 2}, [3, 4], "5, 6"`.
enum TopLevelText {
  /// The pieces of `text` between the places where `sign` stands, without the spaces around them.
  static func pieces(_ text: some StringProtocol, at sign: Character) -> [String] {
    var (pieces, piece, depth) = ([String](), "", 0)
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "[" || character == "{" {
        depth += 1
      } else if character == "]" || character == "}" {
        depth -= 1
      } else if character == sign && depth == 0 {
        pieces.append(String(piece[...].trimmingSpaces))
        piece = ""
        continue
      }
      piece.append(character)
    }
    return pieces + [String(piece[...].trimmingSpaces)]
  }
}
