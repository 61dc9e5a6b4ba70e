import Kernel
import Record

/// A summary in a kilobyte, a fifth of what it takes otherwise, for studies that keep very many.
///
/// What a run did over time and replica by replica is left out; all else comes back bit for bit. One figure is read without the others.
package struct PackedSummary: Sendable {
  private let bytes: [UInt8]

  /// Packs a summary, but for its series and its replicas.
  package init(_ summary: RunSummary) {
    var writer = PackedWriter()
    writer.write(summary.metrics) { $0.write($1) }
    writer.write(summary.counts)
    writer.write(summary.measured)
    writer.write(summary.objective) { $0.write($1) }
    writer.write(summary.stability) { $0.write($1) }
    for time in [summary.end, summary.measuredFrom] { writer.write(Int(time.picoseconds)) }
    writer.write(summary.warmUp)
    for count in [summary.warmUpRequests, summary.preemptions, summary.promptTokens, summary.outputTokens, summary.cachedTokens] {
      writer.write(count)
    }
    writer.write(summary.joules)
    writer.write(summary.dollars)
    writer.write(summary.digest)
    writer.write(summary.classes) { $0.write($1) }
    writer.write(summary.handOvers == HandOverTotals() ? nil : summary.handOvers) { $0.write($1) }
    // No more room than that.
    var exact: [UInt8] = []
    exact.reserveCapacity(writer.bytes.count)
    exact += writer.bytes
    bytes = exact
  }

  /// The summary, without series and replicas.
  package var summary: RunSummary {
    var reader = PackedReader(bytes)
    let metrics = reader.list { $0.metric() }
    let (counts, measured) = (reader.counts(), reader.counts())
    let objective = reader.optional { $0.objective() }
    let stability = reader.optional { $0.stability() }
    let (end, measuredFrom) = (reader.integer(), reader.integer())
    let warmUp = reader.text()
    let (warmUpRequests, preemptions) = (reader.integer(), reader.integer())
    let (promptTokens, outputTokens, cachedTokens) = (reader.integer(), reader.integer(), reader.integer())
    let (joules, dollars, digest) = (reader.number(), reader.number(), reader.bits())
    let classes = reader.list { $0.classSummary() }
    let handOvers = reader.optional { $0.handOvers() }
    return RunSummary(
      end: Instant(picoseconds: Int64(end)), measuredFrom: Instant(picoseconds: Int64(measuredFrom)), warmUp: warmUp,
      warmUpRequests: warmUpRequests, counts: counts, measured: measured, preemptions: preemptions, promptTokens: promptTokens,
      outputTokens: outputTokens, cachedTokens: cachedTokens, joules: joules, dollars: dollars, metrics: metrics, objective: objective,
      stability: stability, series: [], replicas: [], digest: digest, classes: classes, handOvers: handOvers ?? HandOverTotals())
  }

  /// The summary of one metric, or nil where it cannot be told of the run.
  package subscript(metric: MetricID) -> MetricSummary? {
    var reader = PackedReader(bytes)
    for _ in 0..<reader.integer() {
      let next = reader.metric()
      if next.metric == metric { return next }
    }
    return nil
  }
}

/// What a metric's summary has of what not all have, in a byte.
private struct MetricMarks: OptionSet {
  let rawValue: UInt8
  static let spread = MetricMarks(rawValue: 1)
  static let interval = MetricMarks(rawValue: 2)
  /// The interval is about the mean itself, and of the usual level.
  static let usualInterval = MetricMarks(rawValue: 4)
  static let exact = MetricMarks(rawValue: 8)
  static let histogram = MetricMarks(rawValue: 16)
  /// The histogram's error is that of this program.
  static let usualError = MetricMarks(rawValue: 32)
  static let warmUpLeftOut = MetricMarks(rawValue: 64)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init(_ metric: MetricSummary) {
    var marks: MetricMarks = metric.excludesWarmUp ? .warmUpLeftOut : []
    if metric.spread != nil { marks.insert(.spread) }
    if let interval = metric.interval {
      marks.insert(.interval)
      if interval.level == 0.95 && interval.mean.bitPattern == metric.mean.bitPattern { marks.insert(.usualInterval) }
    }
    switch metric.method {
    case .exact: marks.insert(.exact)
    case .histogram(LatencyHistogram.relativeError): marks.formUnion([.histogram, .usualError])
    case .histogram: marks.insert(.histogram)
    case .ratio: break
    }
    self = marks
  }
}

