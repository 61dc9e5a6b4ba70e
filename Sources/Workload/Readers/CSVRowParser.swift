import Kernel

/// Reads rows of the CSV formats, straight from the bytes of the line.
struct CSVRowParser {
  /// The columns of the file.
  let layout: ColumnLayout
  /// How its times are read.
  var times: TimeParser

  /// Reads one row.
  ///
  /// - Throws: ``InputError`` with the column of the line.
  @inline(__always) mutating func parse(_ line: TraceLine) throws -> TraceRow {
    defer { withExtendedLifetime(line) {} }
    var cursor = ByteCursor(line)
    var row = TraceRow()
    var column = 0
    while true {
      if cursor.byte == 0x20 || cursor.byte == 0x09 { cursor.skipBlanks() }
      if column == layout.prompt {
        row.promptTokens = try Self.tokens(&cursor, "the prompt length")
      } else if column == layout.output {
        row.outputTokens = try Self.tokens(&cursor, "the output length")
      } else if column == layout.time {
        row.time = try times.parse(&cursor)
      } else if column == layout.blocks {
        row.blocks = try Self.blocks(&cursor)
      } else {
        Self.skipField(&cursor)
      }
      column += 1
      if column == layout.count { break }
      try Self.endField(&cursor, column: column, of: layout.count)
    }
    try Self.endLine(&cursor, of: layout.count)
    return row
  }

  @inline(__always) private static func tokens(_ cursor: inout ByteCursor, _ name: StaticString) throws -> Int {
    Int(
      try cursor.wholeNumber(
        name, limit: UInt64(Arrival.maximumTokens),
        limitReason: "no model reads or writes so many; is the column the right one?"))
  }

  /// Block identities with blanks or semicolons between, up to the end of the field.
  static func blocks(_ cursor: inout ByteCursor) throws -> [UInt64] {
    var blocks: [UInt64] = []
    // An identity takes at least two bytes with what parts it from the next.
    blocks.reserveCapacity(min(cursor.remaining / 2 + 1, 1024))
    while true {
      cursor.skipBlanks()
      if cursor.take(0x3B) { continue }
      if cursor.byte == -1 || cursor.byte == 0x2C || cursor.byte == 0x22 { return blocks }
      blocks.append(try cursor.wholeNumber("a block identity", limit: .max, limitReason: "identities are 64-bit numbers"))
      let next = cursor.byte
      guard next == -1 || next == 0x2C || next == 0x20 || next == 0x3B || next == 0x09 || next == 0x22 else {
        throw cursor.fault("a block identity is not a whole number", remedy: "part identities by blanks or semicolons")
      }
    }
  }

  /// Passes over a field that is not used; a quoted one may hold commas, and two quotes that stand for one.
  static func skipField(_ cursor: inout ByteCursor) {
    if cursor.take(0x22) {
      repeat { cursor.skip(to: 0x22) } while cursor.take(0x22) && cursor.take(0x22)
    }
    cursor.skip(to: 0x2C)
  }

  /// Passes over the comma behind a field.
  @inline(__always) static func endField(_ cursor: inout ByteCursor, column: Int, of count: Int) throws {
    if cursor.take(0x2C) { return }
    cursor.skipBlanks()
    if cursor.take(0x2C) { return }
    if cursor.byte == -1 {
      throw cursor.fault(
        "the line ends after \(column) of \(count) columns",
        remedy: "the header names \(count); is the file cut off here?")
    }
    throw cursor.fault("unexpected '\(cursor.fieldText())'", remedy: "a comma should part the columns")
  }

  /// Makes sure that nothing follows.
  @inline(__always) static func endLine(_ cursor: inout ByteCursor, of count: Int) throws {
    if cursor.byte == -1 { return }
    cursor.skipBlanks()
    if cursor.byte == -1 { return }
    throw cursor.byte == 0x2C
      ? cursor.fault("the line has more than \(count) columns", remedy: "the header names \(count)")
      : cursor.fault("unexpected '\(cursor.fieldText())'", remedy: "the line should end here")
  }
}
