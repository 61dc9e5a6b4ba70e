import Kernel

/// Reads a trace file, one request at a time, whatever its format.
///
/// Times are relative to the first row, which is ``Instant/start``. Rows must stand in order of time. Memory is one read
/// buffer: it does not grow with the file. A reader is an object, so that its ``report`` can be asked while a transform
/// pulls from it.
public final class TraceReader: ReportingSource {
  /// The size of Mooncake's blocks, used where neither the file nor the user gives one.
  public static let defaultBlockTokens = 512

  /// The file, as given.
  public let path: String
  /// The format given or found; never automatic.
  public let format: TraceFormat
  /// Tokens in one block of ``Arrival/blockHashes``; nil for formats that tell nothing of the prompts.
  public let blockTokens: Int?
  /// Whether the file says when requests come; it needs an ``ArrivalProcess`` where it does not.
  public let hasTimes: Bool
  /// Whether its turns wait for each other, as ``Arrival/turn`` tells.
  public let hasTurns: Bool
  /// Whether its rows tell which adapter a request asks for, and were asked to.
  let tellsAdapters: Bool
  /// What was read, left out, changed and passed over so far.
  public var report: TraceReport {
    var report = notes
    report.rows = rows
    report.remarks = remarks + (rowParser?.notes ?? document?.notes ?? rowNotes).remarks + book.remarks
    return report
  }

  private let zeroTokens: ZeroTokenPolicy
  private let acceptsAnyOrder: Bool
  private let lines: LineReader
  // What changes with every row is only loaded and stored: a change where it is would be watched as the program runs.
  private var rows = 0
  private var notes = TraceReport()
  /// The columns, of formats whose columns are fixed.
  private let layout: ColumnLayout?
  /// What reads rows of formats whose fields are found by name.
  private let rowParser: (any RowParser)?
  /// The rows of a document, and how many of them are handed on.
  private let document: TraceDocument?
  private var documentRows = 0
  private let rowNotes: RowNotes
  private var book = SessionBook()
  /// Turns so far, those that were left out among them.
  private var turns = 0
  private let remarks: [String]
  private var times: TimeParser
  private var firstRow: TraceLine?
  private var origin: TraceTime?
  private var last = TraceTime.zero
  private var lastLine = 0
  private var ended = false

  /// Opens a trace and reads its header.
  ///
  /// - Parameters:
  ///   - path: A file or pipe.
  ///   - format: What it holds; `.automatic` looks at the first line.
  ///   - blockTokens: Tokens in a prompt block, for JSON lines. A canonical trace says it itself.
  ///   - zeroTokens: What becomes of a row with an empty prompt or output.
  ///   - hints: What the file does not say itself.
  /// - Throws: ``InputError`` where the file cannot be opened, is empty, or is no trace of the format.
  public convenience init(
    path: String, format: TraceFormat = .automatic, blockTokens: Int? = nil, zeroTokens: ZeroTokenPolicy = .fail,
    hints: TraceHints = TraceHints()
  ) throws {
    try self.init(path: path, format: format, blockTokens: blockTokens, zeroTokens: zeroTokens, hints: hints, acceptsAnyOrder: false)
  }

