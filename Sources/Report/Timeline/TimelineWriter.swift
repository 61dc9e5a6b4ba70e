import Kernel
import Record
import Workload

/// Draws a run as a timeline that Perfetto or chrome://tracing opens: a group of tracks for each replica with its iterations
/// and its requests, and one for the cluster with its counters.
///
/// The file is streamed: memory does not grow with the run. It appears under its name when ``finish(_:)`` is called; a run that
/// fails leaves nothing behind. Counters need a run with a time series (`SimulationOptions/seriesBin`).
public final class TimelineWriter: Observer {
  /// What is drawn so far, and what is left out.
  public private(set) var report = TimelineReport()

  private let options: TimelineOptions
  private let kvBlocks: Int
  private var file: TraceEventFile
  private var failure: (any Error)?
  private var ratesEnd: Instant?
  private var lastSample = SeriesSample(
    time: .start, waiting: 0, running: 0, kvBlocksUsed: 0, arrived: 0, finished: 0, prefillTokens: 0, outputTokens: 0, joules: 0)

  // Viewers give process 0 to the idle machine, so numbers start at 1: the cluster, then its replicas.
  private static let clusterProcess = 1
  private static func process(of replica: Int) -> Int { replica + 2 }
  private static let iterationTrack = 1
  private static let incidentTrack = 2
  /// The first lane has the replica's own track; the others of a pipeline come behind all.
  private static func iterationTrack(of lane: Int) -> Int { lane == 0 ? iterationTrack : incidentTrack + lane }

  /// Begins a timeline of a run of `cluster` at `path`.
  ///
  /// - Throws: ``InputError`` where nothing can be written there, or the options show nothing.
  public init(path: String, cluster: ClusterDescription, options: TimelineOptions = TimelineOptions()) throws {
    try options.validate()
    self.options = options
    kvBlocks = cluster.pools.reduce(0) { $0 + $1.replicas * $1.kvBlocks }
    file = try TraceEventFile(path: path)
    try file.nameProcess(Self.clusterProcess, "cluster", place: 0)
    try file.nameTrack(Self.clusterProcess, Self.incidentTrack, "rejections")
    var replica = 0
    for pool in cluster.pools {
      for _ in 0..<pool.replicas {
        let process = Self.process(of: replica)
        try file.nameProcess(process, "replica \(replica) (\(pool.name), \(pool.scheduler))", place: replica + 1)
        try file.nameTrack(process, Self.iterationTrack, "iterations")
        for lane in 1..<max(1, pool.microBatches) {
          try file.nameTrack(process, Self.iterationTrack(of: lane), "iterations of micro-batch \(lane)")
        }
        try file.nameTrack(process, Self.incidentTrack, "preemptions")
        replica += 1
      }
    }
  }

  /// Completes the file and gives it its name.
  ///
  /// - Throws: ``InputError`` where the disk was full or failed at any time; nothing of the file remains then.
  public func finish(_ outcome: RunOutcome) throws {
    report.unfinished = outcome.unfinished
    do {
      if let failure { throw failure }
      if let ratesEnd { try writeRates(at: ratesEnd, tokens: (0, 0), watts: 0) }
      try writeNote(at: outcome.end)
      try file.complete()
    } catch {
      file.abandon()
      throw error
    }
  }

  // MARK: What happens

  /// Draws a slice, or one for each iteration of a short leap.
  public func iterationsEnded(_ span: IterationSpan) {
    if span.count > options.longestSpelledOutLeap { return drawSlice(span) }
    var iteration = span
    iteration.count = 1
    for _ in 0..<span.count {
      drawSlice(iteration)
      iteration.start = iteration.end
      iteration.firstDuration += span.growth
    }
  }

  /// Nothing of single tokens is drawn.
  public func tokenGaps(_ gap: Duration, count: Int) {}

  /// Nothing of single tokens is drawn.
  public func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {}

