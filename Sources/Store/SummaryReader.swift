import GRDB
import Kernel
import Metrics
import Record

/// Reads a run's summary back, equal to the one that was written.
struct SummaryReader {
  let db: Database
  let run: Int64

  func summary(_ row: Row) throws -> RunSummary {
    let rejections = try rows("rejection", by: "position")
    let stages = Dictionary(grouping: try rows("pipelineStage", by: "replica, stage")) { $0["replica"] as Int }
    let pools = Dictionary(grouping: try rows("poolSeries", by: "bin, pool")) { $0["bin"] as Int }
    return RunSummary(
      end: Instant(picoseconds: row["endPicoseconds"]), measuredFrom: Instant(picoseconds: row["measuredFromPicoseconds"]),
      warmUp: row["warmUp"], warmUpRequests: row["warmUpRequests"],
      counts: RequestCounts(
        arrived: row["arrived"], finished: row["finished"], rejected: rejections.map { $0["requests"] }, unfinished: row["unfinished"]),
      measured: RequestCounts(
        arrived: row["measuredArrived"], finished: row["measuredFinished"], rejected: rejections.map { $0["measuredRequests"] },
        unfinished: row["measuredUnfinished"]),
      preemptions: row["preemptions"], promptTokens: row["promptTokens"], outputTokens: row["outputTokens"],
      cachedTokens: row["cachedTokens"], joules: row["joules"], dollars: row["dollars"], metrics: try metrics(),
      objective: try objective(row), stability: stability(row),
      series: try rows("timeSeries", by: "bin").map { Self.bin($0, pools[$0["bin"]] ?? []) },
      replicas: try rows("replica", by: "replica").map { Self.replica($0, stages[$0["replica"]] ?? []) },
      digest: UInt64(row["eventDigest"] as String, radix: 16) ?? 0, classes: try classes(), handOvers: try handOvers())
  }

  private func rows(_ table: String, by key: String) throws -> [Row] {
    try Row.fetchAll(db, sql: "SELECT * FROM \(table) WHERE run = ? ORDER BY \(key)", arguments: [run])
  }

  /// Metrics that this version does not know, of a database that a later one has written to, are passed over.
  private func metrics() throws -> [MetricSummary] {
    try rows("runMetric", by: "metric").compactMap { row in
      MetricID(rawValue: row["metric"]).map { Self.metric($0, row) }
    }.sorted { $0.metric < $1.metric }
  }

  private func classes() throws -> [ClassSummary] {
    let latencies = Dictionary(grouping: try rows("classMetric", by: "class, metric")) { $0["class"] as Int }
    return try rows("runClass", by: "class").map { row in
      let due: Int64? = row["firstTokenDuePicoseconds"]
      let metrics = (latencies[row["class"]] ?? []).compactMap { row in
        MetricID(rawValue: row["metric"]).map { Self.classMetric($0, row) }
      }
      return ClassSummary(
        name: row["name"], firstTokenDue: due.map { Duration(picoseconds: $0) }, arrived: row["arrived"], finished: row["finished"],
        inTime: row["inTime"], latencies: metrics.sorted { $0.metric < $1.metric })
    }
  }

  private func handOvers() throws -> HandOverTotals {
    var totals = HandOverTotals()
    guard let row = try rows("handOver", by: "run").first else { return totals }
    func sum(_ name: String) -> Int128 { Int128(row[name] as String) ?? 0 }
    (totals.count, totals.bytes, totals.peak) = (row["arrived"], row["bytes"], row["peak"])
    (totals.calledOff, totals.sentAgain, totals.roleChanges) = (row["calledOff"], row["sentAgain"], row["roleChanges"])
    totals.visiblePicoseconds = sum("visiblePicoseconds")
    totals.longestVisible = Duration(picoseconds: row["longestVisiblePicoseconds"])
    totals.waitedForRoomPicoseconds = sum("waitedForRoomPicoseconds")
    totals.transferPicoseconds = sum("transferPicoseconds")
    return totals
  }

  private static func classMetric(_ id: MetricID, _ row: Row) -> MetricSummary {
    MetricSummary(
      metric: id, count: row["count"], undefined: row["undefinedCount"], mean: row["mean"], spread: spread(row),
      method: .histogram(relativeError: row["relativeError"]))
  }

