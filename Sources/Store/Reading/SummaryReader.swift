import GRDB
import Kernel
import Metrics
import Record

/// Reads a run's summary back, equal to the one that was written.
struct SummaryReader {
  let db: Database
  let run: Int64

  func summary(_ row: StoredRow) throws -> RunSummary {
    var rejected = (all: [Int](), measured: [Int]())
    for row in try rows("rejection", by: "position") {
      rejected.all.append(try row("requests"))
      rejected.measured.append(try row("measuredRequests"))
    }
    let reasons = RejectionReason.allCases.count
    guard rejected.all.count == reasons else { throw DatabaseDamage(what: "run \(run) does not say why requests were turned away") }
    let stageRows = try Dictionary(grouping: rows("pipelineStage", by: "replica, stage")) { try $0("replica") as Int }
    let poolRows = try Dictionary(grouping: rows("poolSeries", by: "bin, pool")) { try $0("bin") as Int }
    var summary = try Self.findings(row, rejected: rejected, metrics: metrics(), demands: rows("objectiveDemand", by: "demand"))
    summary.series = try rows("timeSeries", by: "bin").map { try Self.bin($0, poolRows[$0("bin")] ?? []) }
    summary.replicas = try rows("replica", by: "replica").map { try Self.replica($0, stageRows[$0("replica")] ?? []) }
    summary.classes = try classes()
    summary.handOvers = try handOvers()
    summary.replicaChanges = try Self.replicaChanges(row, of: run, db)
    return summary
  }

  /// What the row of a run says with its rejections, metrics and demands; a summary without the run's course and its replicas.
  static func findings(
    _ row: StoredRow, rejected: (all: [Int], measured: [Int]), metrics: [MetricSummary], demands: [StoredRow]
  ) throws -> RunSummary {
    RunSummary(
      end: try row.time("endPicoseconds"), measuredFrom: try row.time("measuredFromPicoseconds"),
      warmUp: try row("warmUp"), warmUpRequests: try row("warmUpRequests"),
      counts: RequestCounts(
        arrived: try row("arrived"), finished: try row("finished"), rejected: rejected.all, unfinished: try row("unfinished")),
      measured: RequestCounts(
        arrived: try row("measuredArrived"), finished: try row("measuredFinished"), rejected: rejected.measured,
        unfinished: try row("measuredUnfinished")),
      preemptions: try row("preemptions"), promptTokens: try row("promptTokens"), outputTokens: try row("outputTokens"),
      cachedTokens: try row("cachedTokens"), joules: try row("joules"), dollars: try row("dollars"), metrics: metrics,
      objective: try objective(row, demands), stability: try stability(row), series: [], replicas: [], digest: try eventDigest(row))
  }

  private static func eventDigest(_ row: StoredRow) throws -> UInt64 {
    guard let digest = UInt64(try row("eventDigest") as String, radix: 16) else {
      throw DatabaseDamage(what: "the digest of run \(try row.signed("id")) is none")
    }
    return digest
  }

  /// Replicas that came or went, in the order of time; nil where the run does not tell. A kind that this version does not know, of a
  /// database that a later one has written to, is passed over.
  static func replicaChanges(_ row: StoredRow, of run: Int64, _ db: Database) throws -> [ReplicaChange]? {
    guard let count: Int = try row("replicaChanges") else { return nil }
    if count == 0 { return [] }
    let sql = """
      SELECT one.*, replica.pool AS pool FROM replicaChange AS one
      JOIN replica ON replica.run = one.run AND replica.replica = one.replica WHERE one.run = ? ORDER BY one.number
      """
    return try Row.fetchAll(db, sql: sql, arguments: [run]).map(StoredRow.init).compactMap { row in
      try ReplicaChange.Kind(rawValue: row("kind")).map { kind in
        ReplicaChange(
          time: try row.time("timePicoseconds"), pool: try row("pool"), replica: try row("replica"), kind: kind, serving: try row("serving")
        )
      }
    }
  }

