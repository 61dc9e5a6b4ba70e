import Kernel

/// What stands above the rows of a trace: its format, its columns and its block size.
struct TraceOpening {
  var format: TraceFormat
  var blockTokens: Int?
  /// The columns; nil for JSON lines.
  var layout: ColumnLayout?
  /// The first row, where the file has no header; valid until the next line is read.
  var firstRow: TraceLine?

  /// Reads the lines above the rows.
  ///
  /// - Throws: ``InputError`` with file and line where the file is empty or no trace of the wanted format.
  static func read(_ lines: LineReader, format wanted: TraceFormat, blockTokens: Int?) throws -> TraceOpening {
    do {
      return try readUnplaced(lines, format: wanted, blockTokens: blockTokens)
    } catch var error as InputError {
      error.file = lines.path
      error.line = error.line ?? max(lines.lineNumber, 1)
      throw error
    }
  }

  private static func readUnplaced(_ lines: LineReader, format wanted: TraceFormat, blockTokens: Int?) throws -> TraceOpening {
    var line = try firstLine(lines)
    if line[0] == 0x7B || wanted == .mooncake {
      guard wanted == .automatic || wanted == .mooncake else {
        throw InputError("the file holds JSON lines", remedy: "read it as mooncake or automatic, not as \(wanted.rawValue)")
      }
      return TraceOpening(format: .mooncake, blockTokens: blockTokens ?? TraceReader.defaultBlockTokens, firstRow: line)
    }
    var statedBlockTokens: Int?
    let hasComment = line[0] == 0x23
    if hasComment {
      statedBlockTokens = try CanonicalTrace.blockTokens(inComment: String(decoding: line.prefix(200), as: UTF8.self))
      line = try firstLine(lines)
    }
    try refuseCarriageReturns(line)
    let header = ColumnLayout.header(line)
    let format = wanted != .automatic ? wanted : hasComment ? .canonical : try ColumnLayout.format(of: header)
    let layout = try ColumnLayout(format: format, header: header)
    var opening = TraceOpening(format: format, layout: layout)
    if layout.blocks >= 0 {
      opening.blockTokens = try canonicalBlockTokens(stated: statedBlockTokens, given: blockTokens)
    }
    return opening
  }

  /// The first line with anything in it.
  private static func firstLine(_ lines: LineReader) throws -> TraceLine {
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

  private static func canonicalBlockTokens(stated: Int?, given: Int?) throws -> Int {
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
