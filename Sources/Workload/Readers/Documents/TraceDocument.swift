import Kernel

/// A trace that is one JSON document: a result of a benchmark, or a list of rows. It is held in memory, in order of time.
struct TraceDocument {
  private(set) var rows: [TraceRow] = []
  private(set) var hasTimes = false
  /// Whether its turns wait for each other.
  private(set) var hasTurns = false
  /// What it was read as, and what was done with it.
  private(set) var remarks: [String] = []
  private(set) var report = TraceReport()
  /// What stands in it beside requests.
  private(set) var notes: RowNotes
  private(set) var blockSizes = BlockSizeSample()
  /// Whether rows tell of the blocks of their prompts.
  var holdsBlocks: Bool { rows.contains { !$0.blocks.isEmpty } }

  private let hints: TraceHints

  private init(_ hints: TraceHints) {
    self.hints = hints
    notes = RowNotes(noun: "keys", passesOverDelays: hints.sessions == .recorded, readsImages: hints.readsImages)
  }

  /// The most bytes of a document.
  static let limit = 512 << 20
  private static let sampled = 200

  /// Reads a document of a known kind to its end.
  ///
  /// - Throws: ``InputError`` with the line for what is cut off, damaged or holds no request.
  static func read(_ lines: LineReader, _ kind: DocumentKind, _ hints: TraceHints) throws -> TraceDocument {
    if let refusal = kind.refusal(hints) { throw refusal }
    let text = try lines.document(limit: limit)
    defer { withExtendedLifetime(text) {} }
    var document = TraceDocument(hints)
    do {
      switch kind.reading {
      case .lists: try document.readLists(ByteCursor(text), kind)
      case .rows(let layout, let path, let unit):
        let stated = hints.timeUnit == .automatic ? unit : hints.timeUnit
        try document.readRows(ByteCursor(text), layout, path, stated, kind)
      case .texts:
        let parser = TextRowParser(charactersPerToken: hints.charactersPerToken ?? 1, readsImages: hints.readsImages)
        document.remarks.append(parser.words)
        try document.readTexts(ByteCursor(text), parser)
      case .nothing: break
      }
    } catch var error as InputError {
      if let column = error.column {
        error.line = text.prefix(column - 1).count { $0 == 0x09 } + 1
        error.column = nil
      }
      throw error
    }
    if document.rows.isEmpty && document.report.skipped == 0 {
      throw InputError("this is \(kind.name), and holds no request", remedy: "is the file complete?")
    }
    document.remarks.insert("read from \(kind.name)", at: 0)
    document.sort()
    return document
  }

  private mutating func sort() {
    // Turns may have no times of their own and stay where they are.
    guard hasTimes, !hasTurns, zip(rows, rows.dropFirst()).contains(where: { $1.time < $0.time }) else { return }
    rows.sort { $0.time < $1.time }  // The standard library's sort is stable.
    remarks.append("requests were put in order of time")
  }

  private static func end(_ cursor: inout ByteCursor) throws {
    cursor.skipBlanks()
    guard cursor.byte == -1 else {
      throw cursor.fault("a second document follows the first", remedy: "keep one: each is a load of its own")
    }
  }

  // MARK: Lists of lengths

  private mutating func readLists(_ start: ByteCursor, _ kind: DocumentKind) throws {
    var cursor = start
    var lists: (prompts: [Int], outputs: [Int], times: [TraceTime], failed: [Bool]) = ([], [], [], [])
    var times = TimeParser(.seconds)
    try JSONScan.members(&cursor) { cursor, name, length in
      if name.isText("input_lens", count: length) {
        try JSONScan.elements(&cursor) { lists.prompts.append(try $0.tokens("a prompt length")) }
      } else if name.isText("output_lens", count: length) {
        try JSONScan.elements(&cursor) { lists.outputs.append(try $0.tokens("an output length")) }
      } else if name.isText("start_times", count: length) {
        try JSONScan.elements(&cursor) { lists.times.append(try times.parse(&$0)) }
      } else if name.isText("errors", count: length) {
        try JSONScan.elements(&cursor) {
          lists.failed.append((try JSONScan.scalar(&$0)).map { !$0.isEmpty && $0 != Array("null".utf8) } ?? true)
        }
      } else {
        try JSONScan.skipValue(&cursor)
      }
    }
    try Self.end(&cursor)
    guard !lists.prompts.isEmpty else {
      throw InputError(
        "this is \(kind.name), and holds no request: its 'input_lens' are missing",
        remedy: "run it with --save-detailed (SGLang: --output-details), or make requests with 'trace generate --prompt-tokens'")
    }
    let count = lists.prompts.count
    hasTimes = !lists.times.isEmpty
    guard lists.outputs.count == count, !hasTimes || lists.times.count == count else {
      throw InputError("\(count) prompts and \(lists.outputs.count) outputs, \(lists.times.count) times", remedy: "is the file complete?")
    }
    // Errors of the failed alone, without places for the others, say nothing of which they are: outputs of no token do.
    let tellsFailures = lists.failed.count == count
    for index in 0..<count {
      if tellsFailures && lists.failed[index] || lists.outputs[index] == 0 {
        report.note(.skipped, "a request of the benchmark that failed")
        continue
      }
      var row = TraceRow()
      (row.promptTokens, row.outputTokens) = (lists.prompts[index], lists.outputs[index])
      if hasTimes { row.time = lists.times[index] }
      rows.append(row)
    }
  }