  private func rows(_ table: String, by key: String) throws -> [StoredRow] {
    try Row.fetchAll(db, sql: "SELECT * FROM \(table) WHERE run = ? ORDER BY \(key)", arguments: [run]).map(StoredRow.init)
  }

  /// Metrics that this version does not know, of a database that a later one has written to, are passed over.
  private func metrics() throws -> [MetricSummary] {
    try rows("runMetric", by: "metric").compactMap { row in
      try MetricID(rawValue: row("metric")).map { try Self.metric($0, row) }
    }.sorted { $0.metric < $1.metric }
  }

  private func classes() throws -> [ClassSummary] {
    let latencies = try Dictionary(grouping: rows("classMetric", by: "class, metric")) { try $0("class") as Int }
    return try rows("runClass", by: "class").map { row in
      let due: Int64? = try row("firstTokenDuePicoseconds")
      let metrics = try (latencies[row("class")] ?? []).compactMap { row in
        try MetricID(rawValue: row("metric")).map { try Self.classMetric($0, row) }
      }
      return ClassSummary(
        name: try row("name"), firstTokenDue: due.map { Duration(picoseconds: $0) }, arrived: try row("arrived"),
        finished: try row("finished"),
        inTime: try row("inTime"), latencies: metrics.sorted { $0.metric < $1.metric })
    }
  }

  private func handOvers() throws -> HandOverTotals {
    var totals = HandOverTotals()
    guard let row = try rows("handOver", by: "run").first else { return totals }
    func sum(_ name: String) throws -> Int128 { try row.digits(name) }
    (totals.count, totals.bytes, totals.peak) = (try row("arrived"), try row("bytes"), try row("peak"))
    (totals.calledOff, totals.sentAgain, totals.roleChanges) = (try row("calledOff"), try row("sentAgain"), try row("roleChanges"))
    totals.visiblePicoseconds = try sum("visiblePicoseconds")
    totals.longestVisible = try row.duration("longestVisiblePicoseconds")
    totals.waitedForRoomPicoseconds = try sum("waitedForRoomPicoseconds")
    totals.transferPicoseconds = try sum("transferPicoseconds")
    return totals
  }

  private static func classMetric(_ id: MetricID, _ row: StoredRow) throws -> MetricSummary {
    MetricSummary(
      metric: id, count: try row("count"), undefined: try row("undefinedCount"), mean: try row("mean"), spread: try spread(row),
      method: .histogram(relativeError: try row("relativeError")))
  }

  private static func spread(_ row: StoredRow) throws -> Spread? {
    guard let minimum: Double = try row("minimum") else { return nil }
    return Spread(
      minimum: minimum, p50: try row("p50"), p90: try row("p90"), p95: try row("p95"), p99: try row("p99"), maximum: try row("maximum"))
  }

  static func metric(_ id: MetricID, _ row: StoredRow) throws -> MetricSummary {
    let name: String = try row("method")
    let method: EstimationMethod =
      switch name {
      case "exact": .exact
      case "histogram": .histogram(relativeError: try row("relativeError"))
      default: .ratio
      }
    var interval: ConfidenceInterval?
    if let halfWidth: Double = try row("ciHalfWidth") {
      interval = ConfidenceInterval(
        mean: try row("mean"), halfWidth: halfWidth, level: try row("ciLevel"), degreesOfFreedom: try row("ciDegreesOfFreedom"))
    }
    return MetricSummary(
      metric: id, count: try row("count"), undefined: try row("undefinedCount"), mean: try row("mean"), spread: try spread(row),
      interval: interval,
      method: method, excludesWarmUp: try row("excludesWarmUp"))
  }

