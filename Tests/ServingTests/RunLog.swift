import Hardware
import Kernel
import Network
import Record
import Serving
import Workload

/// The rules of a small run, as both the engine and the reference read them.
struct Rules: CustomStringConvertible {
  /// Policies that set KV aside for the longest request there can be, and preempt nobody.
  static let reserving = ["faster_transformer", "orca", "temporal_fusion"]

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
  /// Attention groups with a cap, each with its own price for a token of context; at most three.
  var cappedGroups: [LinearCostModel.CappedGroup] = []
  /// Blocks that a block of tokens takes in layers that keep everything, those of a sequence's state, and groups of layers that keep
  /// a part of the context only.
  var wholeBlocks = 1, stateBlocks = 0
  var keptGroups: [KeptGroup] = []
  struct KeptGroup {
    var cap: Int, blocks: Int
    /// Whether it is each request's own and holds from the end of its prompt on.
    var isBudget: Bool { cap < 0 }
  }
  /// Whether what stays of budgets is moved together, and what that costs.
  var compacts = true, compaction: KVCompaction?
  /// Time for each unit of n Σc² - (Σc)² of the decodes' contexts, and for each token that a chunk finds computed.
  var perLead: Int64 = 0
  var perCached: Int64 = 0
  /// What an iteration waits for weights from its host: it takes no less than the one, and the other longer.
  var leastTime: Int64 = 0, exposedTime: Int64 = 0
  var engine = EngineRules()
  /// Replicas of a second pool, to which those of the first hand their KV over; none where there is one pool of both roles.
  var decodeReplicas = 0
  var decodeRouter = "least_requests"
  var handOver = HandOverConfiguration()
  var network = NetworkConfiguration.ports
  var port = LinkFigures(bytesPerSecond: 1_000_000_000)
  /// Most tokens of one prompt in an iteration; for Sarathi only.
  var maximumChunk = Int.max
  var promptBlockTokens = 4
  /// Prompt and output together may not be longer.
  var modelTokens = 1_000_000
  var classes: [RequestClass] = []
  /// Requests numbered below this tell no gaps between their tokens.
  var gapsFromRequest = 0
  /// Whether policies are told the true lengths of outputs.
  var oracle = false
  /// Pipeline stages, each slower by `stageLead` than the one before it, `hop` apart; and micro-batches in flight.
  var stages = 1, lanes = 1
  var stageLead: Int64 = 0, hop: Int64 = 0
  /// Whether micro-batches take their blocks from one pool; not in the reference.
  var sharesKVPool = false
  /// A policy of the tests' own, in place of the catalog's.
  var custom: (any Scheduler.Type)?
  var schedulerParameters: [String: ParameterValue] = [:]
  /// What decode steps draft and verify; nothing where each gives one token.
  var speculation: SpeculationRules?
  /// Adapters that requests ask for, and what they cost.
  var adapters: AdapterRules?
  var adapterLoad: AdapterLoad?
  var perAdapter: Int64 = 0, perAdapterRow: Int64 = 0
  /// Images that requests show, what is done with them, and the time of each that is encoded.
  var imageLoad: ImageLoad?
  var encoder: EncoderRules?
  var perImage: Int64 = 0
  /// What befalls the replicas, and how their number follows the load; not in the reference.
  var failures = FailurePlan()
  var scaling: ScalingRule?
  var decodeScaling: ScalingRule?
  var mixedPool: MixedPoolRule?

  var cluster: ClusterConfiguration {
    let cost = stage(0)
    var replica = ReplicaConfiguration(
      costModel: cost, kvBlocks: kvBlocks, blockTokens: blockTokens, watermarkBlocks: watermark,
      maximumSequences: maximumSequences, maximumBatchedTokens: budget, maximumModelTokens: modelTokens, scheduler: scheduler,
      schedulerParameters: parameters, rules: engine)
    replica.customScheduler = custom
    replica.kvLayout = layout
    replica.compaction = compaction
    replica.speculation = speculation
    replica.adapters = adapters
    replica.encoder = encoder
    replica.microBatches = lanes
    replica.sharesKVPool = sharesKVPool && lanes > 1
    if lanes > 1 {
      replica.pipeline = PipelinedCost(
        stages: stageModels, hop: Duration(picoseconds: hop), hopPerToken: Duration(picoseconds: hop))
    }
    if decodeReplicas == 0 {
      var pool = PoolConfiguration(name: "pool", replicas: replicas, replica: replica)
      pool.scaling = scaling
      var cluster = ClusterConfiguration(pools: [pool], router: router)
      cluster.failures = failures
      cluster.mixedPool = mixedPool
      return cluster
    }
    var pools = [
      PoolConfiguration(name: "prefill", replicas: replicas, replica: replica, role: .prefill, handOver: handOver, port: port),
      PoolConfiguration(name: "decode", replicas: decodeReplicas, replica: replica, role: .decode, handOver: handOver, port: port),
    ]
    (pools[0].scaling, pools[1].scaling) = (scaling, decodeScaling)
    var cluster = ClusterConfiguration(pools: pools, router: router, decodeRouter: decodeRouter, network: network)
    cluster.failures = failures
    cluster.mixedPool = mixedPool
    return cluster
  }

