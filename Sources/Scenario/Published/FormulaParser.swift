/// Reads a ``Formula`` by recursive descent: sums of products of atoms.
struct FormulaParser {
  private let characters: [Character]
  private var position = 0
  private var depth = 0

  /// Deeper nesting is a slip of the pen.
  private static let mostDepth = 32

  init(_ text: String) { characters = Array(text) }

  /// The whole text as one formula.
  mutating func whole() throws(Quantity.Fault) -> Formula.Node {
    let node = try sum()
    skipBlanks()
    if position < characters.count { throw fault("'\(characters[position])' is not understood") }
    return node
  }

  private mutating func sum() throws(Quantity.Fault) -> Formula.Node {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.mostDepth { throw fault("it is nested more than \(Self.mostDepth) deep") }
    var node = try product()
    while let sign = take(anyOf: "+-") { node = .binary(sign, node, try product()) }
    return node
  }

  private mutating func product() throws(Quantity.Fault) -> Formula.Node {
    var node = try atom()
    while let sign = take(anyOf: "*/") { node = .binary(sign, node, try atom()) }
    return node
  }

  private mutating func atom() throws(Quantity.Fault) -> Formula.Node {
    skipBlanks()
    if take(anyOf: "(") != nil {
      let node = try sum()
      if take(anyOf: ")") == nil { throw fault("a parenthesis is not closed") }
      return node
    }
    let word = takeWord()
    guard let first = word.first else { throw fault("a name or a number is missing") }
    if first.isNumber {
      guard let number = Double(word) else { throw fault("'\(word)' is no number") }
      return .number(number)
    }
    if (word == "max" || word == "min") && take(anyOf: "(") != nil {
      var items = [try sum()]
      while take(anyOf: ",") != nil { items.append(try sum()) }
      if take(anyOf: ")") == nil { throw fault("a parenthesis is not closed") }
      return .extreme(isGreatest: word == "max", items)
    }
    return .name(word)
  }

  private mutating func takeWord() -> String {
    let start = position
    while position < characters.count, Self.isOfWord(characters[position]) { position += 1 }
    return String(characters[start..<position])
  }

  private static func isOfWord(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character == "_" || character == ".")
  }

  private mutating func take(anyOf signs: String) -> Character? {
    skipBlanks()
    guard position < characters.count, signs.contains(characters[position]) else { return nil }
    position += 1
    return characters[position - 1]
  }

  private mutating func skipBlanks() { while position < characters.count, characters[position] == " " { position += 1 } }

  private func fault(_ message: String) -> Quantity.Fault {
    Quantity.Fault(message: message, remedy: "a formula is made of names, numbers, + - * / ( ) and max(a, b), such as 'both / alone'")
  }
}
