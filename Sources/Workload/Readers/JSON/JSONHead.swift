/// What the beginning of a file of JSON shows: whether it is a list or an object, the keys of its first object, and whether that ends
/// on its line.
///
/// It looks at bytes that may stop anywhere, and never further than they go.
struct JSONHead {
  /// Whether a list holds the object.
  private(set) var isList = false
  /// The keys of the first object, as far as they are there.
  private(set) var keys: [String] = []
  /// Whether the object is there to its end.
  private(set) var isComplete = false
  /// Whether a line ends within the object: then the file is no JSON lines.
  private(set) var spansLines = false

  private let bytes: TraceLine
  private var place = 0

  /// Looks at the first bytes of a file; nil where they begin no object and no list of objects.
  init?(_ bytes: TraceLine) {
    self.bytes = bytes
    skipBlanks()
    if byte == 0x5B {
      isList = true
      place += 1
      skipBlanks()
    }
    guard byte == 0x7B else { return nil }
    place += 1
    spansLines = false
    guard members() else { return nil }
  }

  private var byte: Int { place < bytes.count ? Int(bytes[place]) : -1 }

  private mutating func skipBlanks() {
    while byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A {
      if byte == 0x0A { spansLines = true }
      place += 1
    }
  }

  /// Reads members as far as the bytes go; false where they are no JSON.
  private mutating func members() -> Bool {
    skipBlanks()
    if byte == 0x7D { return end() }
    while byte == 0x22 {
      guard let key = text() else { return place >= bytes.count }
      skipBlanks()
      guard byte == 0x3A else { return byte == -1 }
      place += 1
      // A hostile file has no end of keys.
      if keys.count < 500 { keys.append(String(decoding: key.prefix(100), as: UTF8.self)) }
      skipBlanks()
      guard value() else { return place >= bytes.count }
      skipBlanks()
      if byte == 0x7D { return end() }
      guard byte == 0x2C else { return byte == -1 }
      place += 1
      skipBlanks()
    }
    return byte == -1
  }

  private mutating func end() -> Bool {
    isComplete = true
    return true
  }

  /// A text's bytes; nil where it does not end, or a line does before.
  private mutating func text() -> [UInt8]? {
    place += 1
    let start = place
    while byte != 0x22 {
      if byte == -1 || byte == 0x0A { return nil }
      place += byte == 0x5C ? 2 : 1
    }
    place += 1
    return (start..<(place - 1)).map { bytes[$0] }
  }

  /// Passes over a value; false where it does not end.
  private mutating func value() -> Bool {
    var depth = 0
    repeat {
      switch byte {
      case -1: return false
      case 0x22: if text() == nil { return false }
      case 0x5B, 0x7B:
        depth += 1
        place += 1
      case 0x5D, 0x7D:
        if depth == 0 { return true }
        depth -= 1
        place += 1
      case 0x20, 0x09, 0x0D, 0x0A: skipBlanks()
      case 0x2C, 0x3A:
        if depth == 0 { return true }
        place += 1
      default:
        while ![-1, 0x2C, 0x5D, 0x7D, 0x5B, 0x7B, 0x22, 0x3A, 0x20, 0x09, 0x0D, 0x0A].contains(byte) { place += 1 }
      }
    } while depth > 0
    return true
  }
}