  /// The rack of each node; none where the network is one of ports.
  var rackOfNode: [Int] {
    guard case .tree(let tree) = network else { return [] }
    let nodes = [replicas, decodeReplicas].reduce(0) { $0 + ($1 + tree.replicasPerNode - 1) / tree.replicasPerNode }
    return (0..<nodes).map { $0 / tree.nodesPerRack }
  }

  /// How a sequence takes blocks.
  var layout: KVLayout {
    var layout = KVLayout(blocks: GroupValues(whole: wholeBlocks), stateBlocks: stateBlocks)
    for (index, group) in keptGroups.enumerated() {
      layout.keepCaps[index + 1] = group.cap
      layout.blocks[index + 1] = group.blocks
    }
    layout.compacts = compacts
    return layout
  }

  private var parameters: [String: ParameterValue] {
    maximumChunk == .max ? schedulerParameters : schedulerParameters.merging(["max_chunk_tokens": .tokens(maximumChunk)]) { $1 }
  }

  /// A whole number among the policy's parameters.
  func parameter(_ name: String, default value: Int) -> Int {
    switch schedulerParameters[name] {
    case .tokens(let number), .count(let number): number
    case .duration(let time): Int(time.picoseconds)
    case .flag(let flag): flag ? 1 : 0
    default: value
    }
  }

  /// A number among the policy's parameters.
  func number(_ name: String, default value: Double) -> Double {
    if case .number(let number) = schedulerParameters[name] { number } else { value }
  }

  /// Stages that are alike are one object, as those of equal layers are.
  private var stageModels: [any CostModel] {
    stageLead == 0 ? Array(repeating: SameCostModel(cost: stage(0)), count: stages) : (0..<stages).map(stage)
  }

  private func stage(_ number: Int) -> any CostModel {
    let line = LinearCostModel(
      base: Duration(picoseconds: base + Int64(number) * stageLead), perToken: Duration(picoseconds: perToken),
      perContextToken: Duration(picoseconds: perContext), perTokenNanojoules: 3, cappedGroups: cappedGroups)
    if [perLead, perCached, leastTime, exposedTime, perAdapter, perAdapterRow, perImage].allSatisfy({ $0 == 0 }) { return line }
    return CuriousCostModel(
      line: line, perLead: Duration(picoseconds: perLead), perCached: Duration(picoseconds: perCached),
      least: Duration(picoseconds: leastTime), exposed: Duration(picoseconds: exposedTime),
      perAdapter: Duration(picoseconds: perAdapter), perAdapterRow: Duration(picoseconds: perAdapterRow),
      perImage: Duration(picoseconds: perImage))
  }

