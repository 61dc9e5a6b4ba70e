import Kernel

/// Opens files of JSON: lines of objects, and documents.
enum JSONOpening {
  /// The opening of a file that begins with an object or a list of objects; nil where it is left to Mooncake's format to say what is
  /// wrong with it.
  ///
  /// - Throws: ``InputError`` for results and data sets without requests, unknown keys, and what a document's reading throws.
  static func read(_ lines: LineReader, _ head: JSONHead, blockTokens: Int?, hints: TraceHints) throws -> TraceOpening? {
    let kind = hints.columns == nil ? DocumentKind(head) : nil
    if head.isList {
      if let kind { return try document(lines, kind, blockTokens, hints) }
      return try document(lines, .list(try layout(of: head.keys, hints)), blockTokens, hints)
    }
    if let kind {
      if case .rows(let layout, let path, let unit) = kind.reading, path.isEmpty, !head.spansLines {
        var opening = try rows(lines, layout, unit: unit, .jsonLines, blockTokens, hints)
        opening.remarks.insert("read from \(kind.name)", at: 0)
        return opening
      }
      if case .texts(true) = kind.reading, let characters = hints.charactersPerToken, !head.spansLines {
        let parser = TextRowParser(charactersPerToken: characters, readsImages: hints.readsImages)
        let remarks = ["read from \(kind.name)", parser.words]
        return TraceOpening(
          format: .jsonLines, rowParser: parser, hasTimes: false, tellsImages: true, remarks: remarks,
          firstRow: try TraceOpening.firstLine(lines))
      }
      return try document(lines, kind, blockTokens, hints)
    }
    if head.spansLines {
      throw InputError(
        "this is a JSON document that is no known result of a benchmark; its keys are \(RowNotes.list(head.keys))",
        remedy: "a trace of JSON has one object a line: jq -c '.NAME[]' makes lines of the list NAME")
    }
    if hints.columns != nil { return try rows(lines, try layout(of: head.keys, hints), unit: nil, .jsonLines, blockTokens, hints) }
    guard head.isComplete else { return nil }
    return try flat(lines, head, blockTokens, hints)
  }

  /// JSON lines of flat objects whose keys are known; nil for Mooncake's, and for what looks like them.
  private static func flat(_ lines: LineReader, _ head: JSONHead, _ blockTokens: Int?, _ hints: TraceHints) throws -> TraceOpening? {
    // Some keys stand in some rows alone: a later turn of a session has its delay.
    var keys = head.keys
    for line in try lines.sample(TraceOpening.sampleRows).dropFirst() {
      for key in JSONHead(line)?.keys ?? [] where !keys.contains(key) { keys.append(key) }
    }
    let places = FieldNames.places(in: keys)
    let layout = JSONLayout(keys: keys, readsAdapters: hints.adapters != nil)
    let isMooncake = ["timestamp", "input_length", "output_length"].allSatisfy(head.keys.contains)
    if isMooncake {
      let tellsAdapters = hints.adapters != nil && places[.adapter] != nil
      let isPlain = places[.session] == nil && places[.delay] == nil && places[.images] == nil && !tellsAdapters
      if isPlain && hints.sessions != .closed { return nil }
      return try rows(lines, layout, unit: nil, .mooncake, blockTokens, hints)
    }
    if places[.prompt] != nil, places[.output] != nil {
      return try rows(lines, layout, unit: nil, .jsonLines, blockTokens, hints)
    }
    if mooncakeKeys.contains(where: head.keys.contains) { return nil }
    return try unknown(head.keys)
  }

  private static let mooncakeKeys = ["timestamp", "input_length", "output_length", "hash_ids"]

  private static func layout(of keys: [String], _ hints: TraceHints) throws -> JSONLayout {
    if let columns = hints.columns { return JSONLayout(columns) }
    let layout = JSONLayout(keys: keys, readsAdapters: hints.adapters != nil)
    guard layout.has(.prompt), layout.has(.output) else { return try unknown(keys) }
    return layout
  }

  private static func unknown<Result>(_ keys: [String]) throws -> Result {
    throw InputError(
      "no key of a known name says how long prompts and outputs are; "
        + (keys.isEmpty ? "there are none" : "the keys are \(RowNotes.list(keys))"),
      remedy: "name them with --columns time=NAME,prompt=NAME,output=NAME; Mooncake's are timestamp, input_length, output_length")
  }

  private static func document(_ lines: LineReader, _ kind: DocumentKind, _ blockTokens: Int?, _ hints: TraceHints) throws -> TraceOpening {
    let document = try TraceDocument.read(lines, kind, hints)
    var opening = TraceOpening(format: .document, document: document, hasTimes: document.hasTimes, remarks: document.remarks)
    opening.hasTurns = document.hasTurns
    opening.tellsImages = document.rows.contains { $0.images > 0 }
    opening.blockTokens = document.holdsBlocks ? blockTokens ?? document.blockSizes.size ?? TraceReader.defaultBlockTokens : nil
    return opening
  }

