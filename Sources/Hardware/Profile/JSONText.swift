/// Lays JSON out for people: what fits on a line stands on a line.
struct JSONText {
  private static let width = 150
  private let bytes: [UInt8]
  private var text: [UInt8] = []
  private var position = 0

  /// JSON without blanks, laid out, with a line end at its end.
  static func laidOut(_ compact: [UInt8]) -> [UInt8] {
    var layout = JSONText(bytes: compact)
    layout.value(indent: 0)
    layout.text.append(0x0A)
    return layout.text
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func value(indent: Int) {
    let end = end(from: position)
    let isContainer = bytes[position] == UInt8(ascii: "{") || bytes[position] == UInt8(ascii: "[")
    if !isContainer || end - position + indent <= Self.width {
      inline(to: end)
      return
    }
    take()
    while true {
      newLine(indent + 2)
      if bytes[position] == UInt8(ascii: "\"") && bytes[self.end(from: position)] == UInt8(ascii: ":") {
        inline(to: self.end(from: position) + 1)
        text.append(0x20)
      }
      value(indent: indent + 2)
      guard bytes[position] == UInt8(ascii: ",") else { break }
      take()
      if fill() { break }
    }
    newLine(indent)
    take()
  }

  /// Numbers of a long list follow one another as far as a line goes; true where the last was reached.
  private mutating func fill() -> Bool {
    while bytes[position].isNumeric {
      let end = end(from: position)
      let column = text.count - (text.lastIndex(of: 0x0A) ?? 0)
      guard column + end - position < Self.width else { return false }
      text.append(0x20)
      let isLast = bytes[end] == UInt8(ascii: "]")
      inline(to: isLast ? end : end + 1)
      if isLast { return true }
    }
    return false
  }

  private mutating func take() {
    text.append(bytes[position])
    position += 1
  }

  private mutating func newLine(_ indent: Int) {
    text.append(0x0A)
    text.append(contentsOf: repeatElement(0x20, count: indent))
  }

  /// Copies up to `end`, with a blank after each comma and colon outside of texts.
  private mutating func inline(to end: Int) {
    var isInText = false
    while position < end {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") && bytes[max(0, position - 1)] != UInt8(ascii: "\\") { isInText.toggle() }
      take()
      let separates = byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":")
      if separates && !isInText && position < end { text.append(0x20) }
    }
  }

  /// One past the value that begins at `start`.
  private func end(from start: Int) -> Int {
    var depth = 0
    var isInText = false
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\\") && isInText {
        index += 2
        continue
      }
      if byte == UInt8(ascii: "\"") { isInText.toggle() }
      if !isInText {
        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
        if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { depth -= 1 }
        let next = index + 1 < bytes.count ? bytes[index + 1] : UInt8(ascii: ",")
        let ends = [",", "}", "]", ":"].contains { next == UInt8(ascii: $0) }
        if depth == 0 && ends { return index + 1 }
      }
      index += 1
    }
    return bytes.count
  }
}

extension UInt8 {
  /// Whether a JSON number begins so.
  fileprivate var isNumeric: Bool { self == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
