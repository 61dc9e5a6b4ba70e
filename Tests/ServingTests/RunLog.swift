import Hardware
import Kernel
import Serving
import Workload

/// The rules of a small run, as both the engine and the reference read them.
struct Rules: CustomStringConvertible {
  var scheduler = "sarathi"
  var router = "round_robin"
  var replicas = 1
  var kvBlocks = 100
  var blockTokens = 4
  var watermark = 0
  var maximumSequences = 8
  var budget = 16
  var base: Int64 = 100
  var perToken: Int64 = 7
  var perContext: Int64 = 1
  var window = Int.max
  /// Time for each unit of n Σc² - (Σc)² of the decodes' contexts, and for each token that a chunk finds computed.
  var perLead: Int64 = 0
  var perCached: Int64 = 0
  var engine = EngineRules()
  /// Most tokens of one prompt in an iteration; for Sarathi only.
  var maximumChunk = Int.max
  var promptBlockTokens = 4
  /// Pipeline stages, each slower by `stageLead` than the one before it, `hop` apart; and micro-batches in flight.
  var stages = 1, lanes = 1
  var stageLead: Int64 = 0, hop: Int64 = 0
  /// A policy of the tests' own, in place of the catalog's.
  var custom: (any Scheduler.Type)?
  var schedulerParameters: [String: ParameterValue] = [:]

  var cluster: ClusterConfiguration {
    let cost = stage(0)
    var replica = ReplicaConfiguration(
      costModel: cost, kvBlocks: kvBlocks, blockTokens: blockTokens, watermarkBlocks: watermark,
      maximumSequences: maximumSequences, maximumBatchedTokens: budget, maximumModelTokens: 1_000_000, scheduler: scheduler,
      schedulerParameters: maximumChunk == .max ? schedulerParameters : ["max_chunk_tokens": .tokens(maximumChunk)], rules: engine)
    replica.customScheduler = custom
    replica.microBatches = lanes
    if lanes > 1 {
      replica.pipeline = PipelinedCost(
        stages: (0..<stages).map(stage), hop: Duration(picoseconds: hop), hopPerToken: Duration(picoseconds: hop))
    }
    return ClusterConfiguration(pools: [PoolConfiguration(name: "pool", replicas: replicas, replica: replica)], router: router)
  }

  private func stage(_ number: Int) -> any CostModel {
    let line = LinearCostModel(
      base: Duration(picoseconds: base + Int64(number) * stageLead), perToken: Duration(picoseconds: perToken),
      perContextToken: Duration(picoseconds: perContext), perTokenNanojoules: 3, attentionWindowTokens: window)
    if perLead == 0 && perCached == 0 { return line }
    return CuriousCostModel(line: line, perLead: Duration(picoseconds: perLead), perCached: Duration(picoseconds: perCached))
  }

  var description: String {
    "\(lanes) lanes of \(stages) stages, lead \(stageLead), hop \(hop) \(scheduler) \(router) x\(replicas) kv \(kvBlocks)x\(blockTokens)-\(watermark) seqs \(maximumSequences) budget \(budget) chunk \(maximumChunk) "
      + "cost \(base)/\(perToken)/\(perContext)/\(perLead)/\(perCached) window \(window) \(engine) prompt blocks \(promptBlockTokens)"
  }
}

/// Everything that a run lets anybody see, in a form in which two runs can be compared.
struct RunLog: Equatable {
  var records: [Int: RequestRecord] = [:]
  var rejected: [Int] = []
  /// How often each gap between two tokens of a request occurred.
  var gaps: [Int64: Int] = [:]
  /// Replica and lane, start, duration, decodes, prefill tokens of every iteration.
  var iterations: [[Int64]] = []
  var preemptions: [[Int64]] = []
  /// What the prefix caches of all replicas were asked for, held and forgot.
  var queriedTokens = 0, hitTokens = 0, evictions = 0
  var end: Int64 = 0
  /// How long each stage of each replica worked, and how long anything was in it; for several lanes only.
  var stageBusy: [[Int64]] = [], active: [Int64] = []

  /// Iterations by replica and time: the order in which two replicas tell theirs is no promise.
  var sorted: RunLog {
    var copy = self
    copy.iterations.sort { ($0[1], $0[0], $0[2]) < ($1[1], $1[0], $1[2]) }
    copy.preemptions.sort { ($0[2], $0[1], $0[0]) < ($1[2], $1[1], $1[0]) }
    return copy
  }
}

/// Writes a run down, leaps spelt out step by step.
final class LoggingObserver: Observer {
  var log = RunLog()
  var samples: [SeriesSample] = []

  func requestFinished(_ record: RequestRecord) { log.records[record.request] = record }

  func requestRejected(request: Int, arrival: Instant, promptTokens: Int, outputTokens: Int, reason: RejectionReason) {
    log.rejected.append(request)
  }

  func requestPreempted(request: Int, replica: Int, time: Instant) {
    log.preemptions.append([Int64(request), Int64(replica), time.picoseconds])
  }

  func tokenGaps(_ gap: Duration, count: Int) { log.gaps[gap.picoseconds, default: 0] += count }

  func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) {
    for step in 0..<steps { tokenGaps(first + growth * step, count: count) }
  }

  func iterationsEnded(_ span: IterationSpan) {
    var start = span.start
    for step in 0..<span.count {
      let duration = span.firstDuration + span.growth * step
      log.iterations.append([
        Int64(100 * span.replica + span.lane), start.picoseconds, duration.picoseconds, Int64(span.decodeSequences),
        Int64(span.prefillTokens),
      ])
      start += duration
    }
  }

  func sampled(_ sample: SeriesSample) { samples.append(sample) }
}