  /// As the public initialiser; a reader that accepts any order gives times that may fall, and lie before the start.
  init(
    path: String, format: TraceFormat, blockTokens: Int?, zeroTokens: ZeroTokenPolicy, hints: TraceHints, acceptsAnyOrder: Bool
  ) throws {
    if let blockTokens, !(1...1_000_000 ~= blockTokens) {
      throw InputError("blocks of \(blockTokens) tokens", remedy: "give a block size from 1 to 1000000")
    }
    self.path = path
    self.zeroTokens = zeroTokens
    self.acceptsAnyOrder = acceptsAnyOrder
    lines = try LineReader(path: path)
    let opening = try TraceOpening.read(lines, format: format, blockTokens: blockTokens, hints: hints)
    if hints.adapters != nil && hints.needsAdapters && !opening.tellsAdapters {
      throw InputError(
        "the trace does not tell which adapters its requests ask for: no column or key is known as one", file: path,
        remedy: "name it, such as 'columns: time=NAME,prompt=NAME,output=NAME,adapter=NAME', or have adapters drawn by 'adapters.alpha'")
    }
    if hints.readsImages && !opening.tellsImages {
      throw InputError(
        "the trace does not tell how many images its requests show: no column or key is known as that", file: path,
        remedy: "name it, such as 'columns: time=NAME,prompt=NAME,output=NAME,images=NAME', or have them drawn by 'images.share'")
    }
    self.format = opening.format
    self.blockTokens = opening.blockTokens
    hasTimes = opening.hasTimes
    hasTurns = opening.hasTurns
    tellsAdapters = hints.adapters != nil && opening.tellsAdapters
    rowNotes = RowNotes(noun: "keys", passesOverDelays: hints.sessions == .recorded)
    layout = opening.layout
    rowParser = opening.rowParser
    document = opening.document
    remarks = opening.remarks
    times = opening.times
    firstRow = opening.firstRow
    notes = document?.report ?? TraceReport()
    // Nothing is left of the file, and its lines are not asked for.
    ended = document != nil
  }

  /// The digest of the file's bytes, read apart from the rows.
  ///
  /// - Throws: ``InputError`` where the file cannot be read again.
  public func digest() throws -> Digest { try FileDigest.of(path: path) }

  /// The next request, or nil at the end.
  ///
  /// - Throws: ``InputError`` with file, line and remedy for a row that cannot be used, one earlier than the row above
  ///   it, and a file without a row.
  public func next() throws -> Arrival? {
    if ended { return try nextOfDocument() }
    do {
      while let line = try nextLine() {
        if line.isEmpty { continue }
        if let arrival = try arrival(line) { return arrival }
      }
      ended = true
      if rows == 0 && notes.skipped == 0 {
        throw InputError("there is a header and no request", remedy: "is the file complete?")
      }
      return nil
    } catch var error as InputError {
      ended = true
      error.file = path
      error.line = error.line ?? max(lines.lineNumber, 1)
      throw error
    }
  }

  /// The next request of a document; nil of everything else, which has ended.
  private func nextOfDocument() throws -> Arrival? {
    guard let document else { return nil }
    do {
      while documentRows < document.rows.count {
        documentRows += 1
        if let arrival = try arrival(document.rows[documentRows - 1]) { return arrival }
      }
      return nil
    } catch var error as InputError {
      documentRows = document.rows.count
      error.message = "request \(documentRows): " + error.message
      error.file = path
      error.line = 1
      throw error
    }
  }

  /// The next line; the first of a file without a header was read when it was opened, and nothing since.
  @inline(__always) private func nextLine() throws -> TraceLine? {
    if let line = firstRow {
      firstRow = nil
      return line
    }
    return try lines.next()
  }

  @inline(__always) private func parse(_ line: TraceLine) throws -> TraceRow? {
    guard let layout else {
      if let rowParser { return try rowParser.parse(line) }
      var parser = MooncakeRowParser(times: times)
      return try parser.parse(line, rowNotes)
    }
    var parser = CSVRowParser(layout: layout, times: times)
    defer { times = parser.times }
    return try parser.parse(line)
  }

  /// Makes a request of a line; nil where a policy leaves it out.
  private func arrival(_ line: TraceLine) throws -> Arrival? {
    guard let row = try parse(line) else {
      notes.note(.skipped, "a request that failed", line: lines.lineNumber)
      return nil
    }
    return try arrival(row)
  }

