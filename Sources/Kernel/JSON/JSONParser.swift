/// Reads JSON text into values that know their lines. A key may stand once in an object.
struct JSONParser {
  /// Brackets inside brackets; reading recurses on them, and a hostile file must not exhaust the stack.
  private static let maximumDepth = 64
  private let bytes: [UInt8]
  private let nonFiniteIsNull: Bool
  private var position = 0
  private var line = 1

  /// The value that `bytes` hold, with nothing after it.
  ///
  /// - Throws: ``InputError`` with the line.
  static func value(of bytes: [UInt8], nonFiniteIsNull: Bool = false) throws(InputError) -> JSONValue {
    var parser = JSONParser(bytes: bytes, nonFiniteIsNull: nonFiniteIsNull)
    // The mark of UTF-8 that some editors put first.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.position = 3 }
    let value = try parser.value(depth: 0)
    parser.skipBlanks()
    if parser.byte != nil { throw parser.fault("text after the end of the value") }
    return value
  }

  private init(bytes: [UInt8], nonFiniteIsNull: Bool) {
    self.bytes = bytes
    self.nonFiniteIsNull = nonFiniteIsNull
  }

  private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func fault(_ message: String) -> InputError {
    InputError(message, line: line, remedy: "the file should be JSON; is it cut off?")
  }

  private mutating func skipBlanks() {
    while let byte, byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A {
      if byte == 0x0A { line += 1 }
      position += 1
    }
  }

  private mutating func take(_ wanted: UInt8) -> Bool {
    skipBlanks()
    guard byte == wanted else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(InputError) -> JSONValue {
    skipBlanks()
    guard depth <= Self.maximumDepth else { throw fault("brackets nest deeper than \(Self.maximumDepth)") }
    let start = line
    guard let byte else { throw fault("the text ends where a value should stand") }
    switch byte {
    case UInt8(ascii: "{"): return JSONValue(.object(try members(depth: depth)), line: start)
    case UInt8(ascii: "["): return JSONValue(.list(try elements(depth: depth)), line: start)
    case UInt8(ascii: "\""): return JSONValue(.text(try text()), line: start)
    case UInt8(ascii: "-") where nonFiniteIsNull && takeWord("-Infinity"): return JSONValue(.null, line: start)
    case UInt8(ascii: "-"), 0x30...0x39: return JSONValue(.number(try number()), line: start)
    default:
      if nonFiniteIsNull && (takeWord("NaN") || takeWord("Infinity")) { return JSONValue(.null, line: start) }
      if takeWord("null") { return JSONValue(.null, line: start) }
      if takeWord("true") { return JSONValue(.boolean(true), line: start) }
      if takeWord("false") { return JSONValue(.boolean(false), line: start) }
      throw fault("no JSON value begins like this")
    }
  }

  private mutating func takeWord(_ word: StaticString) -> Bool {
    let matches = word.withUTF8Buffer { unsafe bytes[position...].starts(with: $0) }
    if matches { position += word.utf8CodeUnitCount }
    return matches
  }

  private mutating func members(depth: Int) throws(InputError) -> [JSONMember] {
    position += 1
    var members: [JSONMember] = []
    if take(UInt8(ascii: "}")) { return members }
    // Few keys are compared one by one; an object of many must not take time by their square.
    var keys: Set<String> = []
    repeat {
      skipBlanks()
      guard byte == UInt8(ascii: "\"") else { throw fault("a key in double quotes should stand here") }
      let key = try text()
      if members.count == 16 { keys = Set(members.map(\.key)) }
      let isKnown = members.count < 16 ? members.contains { $0.key == key } : !keys.insert(key).inserted
      guard !isKnown else { throw fault("the key '\(key)' stands twice") }
      guard take(UInt8(ascii: ":")) else { throw fault("a colon should follow the key '\(key)'") }
      members.append(JSONMember(key: key, value: try value(depth: depth + 1)))
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw fault("a comma or '}' should stand here") }
    return members
  }

  private mutating func elements(depth: Int) throws(InputError) -> [JSONValue] {
    position += 1
    var elements: [JSONValue] = []
    if take(UInt8(ascii: "]")) { return elements }
    repeat { elements.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw fault("a comma or ']' should stand here") }
    return elements
  }

  // MARK: Numbers

  private mutating func number() throws(InputError) -> JSONNumber {
    let start = position
    if byte == UInt8(ascii: "-") { position += 1 }
    let whole = position
    let digits = takeDigits()
    var isSound = digits == 1 || (digits > 1 && bytes[whole] != UInt8(ascii: "0"))
    var isPlain = whole == start
    if byte == UInt8(ascii: ".") {
      position += 1
      isPlain = false
      isSound = takeDigits() > 0 && isSound
    }
    if let letter = byte, letter | 0x20 == UInt8(ascii: "e") {
      position += 1
      isPlain = false
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { position += 1 }
      isSound = takeDigits() > 0 && isSound
    }
    let text = bytes[start..<position]
    guard isSound else { throw fault("not a number") }
    guard text.count <= 400 else { throw fault("a number of more than 400 characters") }
    guard let value = DecimalReader.double(text.span), value.isFinite else {
      throw fault("a number beyond what a double holds, 1.8e308 at most")
    }
    return JSONNumber(value, digits: isPlain ? UInt64(String(decoding: text, as: UTF8.self)) : nil)
  }

  private mutating func takeDigits() -> Int {
    let start = position
    while let byte, 0x30...0x39 ~= byte { position += 1 }
    return position - start
  }

  // MARK: Texts

  private mutating func text() throws(InputError) -> String {
    position += 1
    let start = position
    while let byte, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
    if byte == UInt8(ascii: "\"") {
      position += 1
      return try valid(bytes[start..<(position - 1)])
    }
    return try valid(try escaped(from: start)[...])
  }

  private func valid(_ text: ArraySlice<UInt8>) throws(InputError) -> String {
    guard let valid = String(validating: text, as: UTF8.self) else { throw fault("a text in quotes is not UTF-8") }
    return valid
  }

  /// The bytes of a text that has an escape, from behind its opening quote.
  private mutating func escaped(from start: Int) throws(InputError) -> [UInt8] {
    var text = Array(bytes[start..<position])
    while let byte {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return text
      case UInt8(ascii: "\\"): text.append(contentsOf: Array(String(try escape()).utf8))
      case 0..<0x20: throw fault("a text in quotes holds a control character")
      default: text.append(byte)
      }
    }
    throw fault("a text in quotes does not end")
  }

  private mutating func escape() throws(InputError) -> Unicode.Scalar {
    guard let byte else { throw fault("a text in quotes does not end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "u"): return try scalar()
    default: throw fault("an unknown escape in a text")
    }
  }

  /// The character behind `\u`, which takes two escapes where it lies beyond the first 65,536.
  private mutating func scalar() throws(InputError) -> Unicode.Scalar {
    var code = try fourDigits()
    if 0xD800..<0xDC00 ~= code, position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      let low = try fourDigits()
      guard 0xDC00..<0xE000 ~= low else { throw fault("an escape that names no character") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw fault("an escape that names no character") }
    return scalar
  }

  private mutating func fourDigits() throws(InputError) -> UInt32 {
    guard position + 4 <= bytes.count else { throw fault("an escape that names no character") }
    var code: UInt32 = 0
    for digit in bytes[position..<(position + 4)] {
      guard let value = Character(Unicode.Scalar(digit)).hexDigitValue else { throw fault("an escape that names no character") }
      code = code << 4 + UInt32(value)
    }
    position += 4
    return code
  }
}
