import Kernel

/// Reads rows of a CSV file whose columns a ``TableLayout`` tells; any field may stand in double quotes.
final class TableRowParser: RowParser {
  let layout: TableLayout
  var times: TimeParser
  let notes: RowNotes
  /// How turns that wait for each other are read; nil where all come at their times.
  private var sessions: SessionReading?

  init(
    layout: TableLayout, times: TimeParser, sessions: SessionReading? = nil, passesOverDelays: Bool = false, mostAdapters: Int? = nil,
    readsImages: Bool = false
  ) {
    self.layout = layout
    self.times = times
    self.sessions = sessions
    notes = RowNotes(
      noun: "columns", passedOver: layout.passedOver, passesOverDelays: passesOverDelays,
      mostAdapters: mostAdapters, readsImages: readsImages)
  }

  func parse(_ line: TraceLine) throws -> TraceRow? {
    defer { withExtendedLifetime(line) {} }
    var cursor = ByteCursor(line)
    var row = TraceRow()
    var session: [UInt8]?
    let turn = sessions == nil ? nil : RowTurn()
    if let turn { turn.hasTime = layout.name(of: .time) == nil }
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
      case .time:
        // A turn that waits may have no time.
        if sessions != nil && Self.isEmpty(cursor) { break }
        row.time = try times.parse(&cursor)
        turn?.hasTime = true
      case .prompt: row.promptTokens = try cursor.tokens("the prompt length")
      case .output: row.outputTokens = try cursor.tokens("the output length")
      case .blocks: row.blocks = try CSVRowParser.blocks(&cursor)
      case .images: if cursor.digit <= 9 { row.images = try notes.note(images: try cursor.tokens("the number of images"), start) }
      case .session: session = Self.text(&cursor)
      case .delay:
        if Self.isEmpty(cursor) { break }
        guard sessions != nil else { throw RowNotes.delayed(start) }
        turn?.delay = try sessions?.delay(&cursor)
      case .turn:
        let name = Self.text(&cursor)
        turn?.name = RowTurn.name(name)
      case .previous:
        let name = Self.text(&cursor)
        turn?.previous = RowTurn.name(name)
      case .adapter: row.adapter = try notes.adapter(named: Self.text(&cursor), start)
      case .failure: CSVRowParser.skipField(&cursor)
      }
      if isQuoted, !cursor.take(0x22) { throw cursor.fault("a text in quotes does not end", remedy: "one request a line") }
    }
    try CSVRowParser.endLine(&cursor, of: layout.fields.count)
    if let turn {
      turn.session = RowTurn.name(session)
      if !turn.hasTime && !turn.isTold {
        throw ByteCursor(line).fault("the row has no time", remedy: "turns alone may have none, that come a 'delay' after another")
      }
      row.turn = turn.isTold ? turn : nil
    } else if let session, !session.isEmpty {
      try notes.note(session: session, at: row.time, hasTimes: layout.name(of: .time) != nil, ByteCursor(line))
    }
    return row
  }

  /// Whether a field ends here.
  private static func isEmpty(_ cursor: ByteCursor) -> Bool { [-1, 0x2C, 0x22].contains(cursor.byte) }

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