  private static func objective(_ row: StoredRow, _ demands: [StoredRow]) throws -> ObjectiveResult? {
    guard let good: Int = try row("objectiveGood") else { return nil }
    let demands = try demands.map {
      ObjectiveResult.Demand(text: try $0("text"), met: try $0("met"), of: try $0("requests"), asked: try $0("askedShare"))
    }
    return ObjectiveResult(demands: demands, good: good, of: try row("measuredArrived"), goodput: try row("goodputPerSecond"))
  }

  private static func stability(_ row: StoredRow) throws -> Stability? {
    guard let growth: Double = try row("growthPerSecond") else { return nil }
    let halfWidth: Double = try row("growthHalfWidthPerSecond")
    // Runs that an earlier version stored were called stable where they were not growing.
    let finding =
      (try row("queueFinding") as String?).flatMap(Stability.Finding.init(rawValue:)) ?? (growth > halfWidth ? .growing : .stable)
    return Stability(growth: growth, halfWidth: halfWidth, points: try row("growthPoints"), finding: finding)
  }

  private static func bin(_ row: StoredRow, _ pools: [StoredRow]) throws -> SeriesBin {
    SeriesBin(
      start: try row.time("startPicoseconds"), end: try row.time("endPicoseconds"), waiting: try row("waiting"),
      running: try row("running"), kvBlocksUsed: try row("kvBlocksUsed"), arrived: try row("arrived"), finished: try row("finished"),
      prefillTokens: try row("prefillTokens"), outputTokens: try row("outputTokens"), joules: try row("joules"),
      poolJoules: try pools.map { try $0("joules") })
  }

  private static func replica(_ row: StoredRow, _ stages: [StoredRow]) throws -> ReplicaOutcome {
    var outcome = ReplicaOutcome(
      pool: try row("pool"), iterations: try row("iterations"), busy: try row.duration("busyPicoseconds"),
      prefillTokens: try row("prefillTokens"), prefillPairs: try row("prefillPairs"), decodeTokens: try row("decodeTokens"),
      decodeContextTokens: try row("decodeContextTokens"), sampledRows: try row("sampledRows"), routed: try row("routed"),
      finished: try row("finished"), preemptions: try row("preemptions"), peakRunning: try row("peakRunning"),
      peakKVBlocks: try row("peakKVBlocks"),
      dynamicNanojoules: try row.digits("dynamicNanojoules"), joules: try row("joules"),
      cacheQueriedTokens: try row("cacheQueriedTokens"), cacheHitTokens: try row("cacheHitTokens"),
      cacheHostTokens: try row("cacheHostTokens"), cacheRemoteTokens: try row("cacheRemoteTokens"),
      cacheLoading: try row.duration("cacheLoadingPicoseconds"), cacheEvictions: try row("cacheEvictions"),
      swaps: try row("swaps"), swappedBytes: try row("swappedBytes"), swapTime: try row.duration("swapPicoseconds"),
      prefillNanojoules: try row.digits("prefillNanojoules"),
      stageBusy: try stages.map { try $0.duration("busyPicoseconds") })
    (outcome.handOversIn, outcome.handOversOut) = (try row("handOversIn"), try row("handOversOut"))
    (outcome.crashes, outcome.lost) = (try row("crashes"), try row("lostRequests"))
    outcome.downTime = try row.duration("downPicoseconds")
    (outcome.draftedTokens, outcome.acceptedTokens) = (try row("draftedTokens"), try row("acceptedTokens"))
    outcome.wastedTokens = try row("wastedTokens")
    (outcome.adapterLoads, outcome.adapterLoadedBytes) = (try row("adapterLoads"), try row("adapterLoadedBytes"))
    (outcome.encodedImages, outcome.imageHits) = (try row("encodedImages"), try row("imageHits"))
    outcome.encoderTime = try row.duration("encoderPicoseconds")
    (outcome.adapterWaits, outcome.adapterWait) = (try row("adapterWaits"), try row.duration("adapterWaitPicoseconds"))
    outcome.onTime = try row.duration("onPicoseconds")
    return outcome
  }
}