extension PackedWriter {
  fileprivate mutating func write(_ metric: MetricSummary) {
    let marks = MetricMarks(metric)
    write(UInt8(metric.metric.order))
    write(marks.rawValue)
    write(metric.count)
    write(metric.undefined)
    write(metric.mean)
    if let spread = metric.spread {
      for value in [spread.minimum, spread.p50, spread.p90, spread.p95, spread.p99, spread.maximum] { write(value) }
    }
    if let interval = metric.interval {
      write(interval.halfWidth)
      write(interval.degreesOfFreedom)
      if !marks.contains(.usualInterval) {
        write(interval.mean)
        write(interval.level)
      }
    }
    if case .histogram(let error) = metric.method, !marks.contains(.usualError) { write(error) }
  }

  fileprivate mutating func write(_ counts: RequestCounts) {
    write(counts.arrived)
    write(counts.finished)
    write(counts.rejected) { $0.write($1) }
    write(counts.unfinished)
  }

  fileprivate mutating func write(_ objective: ObjectiveResult) {
    write(objective.demands) { writer, demand in
      writer.write(demand.text)
      writer.write(demand.met)
      writer.write(demand.of)
      writer.write(demand.asked)
    }
    write(objective.good)
    write(objective.of)
    write(objective.goodput)
  }

  fileprivate mutating func write(_ stability: Stability) {
    write(stability.growth)
    write(stability.halfWidth)
    write(stability.points)
    write(UInt8(Stability.Finding.allCases.firstIndex(of: stability.finding) ?? 0))
  }

  fileprivate mutating func write(_ kind: ClassSummary) {
    write(kind.name)
    write(kind.firstTokenDue) { $0.write(Int($1.picoseconds)) }
    write(kind.arrived)
    write(kind.finished)
    write(kind.inTime) { $0.write($1) }
    write(kind.latencies) { $0.write($1) }
  }

  fileprivate mutating func write(_ totals: HandOverTotals) {
    let counts = [totals.count, totals.bytes, totals.calledOff, totals.sentAgain, totals.roleChanges, totals.peak]
    for count in counts { write(count) }
    write(Int(totals.longestVisible.picoseconds))
    for sum in [totals.visiblePicoseconds, totals.waitedForRoomPicoseconds, totals.transferPicoseconds] { write(sum) }
  }
}

extension PackedReader {
  fileprivate mutating func metric() -> MetricSummary {
    let id = MetricID.allCases[Int(byte())]
    let marks = MetricMarks(rawValue: byte())
    var metric = MetricSummary(metric: id, count: integer(), undefined: integer(), mean: number())
    metric.excludesWarmUp = marks.contains(.warmUpLeftOut)
    if marks.contains(.spread) {
      metric.spread = Spread(minimum: number(), p50: number(), p90: number(), p95: number(), p99: number(), maximum: number())
    }
    if marks.contains(.interval) {
      let (halfWidth, degrees) = (number(), integer())
      let isUsual = marks.contains(.usualInterval)
      metric.interval = ConfidenceInterval(
        mean: isUsual ? metric.mean : number(), halfWidth: halfWidth, level: isUsual ? 0.95 : number(), degreesOfFreedom: degrees)
    }
    if marks.contains(.exact) { metric.method = .exact }
    if marks.contains(.histogram) {
      metric.method = .histogram(relativeError: marks.contains(.usualError) ? LatencyHistogram.relativeError : number())
    }
    return metric
  }

  fileprivate mutating func counts() -> RequestCounts {
    RequestCounts(arrived: integer(), finished: integer(), rejected: list { $0.integer() }, unfinished: integer())
  }

  fileprivate mutating func objective() -> ObjectiveResult {
    let demands = list { reader in
      ObjectiveResult.Demand(text: reader.text(), met: reader.integer(), of: reader.integer(), asked: reader.number())
    }
    return ObjectiveResult(demands: demands, good: integer(), of: integer(), goodput: number())
  }

  fileprivate mutating func stability() -> Stability {
    Stability(growth: number(), halfWidth: number(), points: integer(), finding: Stability.Finding.allCases[Int(byte())])
  }

  fileprivate mutating func classSummary() -> ClassSummary {
    ClassSummary(
      name: text(), firstTokenDue: optional { Duration(picoseconds: Int64($0.integer())) }, arrived: integer(), finished: integer(),
      inTime: optional { $0.integer() }, latencies: list { $0.metric() })
  }

  fileprivate mutating func handOvers() -> HandOverTotals {
    var totals = HandOverTotals()
    (totals.count, totals.bytes, totals.calledOff) = (integer(), integer(), integer())
    (totals.sentAgain, totals.roleChanges, totals.peak) = (integer(), integer(), integer())
    totals.longestVisible = Duration(picoseconds: Int64(integer()))
    (totals.visiblePicoseconds, totals.waitedForRoomPicoseconds, totals.transferPicoseconds) = (wide(), wide(), wide())
    return totals
  }
}
