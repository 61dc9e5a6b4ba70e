import Kernel

/// Reads rows of a CSV file whose columns a ``TableLayout`` tells; any field may stand in double quotes.
final class TableRowParser: RowParser {
  let layout: TableLayout
  var times: TimeParser
  let notes: RowNotes

  init(layout: TableLayout, times: TimeParser) {
    self.layout = layout
    self.times = times
    notes = RowNotes(noun: "columns", passedOver: layout.passedOver)
  }

  func parse(_ line: TraceLine) throws -> TraceRow? {
    defer { withExtendedLifetime(line) {} }
    var cursor = ByteCursor(line)
    var row = TraceRow()
    var session: [UInt8]?
    for (column, field) in layout.fields.enumerated() {
      if column > 0 { try CSVRowParser.endField(&cursor, column: column, of: layout.fields.count) }
      cursor.skipBlanks()
      guard let field else {
        CSVRowParser.skipField(&cursor)
        continue
      }
      let start = cursor
      let isQuoted = cursor.take(0x22)
      switch field {
      case .time: row.time = try times.parse(&cursor)
      case .prompt: row.promptTokens = try cursor.tokens("the prompt length")
      case .output: row.outputTokens = try cursor.tokens("the output length")
      case .blocks: row.blocks = try CSVRowParser.blocks(&cursor)
      case .images: if cursor.digit <= 9 { notes.note(images: try cursor.tokens("the number of images")) }
      case .session: session = Self.text(&cursor)
      case .delay: if !Self.text(&cursor).isEmpty { throw RowNotes.delayed(start) }
      case .failure: CSVRowParser.skipField(&cursor)
      }
      if isQuoted, !cursor.take(0x22) { throw cursor.fault("a text in quotes does not end", remedy: "one request a line") }
    }
    try CSVRowParser.endLine(&cursor, of: layout.fields.count)
    if let session, !session.isEmpty {
      try notes.note(session: session, at: row.time, hasTimes: layout.name(of: .time) != nil, ByteCursor(line))
    }
    return row
  }

  /// The bytes up to the end of a field, which are passed over.
  private static func text(_ cursor: inout ByteCursor) -> [UInt8] {
    let start = cursor
    cursor.skip(to: 0x2C, or: 0x22)
    return start.bytes(upTo: cursor)
  }

  /// What the first rows tell of their times.
  func sample(_ lines: [TraceLine]) -> TimeSample {
    var sample = TimeSample()
    guard let place = layout.fields.firstIndex(of: .time) else { return sample }
    for line in lines where !line.isEmpty {
      let fields = CSVTable.fields(of: Substring(String(decoding: line, as: UTF8.self)))
      guard place < fields.count else { break }
      sample.add(fields[place].trimmingBlanks)
    }
    return sample
  }
}
