import Kernel

/// The verbs of `windtunnel trace`, one function each; the command line adds argument parsing and printing only.
public enum TraceTool {
  /// `trace inspect FILE`: what the trace is like, for a terminal of so many columns.
  ///
  /// - Throws: ``InputError``.
  public static func inspect(
    path: String, format: TraceFormat = .automatic, blockTokens: Int? = nil, zeroTokens: ZeroTokenPolicy = .fail,
    hints: TraceHints = TraceHints(), width: Int = 80
  ) throws -> String {
    let trace = try summary(path: path, format: format, blockTokens: blockTokens, zeroTokens: zeroTokens, hints: hints)
    return "format          \(trace.format.rawValue)\(trace.hasTimes ? "" : " (lengths only: give it an arrival process)")\n"
      + trace.summary.text(width: width)
  }

  /// What a trace is like, in numbers, with what its file holds and whether requests have times.
  ///
  /// - Throws: ``InputError``.
  public static func summary(
    path: String, format: TraceFormat = .automatic, blockTokens: Int? = nil, zeroTokens: ZeroTokenPolicy = .fail,
    hints: TraceHints = TraceHints()
  ) throws -> (format: TraceFormat, hasTimes: Bool, summary: TraceSummary) {
    let reader = try TraceReader(path: path, format: format, blockTokens: blockTokens, zeroTokens: zeroTokens, hints: hints)
    let summary = try TraceSummary(of: reader, blockTokens: reader.blockTokens)
    return (reader.format, reader.hasTimes, summary)
  }

  /// `trace inspect FILE --against PROFILE`: how near what the profile generates comes to the trace, as a Markdown table; each
  /// synthetic figure is the median over seeds 1 to 9.
  ///
  /// - Throws: ``InputError``.
  public static func compare(
    path: String, format: TraceFormat = .automatic, blockTokens: Int? = nil, zeroTokens: ZeroTokenPolicy = .fail,
    hints: TraceHints = TraceHints(), profile: String
  ) throws -> String {
    let profile = try TraceProfile.read(path: profile)
    let reader = try TraceReader(path: path, format: format, blockTokens: blockTokens, zeroTokens: zeroTokens, hints: hints)
    let original = try TraceSummary(of: reader, blockTokens: reader.blockTokens)
    let synthetic = try (1...9).map { try TraceSummary(of: profile.makeSource(seed: UInt64($0)), blockTokens: profile.blockTokens) }
    return TraceComparison(original: original, synthetic: synthetic).markdown
  }

  /// `trace convert IN OUT`: any format to the canonical one, through transforms.
  ///
  /// - Parameters:
  ///   - sort: Put rows in order of time, holding all in memory.
  ///   - transforms: Steps in order.
  ///   - seed: For steps that draw.
  /// - Returns: What was written, left out and changed.
  /// - Throws: ``InputError``; nothing half-written remains.
  public static func convert(
    from input: String, format: TraceFormat = .automatic, blockTokens: Int? = nil, zeroTokens: ZeroTokenPolicy = .fail,
    hints: TraceHints = TraceHints(),
    to output: String, sort: Bool = false, transforms: [WorkloadTransform] = [], seed: UInt64 = 0
  ) throws -> TraceReport {
    guard !sort || transforms.isEmpty else {
      throw InputError("sorting together with other steps", remedy: "sort into a file first, then convert that")
    }
    var hints = hints
    (hints.adapters, hints.needsAdapters) = (hints.adapters ?? Int(Int32.max), false)
    let reader = try TraceReader(
      path: input, format: format, blockTokens: blockTokens, zeroTokens: zeroTokens, hints: hints, acceptsAnyOrder: sort)
    // Without steps the reader itself is enough, and a pipe, which opens only once, can be converted.
    var source: any ArrivalSource = reader
    if sort { source = SortedTrace(reader) }
    if !transforms.isEmpty {
      let workload = WorkloadSpecification(
        origin: .trace(path: input, format: format, blockTokens: blockTokens, zeroTokens: zeroTokens, hints: hints), transforms: transforms)
      try workload.validate()
      source = try workload.makeRows(seed: seed)
    } else if !reader.hasTimes {
      throw InputError("the trace holds lengths and no times", file: input, remedy: "give it an arrival process, such as Poisson at a rate")
    }
    return try write(
      source, to: output, blockTokens: reader.blockTokens, hasTurns: reader.hasTurns, tellsAdapters: reader.tellsAdapters)
  }

  /// `trace profile FILE -o PROFILE.json`: measures a trace and writes its profile; with it comes what of the trace was left out or changed.
  ///
  /// - Throws: ``InputError``; nothing half-written remains.
  @discardableResult public static func profile(
    path: String, format: TraceFormat = .automatic, blockTokens: Int? = nil, zeroTokens: ZeroTokenPolicy = .fail,
    hints: TraceHints = TraceHints(), to output: String,
    name: String, attribution: String = ""
  ) throws -> (profile: TraceProfile, report: TraceReport) {
    let reader = try TraceReader(path: path, format: format, blockTokens: blockTokens, zeroTokens: zeroTokens, hints: hints)
    let profile: TraceProfile
    do {
      profile = try TraceProfile.fit(reader, name: name, attribution: attribution, blockTokens: reader.blockTokens)
    } catch var error as InputError {
      error.file = error.file ?? path
      throw error
    }
    try profile.write(path: output)
    return (profile, reader.report)
  }

  /// `trace generate PROFILE.json -o OUT.csv --requests N --seed S [--rate R]`: a synthetic trace from a profile.
  ///
  /// - Throws: ``InputError``; nothing half-written remains.
  @discardableResult public static func generate(
    profile path: String, to output: String, requests: Int? = nil, duration: Duration? = nil, seed: UInt64,
    requestsPerSecond: Double? = nil
  ) throws -> TraceReport {
    try generate(
      WorkloadSpecification(
        origin: .profile(path: path, requests: requests, duration: duration, requestsPerSecond: requestsPerSecond)),
      to: output, seed: seed)
  }

  /// `trace generate` from any workload, such as one of distributions.
  ///
  /// - Throws: ``InputError``; nothing half-written remains.
  @discardableResult public static func generate(
    _ workload: WorkloadSpecification, to output: String, seed: UInt64
  ) throws -> TraceReport {
    try workload.validate()
    return try write(workload.makeRows(seed: seed), to: output, blockTokens: workload.blockTokens(), hasTurns: workload.hasTurns())
  }

  private static func write(
    _ source: any ArrivalSource, to output: String, blockTokens: Int?, hasTurns: Bool, tellsAdapters: Bool = false
  ) throws -> TraceReport {
    var source = source
    let writer = try TraceWriter(path: output, blockTokens: blockTokens, hasTurns: hasTurns, tellsAdapters: tellsAdapters)
    var (kept, orphans) = (Set<Int32>(), TraceReport())
    while let arrival = try source.next() {
      if let turn = arrival.turn {
        guard turn.delay == nil || turn.previous.map(kept.contains) ?? false else {
          orphans.note(.skipped, SessionSource.orphan)
          continue
        }
        kept.insert(turn.number)
      }
      try writer.write(arrival)
    }
    guard writer.rows > 0 else { throw InputError("no request is left to write", remedy: "does a window or a filter leave nothing?") }
    try writer.finish()
    var report = source.reportSoFar.adding(orphans)
    report.rows = writer.rows
    return report
  }
}
