import Kernel

/// Reads rows of objects whose keys a ``JSONLayout`` tells, in any order; others are passed over and counted.
final class JSONRowParser: RowParser {
  let layout: JSONLayout
  var times: TimeParser
  let notes: RowNotes
  /// The times of rows as they are written, while a sample is taken and their unit is not known yet.
  private var timeTexts: [String]?

  /// The fields that the row has shown, a bit each.
  private var seen: UInt16 = 0
  /// Those that every row must show.
  private let required: UInt16
  private var session: [UInt8]?
  /// How turns that wait for each other are read; nil where all come at their times.
  private var sessions: SessionReading?
  private var turn = RowTurn()
  private var hasFailed = false

  init(
    layout: JSONLayout, times: TimeParser = TimeParser(.seconds), sessions: SessionReading? = nil,
    notes: RowNotes = RowNotes(noun: "keys")
  ) {
    self.sessions = sessions
    self.layout = layout
    // A turn that waits may have no time.
    let fields: [TraceField] = sessions == nil ? [.prompt, .output, .time] : [.prompt, .output]
    required = fields.reduce(0) { layout.has($1) ? $0 | $1.bit : $0 }
    self.times = times
    self.notes = notes
  }

  /// Reads one row that a line is.
  func parse(_ line: TraceLine) throws -> TraceRow? {
    defer { withExtendedLifetime(line) {} }
    var cursor = ByteCursor(line)
    let row = try object(&cursor)
    cursor.skipBlanks()
    guard cursor.byte == -1 else { throw cursor.fault("unexpected text after the object", remedy: "one object a line") }
    return row
  }

  /// Reads one row that stands at the cursor; nil for a request that failed.
  func object(_ cursor: inout ByteCursor) throws -> TraceRow? {
    seen = 0
    session = nil
    hasFailed = false
    if sessions != nil { turn = RowTurn() }
    var row = TraceRow()
    try members(&cursor, node: 0, &row)
    if seen & required != required {
      if hasFailed { return nil }
      throw missing(cursor)
    }
    if sessions != nil {
      turn.hasTime = !layout.has(.time) || seen & TraceField.time.bit != 0
      if !turn.hasTime && !turn.isTold { throw missing(cursor) }
      row.turn = turn.isTold ? turn : nil
    } else if let session {
      try notes.note(session: session, at: row.time, hasTimes: layout.has(.time) && timeTexts == nil, cursor)
    }
    return row
  }

  /// What the first rows tell of times and blocks; ends at the first fault, which the reading tells.
  func sample(_ lines: [TraceLine]) -> (times: TimeSample, blocks: BlockSizeSample) {
    var (times, blocks) = (TimeSample(), BlockSizeSample())
    let reading = JSONRowParser(layout: layout, sessions: sessions)
    for line in lines where !line.isEmpty {
      guard let row = reading.sampled(line, &times) else { break }
      blocks.add(promptTokens: row.promptTokens, blocks: row.blocks.count)
    }
    return (times, blocks)
  }

  private func sampled(_ line: TraceLine, _ times: inout TimeSample) -> TraceRow? {
    timeTexts = []
    guard let row = try? parse(line) else { return nil }
    for text in timeTexts ?? [] { times.add(text) }
    return row
  }

  /// As ``sample(_:)``, of one object of a document.
  func sampled(_ cursor: inout ByteCursor, _ times: inout TimeSample) throws {
    timeTexts = []
    _ = try object(&cursor)
    for text in timeTexts ?? [] { times.add(text) }
  }

  /// What a row lacks.
  private func missing(_ cursor: ByteCursor) -> InputError {
    let field = [TraceField.prompt, .output].first { seen & required & $0.bit != required & $0.bit } ?? .time
    let name = layout.names[field] ?? field.rawValue
    let isTurn = field == .time && session != nil
    return cursor.fault(
      "the row has no '\(name)'",
      remedy: isTurn
        ? "a turn without a time has a delay after the turn before it; where all come at their times, each has one"
        : "every row holds what the first one does; other keys are named with --columns")
  }

  private func members(_ cursor: inout ByteCursor, node: Int, _ row: inout TraceRow) throws {
    try JSONScan.members(&cursor) { cursor, name, length in
      let branches = layout.nodes[node].branches
      guard let branch = branches.first(where: { name.isBytes($0.key, count: length) }) else {
        try notes.passOver(name, length: length, in: layout.nodes[node].path)
        return try JSONScan.skipValue(&cursor)
      }
      if cursor.byte == 0x7B, let inner = branch.node { return try members(&cursor, node: inner, &row) }
      if JSONScan.isNull(cursor) || branch.field == nil { return try JSONScan.skipValue(&cursor) }
      if let field = branch.field { try value(&cursor, field, name, &row) }
    }
  }

  private func value(_ cursor: inout ByteCursor, _ field: TraceField, _ name: ByteCursor, _ row: inout TraceRow) throws {
    guard field == .failure || seen & field.bit == 0 else {
      throw name.fault("the key stands twice in one row", remedy: "keep one")
    }
    seen |= field.bit
    switch field {
    case .time:
      if timeTexts != nil {
        let text = try JSONScan.scalar(&cursor) ?? []
        timeTexts?.append(String(decoding: text.prefix(100), as: UTF8.self))
      } else {
        row.time = try times.parseQuoted(&cursor)
      }
    case .prompt: row.promptTokens = try cursor.tokens("the prompt length")
    case .output: row.outputTokens = try cursor.tokens("the output length")
    case .blocks: row.blocks = try JSONScan.identities(&cursor)
    case .images: row.images = try notes.note(images: try cursor.tokens("the number of images"), name)
    case .session:
      session = try JSONScan.scalar(&cursor)
      if sessions != nil { turn.session = RowTurn.name(session) }
    case .delay:
      guard sessions != nil else { throw RowNotes.delayed(name) }
      turn.delay = try sessions?.delay(&cursor)
    case .turn: turn.name = RowTurn.name(try JSONScan.scalar(&cursor))
    case .previous: turn.previous = RowTurn.name(try JSONScan.scalar(&cursor))
    case .adapter: row.adapter = try notes.adapter(named: try JSONScan.scalar(&cursor) ?? [], name)
    case .failure:
      let text = try JSONScan.scalar(&cursor)
      hasFailed = hasFailed || !(text == [] || text == Array("false".utf8) || text == Array("0".utf8))
    }
  }
}
