import GRDB
import Kernel
import Metrics
import Record

/// Writes a run's summary: what belongs to it row by row, then the run itself, whose checks then hold.
struct SummaryWriter {
  let db: Database
  let run: Int64

  func write(_ summary: RunSummary, wallSeconds: Double?, cpuSeconds: Double?) throws {
    try writeMetrics(summary.metrics)
    try writeRejections(summary)
    try writeDemands(summary.objective?.demands ?? [])
    try writeReplicas(summary.replicas)
    try writeChanges(summary.replicaChanges ?? [])
    try writeSeries(summary.series)
    try writeClasses(summary.classes)
    try writeHandOvers(summary.handOvers)
    try finishRun(summary, wallSeconds: wallSeconds, cpuSeconds: cpuSeconds)
  }

  private func insert(_ table: String, _ values: [(any DatabaseValueConvertible)?]) throws {
    let places = Array(repeating: "?", count: values.count + 1).joined(separator: ", ")
    try db.cachedStatement(sql: "INSERT INTO \(table) VALUES (\(places))").execute(arguments: StatementArguments([run] + values))
  }

  private func writeMetrics(_ metrics: [MetricSummary]) throws {
    for metric in metrics {
      var relativeError: Double?
      if case .histogram(let error) = metric.method { relativeError = error }
      try insert(
        "runMetric",
        [
          metric.metric.rawValue, MetricCatalog.definition(of: metric.metric).unit, metric.count, metric.undefined, metric.mean,
          metric.spread?.minimum, metric.spread?.p50, metric.spread?.p90, metric.spread?.p95, metric.spread?.p99,
          metric.spread?.maximum, metric.interval?.halfWidth, metric.interval?.level, metric.interval?.degreesOfFreedom,
          metric.method.name, relativeError, metric.excludesWarmUp,
        ])
    }
  }

  private func writeRejections(_ summary: RunSummary) throws {
    for (position, reason) in RejectionReason.allCases.enumerated() {
      try insert("rejection", [position, reason.name, summary.counts.rejected[position], summary.measured.rejected[position]])
    }
  }

  private func writeDemands(_ demands: [ObjectiveResult.Demand]) throws {
    for (position, demand) in demands.enumerated() {
      try insert("objectiveDemand", [position, demand.text, demand.met, demand.of, demand.asked, demand.isMet])
    }
  }

  private func writeReplicas(_ replicas: [ReplicaOutcome]) throws {
    try db.insert(into: .currentReplica, rows: replicas.enumerated().lazy.map { row(of: $1, number: $0) })
    for (index, replica) in replicas.enumerated() {
      for (stage, busy) in replica.stageBusy.enumerated() { try insert("pipelineStage", [index, stage, busy.picoseconds]) }
    }
  }

  private func row(of replica: ReplicaOutcome, number: Int) -> KeyValuePairs<String, (any DatabaseValueConvertible)?> {
    [
      "run": run, "replica": number, "pool": replica.pool, "iterations": replica.iterations,
      "busyPicoseconds": replica.busy.picoseconds, "prefillTokens": replica.prefillTokens, "prefillPairs": replica.prefillPairs,
      "decodeTokens": replica.decodeTokens, "decodeContextTokens": replica.decodeContextTokens, "sampledRows": replica.sampledRows,
      "routed": replica.routed, "finished": replica.finished, "preemptions": replica.preemptions, "peakRunning": replica.peakRunning,
      "peakKVBlocks": replica.peakKVBlocks, "dynamicNanojoules": "\(replica.dynamicNanojoules)", "joules": replica.joules,
      "cacheQueriedTokens": replica.cacheQueriedTokens, "cacheHitTokens": replica.cacheHitTokens,
      "cacheEvictions": replica.cacheEvictions, "prefillNanojoules": "\(replica.prefillNanojoules)", "swaps": replica.swaps,
      "swappedBytes": replica.swappedBytes, "swapPicoseconds": replica.swapTime.picoseconds,
      "cacheHostTokens": replica.cacheHostTokens, "cacheRemoteTokens": replica.cacheRemoteTokens,
      "cacheLoadingPicoseconds": replica.cacheLoading.picoseconds, "handOversIn": replica.handOversIn,
      "handOversOut": replica.handOversOut, "crashes": replica.crashes, "lostRequests": replica.lost,
      "downPicoseconds": replica.downTime.picoseconds, "onPicoseconds": replica.onTime.picoseconds,
      "draftedTokens": replica.draftedTokens, "acceptedTokens": replica.acceptedTokens, "wastedTokens": replica.wastedTokens,
      "adapterLoads": replica.adapterLoads, "adapterLoadedBytes": replica.adapterLoadedBytes, "adapterWaits": replica.adapterWaits,
      "adapterWaitPicoseconds": replica.adapterWait.picoseconds,
      "encodedImages": replica.encodedImages, "imageHits": replica.imageHits, "encoderPicoseconds": replica.encoderTime.picoseconds,
    ]
  }

