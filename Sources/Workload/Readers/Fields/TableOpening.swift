import Kernel

/// Opens CSV files whose columns are found by the names that tools of the field use, or that a user gives.
enum TableOpening {
  /// The opening of such a file; nil where its columns are, or nearly are, those of a format whose columns are fixed.
  ///
  /// - Throws: ``InputError`` for columns that are not there or stand twice, and times of an open unit.
  static func read(
    _ lines: LineReader, _ header: [String], format wanted: TraceFormat, blockTokens: Int?, hints: TraceHints
  ) throws -> TraceOpening? {
    if let columns = hints.columns {
      return try opening(lines, try TableLayout(header: header, columns), .table, blockTokens, hints)
    }
    // Canonical traces of sessions and with adapters have columns that no other canonical trace has.
    let isCanonical =
      wanted == .canonical && (header.contains(CanonicalTrace.previousTurnColumn) || header.contains(CanonicalTrace.adapterColumn))
    guard wanted == .automatic || wanted == .table || isCanonical else { return nil }
    try refuseRates(header)
    guard let layout = try TableLayout(header: header, readsAdapters: hints.adapters != nil) else {
      guard wanted == .table else { return nil }
      throw InputError(
        "no column of a known name says how long prompts and outputs are",
        remedy: "name them with --columns time=NAME,prompt=NAME,output=NAME; the columns are \(RowNotes.list(header))")
    }
    if isCanonical { return try opening(lines, layout, .canonical, blockTokens, hints) }
    if hints.sessions == .closed { return try opening(lines, layout, .table, blockTokens, hints) }
    guard wanted == .automatic, let exact = ColumnLayout.exactFormat(of: header) else {
      return try opening(lines, layout, .table, blockTokens, hints)
    }
    switch exact {
    case .lengths where layout.name(of: .time) != nil || layout.holdsMore: return try opening(lines, layout, .table, blockTokens, hints)
    case .canonical where layout.holdsMore: return try opening(lines, layout, .table, blockTokens, hints)
    case .azure:
      let sample = TableRowParser(layout: layout, times: TimeParser(.date)).sample(try lines.sample(1))
      let isAzure = sample.count == 0
      if isAzure && !layout.holdsMore { return nil }
      return try opening(lines, layout, isAzure ? .azure : .table, blockTokens, hints)
    default: return nil
    }
  }

  private static func opening(
    _ lines: LineReader, _ layout: TableLayout, _ format: TraceFormat, _ blockTokens: Int?, _ hints: TraceHints
  ) throws -> TraceOpening {
    var opening = TraceOpening(format: format)
    var sessions = try SessionReading.of(layout.namesOfFields, hints: hints)
    // Where all come at their times, delays are passed over only if that was asked for.
    let layout = sessions == nil && hints.sessions == .recorded ? layout.withoutWaiting : layout
    var unit = TimeUnit.seconds
    if let name = layout.name(of: .time) {
      let sample = TableRowParser(layout: layout, times: TimeParser(.seconds)).sample(try lines.sample(TraceOpening.sampleRows))
      if hints.timeUnit != .automatic {
        unit = hints.timeUnit
      } else if let named = FieldNames.unit(ofTime: name), !sample.isOfDates {
        unit = named
      } else {
        unit = try sample.unit(of: name)
        opening.remarks.append("times read as \(sample.words(as: unit))")
      }
    } else {
      opening.hasTimes = false
    }
    opening.remarks.insert(layout.words(unit), at: 0)
    if layout.name(of: .blocks) != nil { opening.blockTokens = try TraceOpening.blockTokens(stated: nil, given: blockTokens) }
    opening.times = TimeParser(unit.form)
    try sessions?.settle(layout.namesOfFields, times: opening.hasTimes ? unit : nil)
    opening.hasTurns = sessions != nil
    opening.tellsAdapters = layout.name(of: .adapter) != nil
    opening.tellsImages = layout.name(of: .images) != nil
    opening.rowParser = TableRowParser(
      layout: layout, times: opening.times, sessions: sessions, passesOverDelays: hints.sessions == .recorded, mostAdapters: hints.adapters,
      readsImages: hints.readsImages)
    return opening
  }

  /// Names the one file of the field that looks like a trace and holds rates: ServeGen's client data, which have no header.
  private static func refuseRates(_ header: [String]) throws {
    guard header.count == 6, Double(header[0]) != nil, Double(header[1]) != nil, ["Gamma", "Weibull", "Exponential"].contains(header[3])
    else { return }
    throw InputError(
      "these are the rates of a client of ServeGen, and no requests",
      remedy: "name the folder that it is in as a profile: windtunnel trace generate FOLDER -o load.csv, or 'profile: FOLDER'")
  }
}
