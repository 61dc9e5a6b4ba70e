import Kernel

/// Moves through the JSON of a line, or of a document whose line ends are blanks, without making values of it.
enum JSONScan {
  /// Nothing a trace holds nests so deep; a line of brackets must not run through the stack.
  private static let maximumDepth = 64

  /// Passes over a byte that must be here, called `name` where it is not.
  static func expect(_ cursor: inout ByteCursor, _ byte: UInt8, _ name: StaticString) throws {
    guard cursor.take(byte) else {
      throw cursor.fault(
        cursor.byte == -1 ? "the line ends where \(name) should stand" : "found '\(cursor.fieldText())' where \(name) should stand",
        remedy: "one JSON object a line; is the file cut off here?")
    }
  }

  /// Passes over a comma and says true, or over the closing bracket and says false.
  @inline(__always) static func goesOn(_ cursor: inout ByteCursor, end: UInt8) throws -> Bool {
    if cursor.take(0x2C) { return true }
    cursor.skipBlanks()
    if cursor.take(0x2C) { return true }
    if cursor.take(end) { return false }
    throw cursor.fault(
      cursor.byte == -1 ? "the line ends within the row" : "unexpected '\(cursor.fieldText())'",
      remedy: "one JSON object a line; is the file cut off here?")
  }

  /// Passes over a text in double quotes.
  static func skipString(_ cursor: inout ByteCursor) throws {
    let start = cursor
    cursor.advance()
    while true {
      cursor.skip(to: 0x22, or: 0x5C)
      if cursor.take(0x22) { return }
      guard cursor.take(0x5C), cursor.byte != -1 else { break }
      cursor.advance()
    }
    throw start.fault("a text in quotes does not end", remedy: "is the file cut off here?")
  }

  /// Passes over any value, counting brackets instead of calling itself.
  static func skipValue(_ cursor: inout ByteCursor) throws {
    var depth = 0
    repeat {
      switch cursor.byte {
      case -1: throw cursor.fault("the line ends within a value", remedy: "is the file cut off here?")
      case 0x22: try skipString(&cursor)
      case 0x5B, 0x7B:
        depth += 1
        guard depth <= maximumDepth else { throw cursor.fault("brackets nest deeper than \(maximumDepth)") }
        cursor.advance()
      case 0x5D, 0x7D:
        guard depth > 0 else { throw cursor.fault("a value is missing") }
        depth -= 1
        cursor.advance()
      case 0x2C where depth == 0: throw cursor.fault("a value is missing")
      case 0x2C, 0x3A, 0x20, 0x09: cursor.advance()
      default: skipWord(&cursor)
      }
    } while depth > 0
  }

  private static func skipWord(_ cursor: inout ByteCursor) {
    while true {
      switch cursor.byte {
      case -1, 0x2C, 0x5D, 0x7D, 0x5B, 0x7B, 0x22, 0x3A, 0x20, 0x09: return
      default: cursor.advance()
      }
    }
  }

  /// A list of the identities of a prompt's blocks.
  static func identities(_ cursor: inout ByteCursor) throws -> [UInt64] {
    try expect(&cursor, 0x5B, "'['")
    cursor.skipBlanks()
    if cursor.take(0x5D) { return [] }
    var identities: [UInt64] = []
    identities.reserveCapacity(min(cursor.remaining / 4 + 1, 4096))
    repeat {
      cursor.skipBlanks()
      identities.append(try cursor.wholeNumber("a hash id", limit: .max, limitReason: "hash ids are 64-bit numbers"))
    } while try goesOn(&cursor, end: 0x5D)
    return identities
  }

  /// Passes over a key and the colon behind it, and says where the key's bytes are.
  static func key(_ cursor: inout ByteCursor) throws -> (name: ByteCursor, length: Int) {
    cursor.skipBlanks()
    guard cursor.byte == 0x22 else { throw cursor.fault("a key in double quotes should stand here") }
    var name = cursor
    name.advance()
    try skipString(&cursor)
    let length = cursor.column - 1 - name.column
    cursor.skipBlanks()
    try expect(&cursor, 0x3A, "':'")
    cursor.skipBlanks()
    return (name, length)
  }

  /// The members of an object that is here; `member` is at the value of each, and passes over it.
  static func members(_ cursor: inout ByteCursor, _ member: (inout ByteCursor, ByteCursor, Int) throws -> Void) throws {
    cursor.skipBlanks()
    try expect(&cursor, 0x7B, "'{'")
    cursor.skipBlanks()
    if cursor.take(0x7D) { return }
    repeat {
      let (name, length) = try key(&cursor)
      try member(&cursor, name, length)
    } while try goesOn(&cursor, end: 0x7D)
  }

  /// The elements of a list that is here; `element` is at each, and passes over it.
  static func elements(_ cursor: inout ByteCursor, _ element: (inout ByteCursor) throws -> Void) throws {
    cursor.skipBlanks()
    try expect(&cursor, 0x5B, "'['")
    cursor.skipBlanks()
    if cursor.take(0x5D) { return }
    repeat {
      cursor.skipBlanks()
      try element(&cursor)
    } while try goesOn(&cursor, end: 0x5D)
  }

  /// The bytes of a number, a word or a text without its quotes, which is passed over; nil for an object or a list, which is too.
  static func scalar(_ cursor: inout ByteCursor) throws -> [UInt8]? {
    let start = cursor
    try skipValue(&cursor)
    let bytes = start.bytes(upTo: cursor)
    switch bytes.first {
    case 0x5B, 0x7B: return nil
    case 0x22: return Array(bytes.dropFirst().dropLast())
    default: return bytes
    }
  }

  /// Whether `null` is here.
  static func isNull(_ cursor: ByteCursor) -> Bool { cursor.isText("null", count: 4) }
}