  /// Makes a request of a row; nil where a policy leaves it out.
  @inline(__always) private func arrival(_ row: consuming TraceRow) throws -> Arrival? {
    let turn = hasTurns ? try row.turn.map { try self.turn($0, &row) } : nil
    let followsAnother = hasTurns && turn?.previous != nil
    let first = origin ?? row.time
    if row.time < last && origin != nil && !acceptsAnyOrder && !followsAnother { throw outOfOrder(row.time) }
    origin = first
    // What follows another turn comes after its answer, in whatever order the rows stand.
    if !followsAnother {
      last = row.time
      lastLine = lines.lineNumber
    } else if row.time < first {
      throw outOfOrder(row.time)
    }
    if row.promptTokens == 0 || row.outputTokens == 0 {
      guard try keepEmpty(&row) else { return nil }
    }
    guard let time = row.time.picoseconds(since: first) else {
      throw InputError(
        "the row comes \(text(row.time)), more than 106 days after the first row, \(text(first))",
        remedy: "simulated time ends there; cut the file into parts")
    }
    if !row.blocks.isEmpty { try checkBlocks(&row) }
    rows += 1
    let (promptTokens, outputTokens, adapter, images) = (row.promptTokens, row.outputTokens, row.adapter, row.images)
    var arrival = Arrival(
      time: Instant(picoseconds: time), promptTokens: promptTokens, outputTokens: outputTokens, blockHashes: (consume row).blocks)
    if hasTurns { arrival.turn = turn }
    arrival.adapter = adapter
    if images > 0 { arrival.images = images }
    return arrival
  }

  /// The turn that a row is. One that comes after another's answer stands at the time of the row above it, whatever its own.
  @inline(never) private func turn(_ told: RowTurn, _ row: inout TraceRow) throws -> Turn {
    guard turns < Int(Int32.max) else { throw InputError("more turns than can be numbered", remedy: "cut the file into parts") }
    let turn = try book.turn(told, number: Int32(turns))
    turns += 1
    if turn.delay != nil { row.time = last }
    return turn
  }

  private func text(_ time: TraceTime) -> String { times.text(time) }

  private func outOfOrder(_ time: TraceTime) -> InputError {
    InputError(
      "the row comes at \(text(time)), before the one of line \(lastLine) at \(text(last))",
      remedy: "rows stand in order of time; `windtunnel trace convert --sort` sorts a trace, holding it in memory")
  }

  /// Applies the policy for empty prompts and outputs; false leaves the row out.
  private func keepEmpty(_ row: inout TraceRow) throws -> Bool {
    let side = row.promptTokens == 0 ? "an empty prompt" : "no output token"
    if format == .burstgpt && row.outputTokens == 0 {
      notes.note(.skipped, "no response token: a failed request of BurstGPT", line: lines.lineNumber)
      return false
    }
    switch zeroTokens {
    case .fail:
      throw InputError(
        "the request has \(side)",
        remedy: "a request has at least one token of each; zero tokens can be told to 'skip' such rows, or to 'clip' them to one token")
    case .skip:
      notes.note(.skipped, "the row has \(side)", line: lines.lineNumber)
      return false
    case .clip:
      notes.note(.clipped, "the row has \(side); it is one token now", line: lines.lineNumber)
      row.promptTokens = max(row.promptTokens, 1)
      row.outputTokens = max(row.outputTokens, 1)
      return true
    }
  }

  /// Holds the number of identities against the prompt's length, and drops that of a partial last block: an identity
  /// stands for a full block of equal text.
  private func checkBlocks(_ row: inout TraceRow) throws {
    guard let blockTokens else { return }
    let full = row.promptTokens / blockTokens
    if row.blocks.count == full { return }
    if row.blocks.count == full + 1, row.promptTokens % blockTokens != 0, format != .canonical {
      row.blocks.removeLast()
      notes.note(.dropped, "the identity of a last block that the prompt does not fill", line: lines.lineNumber)
      return
    }
    throw InputError(
      "\(row.blocks.count) block identities for a prompt of \(row.promptTokens) tokens, where blocks of \(blockTokens) make \(full)",
      remedy: "give the trace's own block size; the identities here suit one of about \(row.promptTokens / row.blocks.count) tokens")
  }
}