  // MARK: Texts

  private mutating func readTexts(_ start: ByteCursor, _ parser: TextRowParser) throws {
    notes = parser.notes
    var cursor = start
    try Self.walk(&cursor, ["*"], group: {}) { cursor in
      if let row = try parser.object(&cursor) { rows.append(row) } else { report.note(.skipped, "a conversation without an answer") }
    }
    try Self.end(&cursor)
  }

  // MARK: Rows

  private mutating func readRows(
    _ start: ByteCursor, _ layout: JSONLayout, _ path: [String], _ stated: TimeUnit?, _ kind: DocumentKind
  ) throws {
    hasTimes = layout.has(.time)
    var sessions = try SessionReading.of(layout.names, hints: hints)
    let layout = sessions == nil ? layout.withoutWaiting : layout
    let unit = try stated ?? (hasTimes ? unit(start, layout, path, sessions) : .seconds)
    try sessions?.settle(layout.names, times: hasTimes ? unit : nil)
    hasTurns = sessions != nil
    let parser = JSONRowParser(layout: layout, times: TimeParser(unit.form), sessions: sessions, notes: notes)
    var cursor = start
    var groups = 0
    try Self.walk(&cursor, path[...], group: { groups += 1 }) { cursor in
      if let row = try parser.object(&cursor) {
        blockSizes.add(promptTokens: row.promptTokens, blocks: row.blocks.count)
        rows.append(row)
      } else {
        report.note(.skipped, "a request of the benchmark that failed")
      }
    }
    try Self.end(&cursor)
    if groups > 1 {
      throw InputError(
        "this is \(kind.name) with \(groups) benchmarks, each a load of its own",
        remedy: "keep one: jq '.benchmarks |= [.[0]]' keeps the first")
    }
  }

  /// The unit of the times: that of the tool or the key's name, or what the first of them imply.
  private mutating func unit(_ start: ByteCursor, _ layout: JSONLayout, _ path: [String], _ sessions: SessionReading?) throws -> TimeUnit {
    var sample = TimeSample()
    let name = layout.names[.time] ?? ""
    let parser = JSONRowParser(layout: layout, sessions: sessions, notes: RowNotes(noun: "keys", passesOverDelays: true))
    var cursor = start
    try Self.walk(&cursor, path[...], group: {}) { cursor in
      if sample.count < Self.sampled { try parser.sampled(&cursor, &sample) } else { try JSONScan.skipValue(&cursor) }
    }
    if !sample.isOfDates, let unit = FieldNames.unit(ofTime: name) { return unit }
    let unit = try sample.unit(of: name)
    remarks.append("times read as \(sample.words(as: unit))")
    return unit
  }

  /// Goes to every value that a path leads to. A list within the path is counted by `group` for each element.
  private static func walk(
    _ cursor: inout ByteCursor, _ path: ArraySlice<String>, group: () -> Void, _ element: (inout ByteCursor) throws -> Void
  ) throws {
    guard let step = path.first else { return try element(&cursor) }
    let rest = path.dropFirst()
    if cursor.byte != (step == "*" ? 0x5B : 0x7B) {
      cursor.skipBlanks()
      if cursor.byte != (step == "*" ? 0x5B : 0x7B) { return try JSONScan.skipValue(&cursor) }
    }
    if step == "*" {
      try JSONScan.elements(&cursor) { cursor in
        if !rest.isEmpty { group() }
        try walk(&cursor, rest, group: group, element)
      }
    } else {
      let key = Array(step.utf8)
      try JSONScan.members(&cursor) { cursor, name, length in
        if name.isBytes(key, count: length) {
          try walk(&cursor, rest, group: group, element)
        } else {
          try JSONScan.skipValue(&cursor)
        }
      }
    }
  }
}
