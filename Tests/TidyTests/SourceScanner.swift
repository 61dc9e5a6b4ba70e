/// Takes a Swift text apart into its tokens and its prose: what comments and quoted texts say.
///
/// It is no parser. It knows nested comments, quoted texts of every kind with code inside of them, and regular expressions that
/// follow `(` or `=`, so that braces and words are counted only where they are code.
struct SourceScanner {
  private(set) var tokens: [SourceToken] = []
  private(set) var prose: [SourceToken] = []
  private let text: String
  private let bytes: [UInt8]
  private var at = 0
  private var line = 1

  init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
    scanCode(untilParenthesis: false)
  }

  static func beginsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "`"),
      UInt8(ascii: "@"), UInt8(ascii: "#"), 0x80...:
      true
    default: false
    }
  }

  /// Whether the byte can stand within a word; `.` cannot.
  static func isInWord(_ byte: UInt8) -> Bool {
    beginsWord(byte) && byte != UInt8(ascii: "@") && byte != UInt8(ascii: "#") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private func byte(_ offset: Int = 0) -> UInt8 { at + offset < bytes.count ? bytes[at + offset] : 0 }

  private func starts(_ sign: StaticString) -> Bool {
    sign.withUTF8Buffer { sign in at + sign.count <= bytes.count && sign.elementsEqual(bytes[at..<(at + sign.count)]) }
  }

  private func slice(from start: Int) -> Substring {
    text[text.utf8.index(text.startIndex, offsetBy: start)..<text.utf8.index(text.startIndex, offsetBy: min(at, bytes.count))]
  }

  private mutating func step() {
    if byte() == UInt8(ascii: "\n") { line += 1 }
    at += 1
  }

  private mutating func scanCode(untilParenthesis: Bool) {
    var depth = 0
    while at < bytes.count {
      if untilParenthesis && depth == 0 && byte() == UInt8(ascii: ")") { return }
      let start = at
      if starts("//") {
        scanLineComment()
      } else if starts("/*") {
        scanBlockComment()
      } else if byte() == UInt8(ascii: "\"") || hashesBeforeQuote > 0 {
        scanQuoted()
      } else if beginsRegularExpression {
        scanRegularExpression()
      } else if Self.beginsWord(byte()) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte()) {
        scanWord()
      } else if byte() <= UInt8(ascii: " ") {
        step()
      } else {
        if byte() == UInt8(ascii: "(") { depth += 1 }
        if byte() == UInt8(ascii: ")") { depth -= 1 }
        step()
        tokens.append(SourceToken(text: slice(from: start), line: line))
      }
    }
  }

  private mutating func scanWord() {
    let start = at
    if byte() == UInt8(ascii: "`") {
      repeat { step() } while at < bytes.count && byte() != UInt8(ascii: "`")
    }
    repeat { step() } while at < bytes.count && Self.isInWord(byte())
    tokens.append(SourceToken(text: slice(from: start), line: line))
  }

  private mutating func scanLineComment() {
    let start = at
    while at < bytes.count && byte() != UInt8(ascii: "\n") { at += 1 }
    prose.append(SourceToken(text: slice(from: start), line: line))
  }

  private mutating func scanBlockComment() {
    let start = at
    let first = line
    var depth = 0
    repeat {
      if starts("/*") { depth += 1 }
      if starts("*/") {
        depth -= 1
        at += 1
      }
      step()
    } while at < bytes.count && depth > 0
    prose.append(SourceToken(text: slice(from: start), line: first))
  }

  /// The number of `#` signs that stand here before a quotation mark; 0 where none follows.
  private var hashesBeforeQuote: Int {
    var count = 0
    while byte(count) == UInt8(ascii: "#") { count += 1 }
    return byte(count) == UInt8(ascii: "\"") ? count : 0
  }

  private mutating func scanQuoted() {
    let hashes = hashesBeforeQuote
    at += hashes
    let quotes = starts("\"\"\"") ? 3 : 1
    at += quotes
    tokens.append(SourceToken(text: "\"\"", line: line))
    var start = at
    let close = [UInt8](repeating: UInt8(ascii: "\""), count: quotes) + [UInt8](repeating: UInt8(ascii: "#"), count: hashes)
    let escape = [UInt8(ascii: "\\")] + [UInt8](repeating: UInt8(ascii: "#"), count: hashes)
    while at < bytes.count && !bytes[at...].starts(with: close) {
      if bytes[at...].starts(with: escape) {
        at += escape.count
        if byte() == UInt8(ascii: "(") {
          prose.append(SourceToken(text: slice(from: start), line: line))
          at += 1
          scanCode(untilParenthesis: true)
          start = at + 1
        }
        step()
      } else {
        if byte() == UInt8(ascii: "\n") {
          prose.append(SourceToken(text: slice(from: start), line: line))
          start = at + 1
        }
        step()
      }
    }
    prose.append(SourceToken(text: slice(from: start), line: line))
    at += close.count
  }

  private var beginsRegularExpression: Bool {
    guard byte() == UInt8(ascii: "/"), byte(1) > UInt8(ascii: " "), let last = tokens.last?.text else { return false }
    return last == "(" || last == "=" || last == ","
  }

  private mutating func scanRegularExpression() {
    tokens.append(SourceToken(text: "\"\"", line: line))
    repeat {
      if byte() == UInt8(ascii: "\\") { at += 1 }
      step()
    } while at < bytes.count && byte() != UInt8(ascii: "/") && byte() != UInt8(ascii: "\n")
    step()
  }
}
