import Kernel
import Record

/// All that ``RunMetrics`` adds to while a run goes on, as plain memory behind one pointer: no reference counting, no
/// exclusivity checks, O(1) a request.
struct RunTally: ~Copyable {
  /// A demand of the objective: limits in picoseconds that one request must meet all of.
  private struct Demand {
    var ttft = Int64.max
    var tpot = Int64.max
    var e2e = Int64.max
    var normalized = Int64.max
    var delay = Int64.max

    init(_ limits: [Objective.Limit]) {
      for limit in limits {
        let bound = limit.atMost.picoseconds
        switch limit.metric {
        case .ttft: ttft = min(ttft, bound)
        case .tpot: tpot = min(tpot, bound)
        case .e2e: e2e = min(e2e, bound)
        case .normalizedLatency: normalized = min(normalized, bound)
        default: delay = min(delay, bound)
        }
      }
    }

    @inline(__always) func isMet(by latencies: RequestLatencies) -> Bool {
      latencies.ttft <= ttft && latencies.tpot <= tpot && latencies.e2e <= e2e && latencies.normalized <= normalized
        && latencies.delay <= delay
    }
  }

  var batches: BatchSums
  var gaps: GapTally
  var population = PopulationCounts()
  var samples: LatencySamples?
  var series: [SeriesSample] = []
  var finished = 0
  var rejected = (0, 0, 0)
  var preemptions = 0
  /// Prompt tokens of all finished requests.
  var promptTokens = 0
  var cachedTokens = 0
  var timeInSystem: Int128 = 0
  var timeToSchedule: Int128 = 0
  /// One more than the highest number of a request left out by its time of arrival.
  var leftOut = 0
  /// One set, or one a batch where the end of the warm-up is found only afterwards.
  let sets: UnsafeMutablePointer<LatencySet>
  let setCount: Int
  private let demands: UnsafeMutablePointer<Demand>
  private let demandCount: Int
  private let measuredFrom: Int64
  private let measuredFromRequest: Int

  init(_ options: MetricsOptions) {
    let limits = options.objective?.demandLimits ?? []
    demandCount = limits.count
    demands = .allocate(capacity: max(1, limits.count))
    for (index, limit) in limits.enumerated() { (demands + index).initialize(to: Demand(limit)) }
    batches = BatchSums(demands: limits.count)
    (measuredFrom, measuredFromRequest) =
      switch options.warmUp {
      case .before(let instant): (instant.picoseconds, 0)
      case .requests(let count): (0, count)
      case .none, .automatic: (0, 0)
      }
    gaps = GapTally(from: Instant(picoseconds: measuredFrom))
    samples = options.keepsSamples ? LatencySamples() : nil
    setCount = options.warmUp == .automatic ? BatchSums.limit : 1
    sets = .allocate(capacity: setCount)
    for index in 0..<setCount { (sets + index).initialize(to: LatencySet()) }
  }

  deinit {
    demands.deallocate()
    sets.deinitialize(count: setCount)
    sets.deallocate()
  }

  /// What a request took. Its times stand in order, or the engine is broken.
  @inline(__always) static func latencies(of record: RequestRecord) -> RequestLatencies {
    precondition(
      record.arrival <= record.firstScheduled && record.firstScheduled <= record.firstToken && record.firstToken <= record.finish
        && record.outputTokens > 0, "a request whose times are out of order, or without a token")
    let e2e = (record.finish - record.arrival).picoseconds
    let decoding = (record.finish - record.firstToken).picoseconds
    let steps = Int64(record.outputTokens - 1)
    return RequestLatencies(
      ttft: (record.firstToken - record.arrival).picoseconds, tpot: steps == 0 ? 0 : rounded(decoding, over: steps), e2e: e2e,
      normalized: rounded(e2e, over: Int64(record.outputTokens)), delay: (record.firstScheduled - record.arrival).picoseconds)
  }

  /// To the nearest whole number, halves up.
  @inline(__always) private static func rounded(_ amount: Int64, over parts: Int64) -> Int64 { (amount &+ parts / 2) / parts }

  @inline(__always) mutating func add(_ record: RequestRecord) {
    let latencies = Self.latencies(of: record)
    finished &+= 1
    promptTokens &+= record.promptTokens
    cachedTokens &+= record.cachedTokens
    timeInSystem &+= Int128(latencies.e2e)
    timeToSchedule &+= Int128(latencies.delay)
    population.add(request: record.request, arrival: record.arrival.picoseconds, finish: record.finish.picoseconds)
    if !isMeasured(record.request, arrival: record.arrival.picoseconds) { return }
    while batches.isBeyond(record.request) { collapse() }
    let index = record.request >> batches.shift
    let hasTPOT = record.outputTokens > 1
    addToBatch(index, record, latencies, hasTPOT: hasTPOT)
    for demand in 0..<demandCount where demands[demand].isMet(by: latencies) {
      batches.met[demand * BatchSums.limit + index] &+= 1
    }
    sets[setCount == 1 ? 0 : index].record(latencies, hasTPOT: hasTPOT)
    if samples != nil { samples!.append(latencies, request: record.request, hasTPOT: hasTPOT) }
  }

  @inline(__always) private func addToBatch(_ index: Int, _ record: RequestRecord, _ latencies: RequestLatencies, hasTPOT: Bool) {
    let batch = batches.batches + index
    batch.pointee.finished &+= 1
    batch.pointee.multiToken &+= hasTPOT ? 1 : 0
    batch.pointee.gaps &+= record.outputTokens - 1
    batch.pointee.promptTokens &+= record.promptTokens
    batch.pointee.outputTokens &+= record.outputTokens
    batch.pointee.earliestArrival = min(batch.pointee.earliestArrival, record.arrival.picoseconds)
    batch.pointee.ttft &+= Int128(latencies.ttft)
    batch.pointee.tpot &+= Int128(latencies.tpot)
    batch.pointee.gapTime &+= Int128((record.finish - record.firstToken).picoseconds)
    batch.pointee.e2e &+= Int128(latencies.e2e)
    batch.pointee.normalized &+= Int128(latencies.normalized)
    batch.pointee.delay &+= Int128(latencies.delay)
  }

  mutating func add(rejected request: Int, arrival: Instant, reason: RejectionReason) {
    population.add(rejected: request, arrival: arrival.picoseconds)
    Self.count(reason, in: &rejected)
    if !isMeasured(request, arrival: arrival.picoseconds) { return }
    while batches.isBeyond(request) { collapse() }
    let batch = batches.batches + (request >> batches.shift)
    Self.count(reason, in: &batch.pointee.rejected)
    batch.pointee.earliestArrival = min(batch.pointee.earliestArrival, arrival.picoseconds)
  }

  private static func count(_ reason: RejectionReason, in counts: inout (Int, Int, Int)) {
    switch reason {
    case .exceedsModelLength: counts.0 += 1
    case .exceedsKVCapacity: counts.1 += 1
    case .exceedsBatchTokens: counts.2 += 1
    }
  }

  @inline(__always) private mutating func isMeasured(_ request: Int, arrival: Int64) -> Bool {
    if arrival >= measuredFrom && request >= measuredFromRequest { return true }
    leftOut = max(leftOut, request + 1)
    return false
  }

  @inline(never) private mutating func collapse() {
    batches.collapse()
    guard setCount > 1 else { return }
    for index in 0..<setCount {
      if index > 0 { sets[index].removeAll() }
      if index >= setCount / 2 { continue }
      if index > 0 { sets[index].merge(sets[2 * index]) }
      sets[index].merge(sets[2 * index + 1])
    }
  }
}
