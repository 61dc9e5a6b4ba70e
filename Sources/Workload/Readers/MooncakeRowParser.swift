import Kernel

/// Reads rows of Mooncake's JSON lines: one flat object a line, keys in any order, unknown keys passed over.
struct MooncakeRowParser {
  /// How times are read.
  var times: TimeParser
  /// Nothing a trace holds nests so deep; a line of brackets must not run through the stack.
  private static let maximumDepth = 64

  /// The keys that are read, as bits of what a row has shown.
  private enum Key: UInt8 {
    case timestamp = 1
    case inputLength = 2
    case outputLength = 4
    case hashIDs = 8
  }

  /// Reads one row.
  ///
  /// - Throws: ``InputError`` with the column of the line.
  mutating func parse(_ line: TraceLine) throws -> TraceRow {
    defer { withExtendedLifetime(line) {} }
    var cursor = ByteCursor(line)
    var row = TraceRow()
    var seen: UInt8 = 0
    cursor.skipBlanks()
    try Self.expect(&cursor, 0x7B, "'{'")
    cursor.skipBlanks()
    if !cursor.take(0x7D) {
      repeat { try member(&cursor, &row, &seen) } while try Self.goesOn(&cursor, end: 0x7D)
    }
    cursor.skipBlanks()
    guard cursor.byte == -1 else { throw cursor.fault("unexpected text after the object", remedy: "one object a line") }
    try Self.checkRequired(seen, cursor)
    return row
  }

  private mutating func member(_ cursor: inout ByteCursor, _ row: inout TraceRow, _ seen: inout UInt8) throws {
    cursor.skipBlanks()
    let keyPlace = cursor
    let key = try Self.key(&cursor)
    cursor.skipBlanks()
    try Self.expect(&cursor, 0x3A, "':'")
    cursor.skipBlanks()
    guard let key else { return try Self.skipValue(&cursor) }
    guard seen & key.rawValue == 0 else { throw keyPlace.fault("the key stands twice in one row", remedy: "keep one") }
    seen |= key.rawValue
    switch key {
    case .timestamp: row.time = try times.parse(&cursor)
    case .inputLength: row.promptTokens = try Self.tokens(&cursor, "input_length")
    case .outputLength: row.outputTokens = try Self.tokens(&cursor, "output_length")
    case .hashIDs: row.blocks = try Self.identities(&cursor)
    }
  }

  private static func checkRequired(_ seen: UInt8, _ cursor: ByteCursor) throws {
    let all = Key.timestamp.rawValue | Key.inputLength.rawValue | Key.outputLength.rawValue
    if seen & all == all { return }
    let required: [(Key, String)] = [(.timestamp, "timestamp"), (.inputLength, "input_length"), (.outputLength, "output_length")]
    for (key, name) in required where seen & key.rawValue == 0 {
      throw cursor.fault(
        "the row has no '\(name)'", remedy: "a row holds timestamp (ms), input_length, output_length and may hold hash_ids")
    }
  }

  private static func tokens(_ cursor: inout ByteCursor, _ name: StaticString) throws -> Int {
    Int(
      try cursor.wholeNumber(
        name, limit: UInt64(Arrival.maximumTokens), limitReason: "no model reads or writes so many; is the key the right one?"))
  }

  private static func identities(_ cursor: inout ByteCursor) throws -> [UInt64] {
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

  // MARK: JSON

  private static func expect(_ cursor: inout ByteCursor, _ byte: UInt8, _ name: StaticString) throws {
    guard cursor.take(byte) else {
      throw cursor.fault(
        cursor.byte == -1 ? "the line ends where \(name) should stand" : "found '\(cursor.fieldText())' where \(name) should stand",
        remedy: "one JSON object a line; is the file cut off here?")
    }
  }

  /// Passes over a comma and says true, or over the closing bracket and says false.
  @inline(__always) private static func goesOn(_ cursor: inout ByteCursor, end: UInt8) throws -> Bool {
    if cursor.take(0x2C) { return true }
    cursor.skipBlanks()
    if cursor.take(0x2C) { return true }
    if cursor.take(end) { return false }
    throw cursor.fault(
      cursor.byte == -1 ? "the line ends within the row" : "unexpected '\(cursor.fieldText())'",
      remedy: "one JSON object a line; is the file cut off here?")
  }

  /// Reads a key; nil where it is none of ours.
  private static func key(_ cursor: inout ByteCursor) throws -> Key? {
    guard cursor.byte == 0x22 else { throw cursor.fault("a key in double quotes should stand here") }
    var name = cursor
    name.advance()
    try skipString(&cursor)
    let length = cursor.column - 1 - name.column
    if name.isText("timestamp", count: length) { return .timestamp }
    if name.isText("input_length", count: length) { return .inputLength }
    if name.isText("output_length", count: length) { return .outputLength }
    return name.isText("hash_ids", count: length) ? .hashIDs : nil
  }

  private static func skipString(_ cursor: inout ByteCursor) throws {
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
  private static func skipValue(_ cursor: inout ByteCursor) throws {
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
}