  /// Draws what happened to a request, or the counters.
  public func receive(_ event: RunEvent) {
    switch event {
    case .finished(let record), .partFinished(let record): drawRequest(record)
    case .taskFinished: break  // Its requests are there.
    case .rejected(let request): markRejection(request)
    case .preempted(let record): markPreemption(record)
    case .transferred(let record): drawTransfer(record)
    case .retried(let record): markRetry(record)
    case .changed(let change): markChange(change)
    case .sampled(let sample): drawCounters(sample)
    }
  }

  /// Draws a request and its phases beside those of its replica that run at the same time.
  private func drawRequest(_ record: RequestRecord) {
    let phases = RequestPhase.phases(of: record)
    draw(\.requests, 1, from: record.arrival, to: record.finish, events: 2 + 2 * phases.count) { writer in
      let process = Self.process(of: record.replica)
      try writer.file.begin(process, "request", record.request, "request", at: record.arrival, Self.arguments(of: record))
      for phase in phases {
        try writer.file.begin(process, "request", record.request, phase.name, at: phase.start, "")
        try writer.file.end(process, "request", record.request, phase.name, at: phase.end)
      }
      try writer.file.end(process, "request", record.request, "request", at: record.finish)
    }
  }

  /// Marks the instant at which a request was turned away.
  private func markRejection(_ rejected: RejectedRequest) {
    draw(\.incidents, 1, from: rejected.arrival, to: rejected.arrival, events: 1) { writer in
      try writer.file.mark(
        Self.clusterProcess, Self.incidentTrack, "rejected: \(rejected.reason.name)", at: rejected.arrival,
        #""request":\#(rejected.request),"prompt_tokens":\#(rejected.promptTokens),"output_tokens":\#(rejected.outputTokens)"#)
    }
  }

  /// Marks the instant at which a request lost its place.
  private func markPreemption(_ record: PreemptionRecord) {
    draw(\.incidents, 1, from: record.time, to: record.time, events: 1) { writer in
      try writer.file.mark(
        Self.process(of: record.replica), Self.incidentTrack, "preempted", at: record.time, #""request":\#(record.request)"#)
    }
  }

  /// Marks the instant at which a crash took a request from its replica.
  private func markRetry(_ record: RetryRecord) {
    draw(\.retries, 1, from: record.time, to: record.time, events: 1) { writer in
      try writer.file.mark(
        Self.process(of: record.replica), Self.incidentTrack, "lost in a crash", at: record.time,
        #""request":\#(record.request),"retry":\#(record.number)"#)
    }
  }

  /// Marks the instant at which a replica came or went.
  private func markChange(_ change: ReplicaChange) {
    draw(\.changes, 1, from: change.time, to: change.time, events: 1) { writer in
      try writer.file.mark(
        Self.process(of: change.replica), Self.incidentTrack, change.kind.words, at: change.time, #""serving":\#(change.serving)"#)
    }
  }

  /// Draws the way of a request's KV, beside the requests of the replica that it went to.
  private func drawTransfer(_ record: HandOverRecord) {
    draw(\.transfers, 1, from: record.started, to: record.arrived, events: 2) { writer in
      let process = Self.process(of: record.destination)
      try writer.file.begin(
        process, "transfer", record.request, "KV transfer", at: record.started,
        #""request":\#(record.request),"from_replica":\#(record.source),"bytes":\#(record.bytes)"#)
      try writer.file.end(process, "transfer", record.request, "KV transfer", at: record.arrived)
    }
  }

  /// Draws the counters: rates over the time since the sample before, states as they stand.
  private func drawCounters(_ sample: SeriesSample) {
    let last = lastSample
    lastSample = sample
    draw(\.samples, 1, from: last.time, to: sample.time, events: 4) { writer in
      let seconds = (sample.time - last.time).seconds
      let prefilled = Double(sample.prefillTokens - last.prefillTokens) / seconds
      let output = Double(sample.outputTokens - last.outputTokens) / seconds
      try writer.writeRates(at: last.time, tokens: (prefilled, output), watts: (sample.joules - last.joules) / seconds)
      try writer.file.count(
        Self.clusterProcess, "requests", at: sample.time, #""waiting":\#(sample.waiting),"running":\#(sample.running)"#)
      try writer.file.count(
        Self.clusterProcess, "KV cache", at: sample.time,
        #""used %":\#(Self.rounded(100 * Double(sample.kvBlocksUsed) / Double(max(1, writer.kvBlocks))))"#)
      writer.ratesEnd = sample.time
    }
  }

  // MARK: How it is drawn

  /// Draws a thing of the run if it lies in the window and all its events still fit, and keeps the account either way.
  private func draw(
    _ kind: WritableKeyPath<TimelineReport.Counts, Int>, _ count: Int, from start: Instant, to end: Instant, events: Int,
    _ body: (TimelineWriter) throws -> Void
  ) {
    guard failure == nil else { return }
    guard start < options.to, end >= options.from else {
      report.outsideWindow[keyPath: kind] += count
      return
    }
    if report.limitReachedAt == nil, report.events + events > options.eventLimit { report.limitReachedAt = end }
    guard report.limitReachedAt == nil else {
      report.beyondLimit[keyPath: kind] += count
      return
    }
    report.events += events
    report.drawn[keyPath: kind] += count
    do { try body(self) } catch { failure = error }
  }

  private func drawSlice(_ span: IterationSpan) {
    draw(\.iterations, span.count, from: span.start, to: span.end, events: 1) { try $0.writeSlice(span) }
  }

  private func writeSlice(_ span: IterationSpan) throws {
    var arguments = #""prefill_tokens":\#(span.prefillTokens),"prefill_chunks":\#(span.prefillChunks),"#
    arguments += #""decode_sequences":\#(span.decodeSequences)"#
    if span.count > 1 {
      let last = span.firstDuration + span.growth * (span.count - 1)
      arguments += #","iterations":\#(span.count),"first_us":\#(Self.rounded(span.firstDuration.seconds * 1e6)),"#
      arguments += #""last_us":\#(Self.rounded(last.seconds * 1e6))"#
    }
    try file.slice(
      Self.process(of: span.replica), Self.iterationTrack(of: span.lane), Self.name(of: span), from: span.start, to: span.end, arguments)
  }

  /// Perfetto colours slices by their names without the numbers: prefill, decode, both, and leaps.
  private static func name(of span: IterationSpan) -> String {
    var parts: [String] = []
    if span.prefillTokens > 0 {
      parts.append("prefill \(span.prefillTokens)" + (span.prefillChunks > 1 ? " in \(span.prefillChunks) chunks" : ""))
    }
    if span.decodeSequences > 0 { parts.append("decode \(span.decodeSequences)") }
    return parts.joined(separator: " + ") + (span.count > 1 ? ", \(span.count) times" : "")
  }

  private static func arguments(of record: RequestRecord) -> String {
    #""request":\#(record.request),"prompt_tokens":\#(record.promptTokens),"output_tokens":\#(record.outputTokens),"#
      + #""cached_tokens":\#(record.cachedTokens),"preemptions":\#(record.preemptions),"#
      + #""ttft_ms":\#(rounded((record.firstToken - record.arrival).milliseconds)),"#
      + #""e2e_ms":\#(rounded((record.finish - record.arrival).milliseconds))"#
  }

  private func writeRates(at time: Instant, tokens: (prefill: Double, output: Double), watts: Double) throws {
    try file.count(
      Self.clusterProcess, "tokens/s", at: time, #""prefill":\#(Self.rounded(tokens.prefill)),"output":\#(Self.rounded(tokens.output))"#)
    try file.count(Self.clusterProcess, "power", at: time, #""W":\#(Self.rounded(watts))"#)
  }

  /// Says in the picture itself what is missing from it.
  private func writeNote(at end: Instant) throws {
    if report.isComplete { return }
    let note = JSONText.quoted(report.description)
    let time = report.limitReachedAt ?? min(end, options.to)
    try file.mark(
      Self.clusterProcess, Self.incidentTrack, "this timeline is not the whole run", at: time, everywhere: true,
      #""what is missing":\#(note)"#)
  }

  /// Three decimals; the shortest text that reads back as the same number.
  private static func rounded(_ value: Double) -> String {
    let rounded = (value * 1000).rounded() / 1000
    return rounded.isFinite ? "\(rounded)" : "0"
  }
}