  private static func spread(_ row: Row) -> Spread? {
    guard let minimum: Double = row["minimum"] else { return nil }
    return Spread(minimum: minimum, p50: row["p50"], p90: row["p90"], p95: row["p95"], p99: row["p99"], maximum: row["maximum"])
  }

  private static func metric(_ id: MetricID, _ row: Row) -> MetricSummary {
    let name: String = row["method"]
    let method: EstimationMethod =
      switch name {
      case "exact": .exact
      case "histogram": .histogram(relativeError: row["relativeError"])
      default: .ratio
      }
    var interval: ConfidenceInterval?
    if let halfWidth: Double = row["ciHalfWidth"] {
      interval = ConfidenceInterval(
        mean: row["mean"], halfWidth: halfWidth, level: row["ciLevel"], degreesOfFreedom: row["ciDegreesOfFreedom"])
    }
    return MetricSummary(
      metric: id, count: row["count"], undefined: row["undefinedCount"], mean: row["mean"], spread: spread(row), interval: interval,
      method: method, excludesWarmUp: row["excludesWarmUp"])
  }

  private func objective(_ row: Row) throws -> ObjectiveResult? {
    guard let good: Int = row["objectiveGood"] else { return nil }
    let demands = try rows("objectiveDemand", by: "demand").map {
      ObjectiveResult.Demand(text: $0["text"], met: $0["met"], of: $0["requests"], asked: $0["askedShare"])
    }
    return ObjectiveResult(demands: demands, good: good, of: row["measuredArrived"], goodput: row["goodputPerSecond"])
  }

  private func stability(_ row: Row) -> Stability? {
    guard let growth: Double = row["growthPerSecond"] else { return nil }
    return Stability(growth: growth, halfWidth: row["growthHalfWidthPerSecond"], points: row["growthPoints"])
  }

  private static func bin(_ row: Row, _ pools: [Row]) -> SeriesBin {
    SeriesBin(
      start: Instant(picoseconds: row["startPicoseconds"]), end: Instant(picoseconds: row["endPicoseconds"]), waiting: row["waiting"],
      running: row["running"], kvBlocksUsed: row["kvBlocksUsed"], arrived: row["arrived"], finished: row["finished"],
      prefillTokens: row["prefillTokens"], outputTokens: row["outputTokens"], joules: row["joules"],
      poolJoules: pools.map { $0["joules"] })
  }

  private static func replica(_ row: Row, _ stages: [Row]) -> ReplicaOutcome {
    var outcome = ReplicaOutcome(
      pool: row["pool"], iterations: row["iterations"], busy: Duration(picoseconds: row["busyPicoseconds"]),
      prefillTokens: row["prefillTokens"], prefillPairs: row["prefillPairs"], decodeTokens: row["decodeTokens"],
      decodeContextTokens: row["decodeContextTokens"], sampledRows: row["sampledRows"], routed: row["routed"],
      finished: row["finished"], preemptions: row["preemptions"], peakRunning: row["peakRunning"], peakKVBlocks: row["peakKVBlocks"],
      dynamicNanojoules: Int128(row["dynamicNanojoules"] as String) ?? 0, joules: row["joules"],
      cacheQueriedTokens: row["cacheQueriedTokens"], cacheHitTokens: row["cacheHitTokens"],
      cacheHostTokens: row["cacheHostTokens"], cacheRemoteTokens: row["cacheRemoteTokens"],
      cacheLoading: Duration(picoseconds: row["cacheLoadingPicoseconds"]), cacheEvictions: row["cacheEvictions"],
      swaps: row["swaps"], swappedBytes: row["swappedBytes"], swapTime: Duration(picoseconds: row["swapPicoseconds"]),
      prefillNanojoules: Int128(row["prefillNanojoules"] as String) ?? 0,
      stageBusy: stages.map { Duration(picoseconds: $0["busyPicoseconds"]) })
    (outcome.handOversIn, outcome.handOversOut) = (row["handOversIn"], row["handOversOut"])
    (outcome.crashes, outcome.lost) = (row["crashes"], row["lostRequests"])
    outcome.downTime = Duration(picoseconds: row["downPicoseconds"])
    outcome.onTime = Duration(picoseconds: row["onPicoseconds"])
    return outcome
  }
}
