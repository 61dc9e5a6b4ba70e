import Kernel

/// Reads rows of Mooncake's JSON lines: one flat object a line, keys in any order, unknown keys passed over and counted.
struct MooncakeRowParser {
  /// How times are read.
  var times: TimeParser

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
  mutating func parse(_ line: TraceLine, _ notes: RowNotes) throws -> TraceRow {
    defer { withExtendedLifetime(line) {} }
    var cursor = ByteCursor(line)
    var row = TraceRow()
    var seen: UInt8 = 0
    cursor.skipBlanks()
    try JSONScan.expect(&cursor, 0x7B, "'{'")
    cursor.skipBlanks()
    if !cursor.take(0x7D) {
      repeat { try member(&cursor, &row, &seen, notes) } while try JSONScan.goesOn(&cursor, end: 0x7D)
    }
    cursor.skipBlanks()
    guard cursor.byte == -1 else { throw cursor.fault("unexpected text after the object", remedy: "one object a line") }
    try Self.checkRequired(seen, cursor)
    return row
  }

  private mutating func member(
    _ cursor: inout ByteCursor, _ row: inout TraceRow, _ seen: inout UInt8, _ notes: RowNotes
  ) throws {
    cursor.skipBlanks()
    let keyPlace = cursor
    let key = try Self.key(&cursor)
    cursor.skipBlanks()
    try JSONScan.expect(&cursor, 0x3A, "':'")
    cursor.skipBlanks()
    guard let key else {
      try Self.passOver(keyPlace, notes)
      return try JSONScan.skipValue(&cursor)
    }
    guard seen & key.rawValue == 0 else { throw keyPlace.fault("the key stands twice in one row", remedy: "keep one") }
    seen |= key.rawValue
    switch key {
    case .timestamp: row.time = try times.parse(&cursor)
    case .inputLength: row.promptTokens = try Self.tokens(&cursor, "input_length")
    case .outputLength: row.outputTokens = try Self.tokens(&cursor, "output_length")
    case .hashIDs: row.blocks = try JSONScan.identities(&cursor)
    }
  }

  private static func checkRequired(_ seen: UInt8, _ cursor: ByteCursor) throws {
    let all = Key.timestamp.rawValue | Key.inputLength.rawValue | Key.outputLength.rawValue
    if seen & all == all { return }
    let required: [(Key, String)] = [(.timestamp, "timestamp"), (.inputLength, "input_length"), (.outputLength, "output_length")]
    for (key, name) in required where seen & key.rawValue == 0 {
      throw cursor.fault(
        "the row has no '\(name)'",
        remedy: "a row holds timestamp (ms), input_length, output_length and may hold hash_ids; others are read with --columns")
    }
  }

  @inline(never) private static func passOver(_ key: ByteCursor, _ notes: RowNotes) throws {
    var (name, end) = (key, key)
    name.advance()
    try JSONScan.skipString(&end)
    try notes.passOver(name, length: end.column - 1 - name.column)
  }

  private static func tokens(_ cursor: inout ByteCursor, _ name: StaticString) throws -> Int {
    Int(
      try cursor.wholeNumber(
        name, limit: UInt64(Arrival.maximumTokens), limitReason: "no model reads or writes so many; is the key the right one?"))
  }

  /// Reads a key; nil where it is none of ours.
  private static func key(_ cursor: inout ByteCursor) throws -> Key? {
    guard cursor.byte == 0x22 else { throw cursor.fault("a key in double quotes should stand here") }
    var name = cursor
    name.advance()
    try JSONScan.skipString(&cursor)
    let length = cursor.column - 1 - name.column
    if name.isText("timestamp", count: length) { return .timestamp }
    if name.isText("input_length", count: length) { return .inputLength }
    if name.isText("output_length", count: length) { return .outputLength }
    return name.isText("hash_ids", count: length) ? .hashIDs : nil
  }
}
