import Kernel

/// What stands above the rows of a trace, and what the first of them tell: its format, where it holds what, units and block size.
struct TraceOpening {
  var format: TraceFormat
  var blockTokens: Int?
  /// The columns, of the CSV formats whose columns are fixed.
  var layout: ColumnLayout?
  /// What reads rows whose fields are found by name; nil for formats whose fields are fixed.
  var rowParser: (any RowParser)?
  /// The rows of a document, which is read already.
  var document: TraceDocument?
  /// How times are read.
  var times = TimeParser(.seconds)
  /// Whether the file says when requests come.
  var hasTimes = true
  /// Whether its turns wait for each other.
  var hasTurns = false
  /// Whether the file says which adapters requests ask for.
  var tellsAdapters = false
  /// Whether the file says how many images requests show.
  var tellsImages = false
  /// What was taken for what, and what is not read.
  var remarks: [String] = []
  /// The first row, where the file has no header; valid until the next line is read.
  var firstRow: TraceLine?

  /// The first rows, from which units and sizes are told.
  static let sampleRows = 64

  /// Reads the lines above the rows.
  ///
  /// - Throws: ``InputError`` with file and line where the file is empty or no trace of the wanted format.
  static func read(_ lines: LineReader, format wanted: TraceFormat, blockTokens: Int?, hints: TraceHints) throws -> TraceOpening {
    do {
      return try readUnplaced(lines, format: wanted, blockTokens: blockTokens, hints: hints)
    } catch var error as InputError {
      error.file = lines.path
      error.line = error.line ?? max(lines.lineNumber, 1)
      throw error
    }
  }

  private static func readUnplaced(
    _ lines: LineReader, format wanted: TraceFormat, blockTokens: Int?, hints: TraceHints
  ) throws -> TraceOpening {
    let isOpen = [.automatic, .jsonLines, .document].contains(wanted)
    if isOpen, let head = JSONHead(try lines.head()) {
      if let opening = try JSONOpening.read(lines, head, blockTokens: blockTokens, hints: hints) { return opening }
    }
    if wanted == .document { throw InputError("the file is no JSON document", remedy: "read it as automatic") }
    let sample = try wanted == .mooncake || isOpen ? lines.sample(sampleRows) : []
    var line = try firstLine(lines)
    if line[0] == 0x7B || wanted == .mooncake || wanted == .jsonLines {
      guard isOpen || wanted == .mooncake else {
        throw InputError("the file holds JSON lines", remedy: "read it as mooncake or automatic, not as \(wanted.rawValue)")
      }
      return try JSONOpening.mooncake(first: line, sample, blockTokens: blockTokens, hints: hints)
    }
    var statedBlockTokens: Int?
    let hasComment = line[0] == 0x23
    if hasComment {
      statedBlockTokens = try CanonicalTrace.blockTokens(inComment: String(decoding: line.prefix(200), as: UTF8.self))
      line = try firstLine(lines)
    }
    try refuseCarriageReturns(line)
    let header = ColumnLayout.header(line)
    try refuseOtherCommas(line, header)
    let known = wanted == .automatic && hasComment ? .canonical : wanted
    if let table = try TableOpening.read(lines, header, format: known, blockTokens: statedBlockTokens ?? blockTokens, hints: hints) {
      return table
    }
    let format = known == .automatic ? try ColumnLayout.exactFormat(of: header) ?? ColumnLayout.format(of: header) : known
    let layout = try ColumnLayout(format: format, header: header)
    var opening = TraceOpening(format: format, layout: layout)
    if layout.blocks >= 0 { opening.blockTokens = try Self.blockTokens(stated: statedBlockTokens, given: blockTokens) }
    opening.hasTimes = layout.time >= 0
    let own: TimeUnit = format == .azure ? .date : .seconds
    opening.times = TimeParser((hints.timeUnit == .automatic ? own : hints.timeUnit).form)
    if !layout.passedOver.isEmpty { opening.remarks = ["passed over: columns \(RowNotes.list(layout.passedOver))"] }
    return opening
  }

  /// The first line with anything in it.
  static func firstLine(_ lines: LineReader) throws -> TraceLine {
    while let line = try lines.next() {
      if line.contains(where: { $0 != 0x20 && $0 != 0x09 }) { return line }
    }
    throw InputError("the file is empty", remedy: "a trace holds a header and a request a line")
  }

  private static func refuseCarriageReturns(_ line: TraceLine) throws {
    if line.contains(0x0D) {
      throw InputError("the lines end in a carriage return alone", remedy: "let them end in LF or CRLF, for example with: tr '\\r' '\\n'")
    }
    if line.contains(0) {
      throw InputError("the first line holds NUL bytes", remedy: "a trace is UTF-8 text; is this a binary file, or UTF-16?")
    }
  }

  /// A header of one column whose name holds what parts columns elsewhere.
  private static func refuseOtherCommas(_ line: TraceLine, _ header: [String]) throws {
    guard header.count == 1 else { return }
    for (byte, name, shown) in [(UInt8(0x09), "tabs", "\\t"), (0x3B, "semicolons", ";")] where line.contains(byte) {
      throw InputError("the columns are parted by \(name)", remedy: "let commas part them, for example with: tr '\(shown)' ','")
    }
  }

  /// The size of the blocks of a CSV file with a column for them.
  static func blockTokens(stated: Int?, given: Int?) throws -> Int {
    if let stated, let given, stated != given {
      throw InputError("the trace says block_tokens=\(stated) and \(given) was asked for", remedy: "leave the block size to the file")
    }
    guard let tokens = stated ?? given else {
      throw InputError(
        "the trace has a column 'blocks' and does not say how many tokens a block has",
        remedy: "begin it with '# \(CanonicalTrace.marker) \(CanonicalTrace.version) block_tokens=512', or give the block size")
    }
    return tokens
  }
}