  var description: String {
    "\(lanes) lanes of \(stages) stages, lead \(stageLead), hop \(hop) \(scheduler) "
      + "\(schedulerParameters.sorted { $0.key < $1.key }) model \(modelTokens) \(classes) oracle \(oracle) \(router) x\(replicas) "
      + "kv \(kvBlocks)x\(blockTokens)-\(watermark) seqs \(maximumSequences) budget \(budget) chunk \(maximumChunk) "
      + "cost \(base)/\(perToken)/\(perContext)/\(perLead)/\(perCached)/\(leastTime)/\(exposedTime) groups \(cappedGroups.map { "\($0.readCap)/\($0.perContextToken.picoseconds)" }) "
      + "kept \(wholeBlocks)+\(stateBlocks) \(keptGroups.map { "\($0.cap)/\($0.blocks)" }) \(compacts) \(compaction?.timePerToken.sum ?? 0) \(engine) prompt blocks \(promptBlockTokens)"
      + (decodeReplicas == 0 ? "" : " decode x\(decodeReplicas) \(decodeRouter) \(handOver) \(network) \(port)")
      + (speculation.map { " drafts \($0.tokens) deep \($0.depth) \($0.length) \($0.classes) \($0.requestClasses)" } ?? "")
      + (adapters.map { " \($0) \(adapterLoad!) at \(perAdapter)/\(perAdapterRow)" } ?? "")
      + (imageLoad.map { " \($0) \(encoder!) at \(perImage)" } ?? "")
      + " \(failures) \(scaling.map { "\($0)" } ?? "")"
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
  /// Request, source, destination, bytes, end of the prefill, asking for room, setting out, arrival.
  var handOvers: [[Int64]] = []
  /// Request, replica and time of every retry after a crash.
  var retries: [[Int64]] = []
  /// What the prefix caches of all replicas were asked for, held and forgot.
  var queriedTokens = 0, hitTokens = 0, evictions = 0
  /// Preemptions by swapping, and bytes moved by them.
  var swaps = 0, swappedBytes = 0
  /// What was loaded from lower tiers, and how much longer iterations took for it.
  var hostTokens = 0, remoteTokens = 0
  var loading: Int64 = 0
  /// Adapters loaded, their bytes, and how many requests waited how long for theirs.
  var adapterLoads = 0, adapterBytes = 0, adapterWaits = 0
  var adapterWait: Int64 = 0
  /// Images encoded, those found encoded, and how much longer iterations took for the former.
  var encodedImages = 0, imageHits = 0
  var encoderTime: Int64 = 0
  var end: Int64 = 0
  /// How long each stage of each replica worked, and how long anything was in it; for several lanes only.
  var stageBusy: [[Int64]] = [], active: [Int64] = []

  /// Iterations by replica and time: the order in which two replicas tell theirs is no promise.
  var sorted: RunLog {
    var copy = self
    copy.iterations.sort { ($0[1], $0[0], $0[2]) < ($1[1], $1[0], $1[2]) }
    copy.handOvers.sort { ($0[7], $0[0]) < ($1[7], $1[0]) }
    copy.preemptions.sort { ($0[2], $0[1], $0[0]) < ($1[2], $1[1], $1[0]) }
    return copy
  }
}

extension RunLog {
  /// Where two logs part, in one line.
  func difference(from expected: RunLog) -> String {
    for (mine, theirs) in zip(iterations, expected.iterations) where mine != theirs { return "iteration \(mine), expected \(theirs)" }
    if iterations.count != expected.iterations.count { return "\(iterations.count) iterations, expected \(expected.iterations.count)" }
    if preemptions != expected.preemptions { return "preemptions \(preemptions), expected \(expected.preemptions)" }
    let sums = { (log: RunLog) in
      [log.queriedTokens, log.hitTokens, log.evictions, log.swaps, log.swappedBytes, Int(log.end)]
        + [log.adapterLoads, log.adapterBytes, log.adapterWaits, Int(log.adapterWait)]
        + [log.encodedImages, log.imageHits, Int(log.encoderTime)]
    }
    if sums(self) != sums(expected) { return "sums \(sums(self)), expected \(sums(expected))" }
    for id in expected.records.keys.sorted() where records[id] != expected.records[id] {
      return "request \(records[id].map { "\($0)" } ?? "lost"), expected \(expected.records[id]!)"
    }
    return rejected == expected.rejected ? "gaps" : "rejected \(rejected), expected \(expected.rejected)"
  }
}

extension Arrival {
  /// Time, prompt and output.
  var short: String { "\(time.picoseconds)/\(promptTokens)/\(outputTokens)" }
}

/// Writes a run down, leaps spelt out step by step.
final class LoggingObserver: Observer {
  var log = RunLog()
  var samples: [SeriesSample] = []
  var changes: [ReplicaChange] = []
  var tasks: [TaskRecord] = []
  /// Requests that were what had come in so far of an input.
  var parts: Set<Int> = []

  func receive(_ event: RunEvent) {
    switch event {
    case .finished(let record): log.records[record.request] = record
    case .partFinished(let record):
      log.records[record.request] = record
      parts.insert(record.request)
    case .taskFinished(let task): tasks.append(task)
    case .rejected(let request): log.rejected.append(request.request)
    case .preempted(let record): log.preemptions.append([Int64(record.request), Int64(record.replica), record.time.picoseconds])
    case .transferred(let record):
      let times = [record.prefillEnd, record.asked, record.started, record.arrived].map(\.picoseconds)
      log.handOvers.append([record.request, record.source, record.destination, record.bytes].map(Int64.init) + times)
    case .retried(let record): log.retries.append([Int64(record.request), Int64(record.replica), record.time.picoseconds])
    case .sampled(let sample): samples.append(sample)
    case .changed(let change): changes.append(change)
    }
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
}