  // MARK: Lines

  /// Mooncake's format, whose keys are fixed.
  static func mooncake(first: TraceLine, _ sample: [TraceLine], blockTokens: Int?, hints: TraceHints) throws -> TraceOpening {
    let keys = ["timestamp", "input_length", "output_length", "hash_ids"]
    let parser = JSONRowParser(layout: JSONLayout(keys: keys))
    var opening = TraceOpening(format: .mooncake, firstRow: first)
    _ = try settle(&opening, parser, sample, unit: nil, blockTokens, hints)
    if isBailian(sample) {
      opening.remarks.append(
        "turns of chats come at the times that are recorded; 'sessions: closed' has each wait for the answer to the one before")
    }
    return opening
  }

  private static func rows(
    _ lines: LineReader, _ layout: JSONLayout, unit: TimeUnit?, _ format: TraceFormat, _ blockTokens: Int?, _ hints: TraceHints
  ) throws -> TraceOpening {
    let sample = try lines.sample(TraceOpening.sampleRows)
    var opening = TraceOpening(format: format)
    opening.hasTimes = layout.has(.time)
    var sessions = try SessionReading.of(layout.names, hints: hints)
    let layout = sessions == nil ? layout.withoutWaiting : layout
    let found = try settle(&opening, JSONRowParser(layout: layout, sessions: sessions), sample, unit: unit, blockTokens, hints)
    try sessions?.settle(layout.names, times: found ?? (format == .mooncake ? .milliseconds : nil))
    opening.hasTurns = sessions != nil
    if format == .jsonLines, unit == nil {
      let parts = [TraceField.time, .prompt, .output, .blocks].compactMap { field in
        layout.names[field].map { "\(field.rawValue) '\($0)'" + (field == .time ? " (\(Self.unit(of: opening).words))" : "") }
      }
      opening.remarks.insert("keys read: " + parts.joined(separator: ", "), at: 0)
    }
    opening.tellsAdapters = layout.has(.adapter)
    opening.tellsImages = layout.has(.images)
    opening.rowParser = JSONRowParser(
      layout: layout, times: opening.times, sessions: sessions,
      notes: RowNotes(
        noun: "keys", passesOverDelays: hints.sessions == .recorded, mostAdapters: hints.adapters, readsImages: hints.readsImages))
    opening.firstRow = try TraceOpening.firstLine(lines)
    return opening
  }

  private static func unit(of opening: TraceOpening) -> TimeUnit {
    TimeUnit.allCases.first { $0 != .automatic && $0.form == opening.times.form } ?? .seconds
  }

  /// Finds the unit of the times, which it returns, and the size of the blocks.
  private static func settle(
    _ opening: inout TraceOpening, _ parser: JSONRowParser, _ lines: [TraceLine], unit: TimeUnit?, _ blockTokens: Int?, _ hints: TraceHints
  ) throws -> TimeUnit? {
    let sample = parser.sample(lines)
    let name = parser.layout.names[.time] ?? ""
    var found = hints.timeUnit == .automatic ? unit : hints.timeUnit
    if found == nil, opening.hasTimes {
      if opening.format == .mooncake {
        found = try isBailian(lines) && !sample.times.isOfDates ? .seconds : sample.times.mooncakeUnit(of: name)
        opening.remarks.append("times read as \(sample.times.words(as: found ?? .milliseconds))")
      } else if !sample.times.isOfDates, let named = FieldNames.unit(ofTime: name) {
        found = named
      } else {
        let judged = try sample.times.unit(of: name)
        found = judged
        opening.remarks.append("times read as \(sample.times.words(as: judged))")
      }
    }
    opening.times = TimeParser((found ?? .seconds).form)
    guard parser.layout.has(.blocks) else { return found }
    let told = sample.blocks.size
    opening.blockTokens = blockTokens ?? told ?? TraceReader.defaultBlockTokens
    if blockTokens == nil, let told, told != TraceReader.defaultBlockTokens {
      opening.remarks.append("blocks of \(told) tokens, as the number of identities of the prompts tells")
    }
    return found
  }

  /// Whether the first row has the keys that Qwen-Bailian's traces add to Mooncake's; their times are seconds
  /// (github.com/alibaba-edu/qwen-bailian-usagetraces-anon).
  private static func isBailian(_ lines: [TraceLine]) -> Bool {
    guard let keys = lines.first(where: { !$0.isEmpty }).flatMap({ JSONHead($0) })?.keys else { return false }
    return keys.contains("chat_id") && keys.contains("parent_chat_id")
  }
}
