import Foundation
import Kernel
import Metrics
import Record
import Store

/// Runs made by hand, and places to store them.
enum Example {
  /// A directory of its own for `body`, gone afterwards.
  static func withDirectory(_ body: (String) throws -> Void) throws {
    let directory = NSTemporaryDirectory() + "windtunnel-store-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try body(directory)
  }

  /// A new database for `body`.
  static func withStore(_ body: (ResultStore) throws -> Void) throws {
    try withDirectory { try body(ResultStore.open(writingTo: $0 + "/results.sqlite")) }
  }

  static func provenance(
    _ name: String = "chat", seed: UInt64 = 7, record: RecordLevel = .all, created: String = "2026-11-23T12:00:00Z"
  ) -> RunProvenance {
    RunProvenance(
      name: name, scenario: scenario(name), scenarioHash: hash(name), traceDigest: "00112233",
      calibration: "roofline@1f2e", revision: "52ad553", version: "0.1", seed: seed, record: record, created: created)
  }

  /// The text of a scenario of that name.
  static func scenario(_ name: String) -> String { "model: llama\nscheduler: \(name)\n" }

  /// The hash of a scenario of that name: the digest of its text.
  static func hash(_ name: String) -> String {
    var digest = Digest()
    digest.mix(bytesOf: scenario(name))
    return digest.hexadecimal
  }

  static let cluster = ClusterDescription(pools: [
    PoolDescription(name: "all", replicas: 2, kvBlocks: 100, maximumModelTokens: 1_000, idleWatts: 70, dollarsPerHour: 2.5)
  ])

  /// An iteration with a prompt's chunk, and a leap over ten decode steps, each a nanosecond longer than the one before.
  static let iterations = [
    IterationSpan(
      replica: 1, start: Instant(.milliseconds(20)), count: 1, firstDuration: .milliseconds(30), growth: .zero, decodeSequences: 2,
      prefillTokens: 500, prefillChunks: 1, lane: 0, kvBlocksUsed: 40, waiting: 3),
    IterationSpan(
      replica: 1, start: Instant(.milliseconds(50)), count: 10, firstDuration: .milliseconds(10), growth: Duration(picoseconds: 1000),
      decodeSequences: 3, prefillTokens: 0, prefillChunks: 0, lane: 0, kvBlocksUsed: 41, waiting: 0),
  ]

  static func record(_ request: Int, delay: Int64 = 20) -> RequestRecord {
    let arrival = Instant(.milliseconds(Int64(request) * 10))
    let output = 1 + request % 7
    return RequestRecord(
      request: request, replica: request % 2, promptTokens: 1 + request % 900, outputTokens: output, cachedTokens: request % 3,
      preemptions: request % 5 == 0 ? 1 : 0, arrival: arrival, firstScheduled: arrival + .milliseconds(delay),
      firstToken: arrival + .milliseconds(delay + 30), finish: arrival + .milliseconds(delay + 30 + 11 * Int64(output - 1)))
  }

  /// Stores a run of so many requests, the third of which is turned away, and returns its number and summary.
  @discardableResult static func storeRun(
    in store: ResultStore, _ provenance: RunProvenance = provenance(), requests: Int = 200, delay: Int64 = 20,
    wallSeconds: Double? = nil, power: Bool = false, classes: [RequestClass] = [],
    handOvers: HandOverTotals = HandOverTotals(), changes: [ReplicaChange] = [], description: RunDescription? = nil
  ) throws -> (id: Int64, summary: RunSummary) {
    let recorder = try store.beginRun(provenance, cluster: cluster, description: description)
    let objective = Objective(
      limits: [.init(.ttft, atMost: .milliseconds(500))], percentileLimits: [.init(.init(.e2e, atMost: .seconds(1)), quantile: 0.9)])
    let metrics = RunMetrics(
      MetricsOptions(warmUp: .requests(10), objective: objective, classes: classes, seed: provenance.seed), sink: recorder)
    for change in changes { metrics.receive(.changed(change)) }
    let summary = simulate(metrics, requests: requests, delay: delay, power: power, handOvers: handOvers)
    for span in iterations { recorder.receive(span) }
    try recorder.finish(summary, gaps: metrics.tokenGapHistogram.bins(), wallSeconds: wallSeconds, cpuSeconds: wallSeconds)
    return (recorder.run, summary)
  }

  static func simulate(
    _ metrics: RunMetrics, requests: Int, delay: Int64, power: Bool, handOvers: HandOverTotals
  ) -> RunSummary {
    for request in 0..<requests {
      if request == 2 {
        metrics.receive(
          .rejected(
            RejectedRequest(
              request: 2, arrival: Instant(.milliseconds(20)), promptTokens: 5_000, outputTokens: 3, reason: .exceedsModelLength)))
      } else {
        metrics.receive(.finished(record(request, delay: delay)))
      }
    }
    metrics.tokenGaps(first: .milliseconds(11), growth: Duration(picoseconds: 1_234_567), steps: 300, count: 2)
    metrics.receive(
      .sampled(
        SeriesSample(
          time: Instant(.seconds(1)), waiting: 3, running: 4, kvBlocksUsed: 17, arrived: 90, finished: 80, prefillTokens: 900,
          outputTokens: 250, joules: 12.3, poolJoules: power ? [12.3] : [])))
    let replica = ReplicaOutcome(
      pool: 0, iterations: 10, busy: .milliseconds(900), prefillTokens: 500, prefillPairs: 200, decodeTokens: 7, decodeContextTokens: 90,
      sampledRows: 10, routed: 300, finished: 199, preemptions: 0, peakRunning: 2, peakKVBlocks: 5,
      dynamicNanojoules: Int128(Int64.max) * 10, joules: 20.1 + 0.2,
      prefillNanojoules: power ? Int128(Int64.max) * 3 : 0, stageBusy: power ? [.milliseconds(700), .milliseconds(650)] : [])
    let end = (0..<requests).map { record($0, delay: delay).finish }.max() ?? .start
    return metrics.summary(
      of: RunOutcome(
        end: end, arrived: requests, finished: requests - 1, rejected: [1, 0, 0], unfinished: 0, promptTokens: 90_000,
        outputTokens: 800, events: 0, digest: 0x0ABC, replicas: [replica, replica], handOvers: handOvers), cluster: cluster)
  }
}