  private func writeChanges(_ changes: [ReplicaChange]) throws {
    try db.insert(
      into: .replicaChange,
      rows: changes.enumerated().lazy.map { number, change in
        [
          "run": run, "number": number, "timePicoseconds": change.time.picoseconds, "replica": change.replica, "kind": change.kind.rawValue,
          "serving": change.serving,
        ]
      })
  }

  private func writeSeries(_ series: [SeriesBin]) throws {
    for (index, bin) in series.enumerated() {
      try insert(
        "timeSeries",
        [
          index, bin.start.picoseconds, bin.end.picoseconds, bin.waiting, bin.running, bin.kvBlocksUsed, bin.arrived, bin.finished,
          bin.prefillTokens, bin.outputTokens, bin.joules,
        ])
      for (pool, joules) in bin.poolJoules.enumerated() { try insert("poolSeries", [index, pool, joules]) }
    }
  }

  private func writeClasses(_ classes: [ClassSummary]) throws {
    for (index, kind) in classes.enumerated() {
      try insert("runClass", [index, kind.name, kind.firstTokenDue?.picoseconds, kind.arrived, kind.finished, kind.inTime])
      for metric in kind.latencies {
        guard let spread = metric.spread, case .histogram(let error) = metric.method else { continue }
        try insert(
          "classMetric",
          [
            index, metric.metric.rawValue, metric.count, metric.undefined, metric.mean, spread.minimum, spread.p50, spread.p90,
            spread.p95, spread.p99, spread.maximum, error,
          ])
      }
    }
  }

  private func writeHandOvers(_ totals: HandOverTotals) throws {
    if totals == HandOverTotals() { return }
    try insert(
      "handOver",
      [
        totals.count, totals.bytes, "\(totals.visiblePicoseconds)", totals.longestVisible.picoseconds,
        "\(totals.waitedForRoomPicoseconds)", "\(totals.transferPicoseconds)", totals.peak, totals.calledOff, totals.sentAgain,
        totals.roleChanges,
      ])
  }

  private func finishRun(_ summary: RunSummary, wallSeconds: Double?, cpuSeconds: Double?) throws {
    var digest = Array(String(summary.digest, radix: 16))
    digest.insert(contentsOf: Array(repeating: "0", count: 16 - digest.count), at: 0)
    let values: KeyValuePairs<String, (any DatabaseValueConvertible)?> = [
      "status": "finished", "process": nil, "wallSeconds": wallSeconds, "cpuSeconds": cpuSeconds, "eventDigest": String(digest),
      "endPicoseconds": summary.end.picoseconds, "measuredFromPicoseconds": summary.measuredFrom.picoseconds,
      "warmUp": summary.warmUp, "warmUpRequests": summary.warmUpRequests, "arrived": summary.counts.arrived,
      "finished": summary.counts.finished, "rejected": summary.counts.rejectedTotal, "unfinished": summary.counts.unfinished,
      "measuredArrived": summary.measured.arrived, "measuredFinished": summary.measured.finished,
      "measuredRejected": summary.measured.rejectedTotal, "measuredUnfinished": summary.measured.unfinished,
      "preemptions": summary.preemptions, "promptTokens": summary.promptTokens, "outputTokens": summary.outputTokens,
      "cachedTokens": summary.cachedTokens, "joules": summary.joules, "dollars": summary.dollars,
      "growthPerSecond": summary.stability?.growth, "growthHalfWidthPerSecond": summary.stability?.halfWidth,
      "growthPoints": summary.stability?.points, "queueFinding": summary.stability?.finding.rawValue,
      "objectiveMet": summary.objective?.isMet, "objectiveGood": summary.objective?.good,
      "goodputPerSecond": summary.objective?.goodput, "replicaChanges": summary.replicaChanges?.count,
    ]
    let assignments = values.map { "\($0.key) = ?" }.joined(separator: ", ")
    try db.executeCached(
      sql: "UPDATE run SET \(assignments) WHERE id = ?", arguments: StatementArguments(values.map { $0.value } + [run]))
  }
}
