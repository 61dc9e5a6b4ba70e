import Kernel
import Record

/// All that ``RunMetrics`` adds to while a run goes on, as plain memory behind one pointer: no reference counting, no
/// exclusivity checks, O(1) a request.
struct RunTally: ~Copyable {
  /// A demand of the objective: limits in picoseconds that one request must meet all of. What it has no value of, it meets.
  private struct Demand {
    private var bounds = PerLatency<Int64>(repeating: .max)

    init(_ limits: [Objective.Limit]) {
      for limit in limits {
        guard let latency = RequestLatency(limit.metric) else { preconditionFailure("no latency of single requests") }
        bounds[latency.rawValue] = min(bounds[latency.rawValue], limit.atMost.picoseconds)
      }
    }

    @inline(__always) func isMet(by latencies: RequestLatencies) -> Bool {
      for index in bounds.indices where latencies.values[index] > bounds[index] { return false }
      return true
    }
  }

  var batches: BatchSums
  var gaps: GapTally
  var population = PopulationCounts()
  /// Nil where none were asked for, and of a run longer than are kept.
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

  @inline(__always) mutating func add(_ record: RequestRecord) {
    let latencies = RequestLatencies(record)
    finished &+= 1
    promptTokens &+= record.promptTokens
    cachedTokens &+= record.cachedTokens
    timeInSystem &+= Int128(latencies[.e2e])
    timeToSchedule &+= Int128(latencies[.schedulingDelay])
    population.add(request: record.request, arrival: record.arrival.picoseconds, finish: record.finish.picoseconds)
    if !isMeasured(record.request, arrival: record.arrival.picoseconds) { return }
    while batches.isBeyond(record.request) { collapse() }
    let index = record.request >> batches.shift
    addToBatch(index, record, latencies)
    for demand in 0..<demandCount where demands[demand].isMet(by: latencies) {
      batches.met[demand * BatchSums.limit + index] &+= 1
    }
    sets[setCount == 1 ? 0 : index].record(latencies)
    if samples?.append(latencies, request: record.request) == false { samples = nil }
  }

  @inline(__always) private func addToBatch(_ index: Int, _ record: RequestRecord, _ latencies: RequestLatencies) {
    let batch = batches.batches + index
    batch.pointee.finished &+= 1
    batch.pointee.multiToken &+= record.outputTokens > 1 ? 1 : 0
    batch.pointee.gaps &+= record.outputTokens - 1
    batch.pointee.promptTokens &+= record.promptTokens
    batch.pointee.outputTokens &+= record.outputTokens
    batch.pointee.earliestArrival = min(batch.pointee.earliestArrival, record.arrival.picoseconds)
    batch.pointee.gapTime &+= Int128((record.finish - record.firstToken).picoseconds)
    for latency in latencies.values.indices { batch.pointee.latencies[latency] &+= Int128(max(0, latencies.values[latency])) }
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
