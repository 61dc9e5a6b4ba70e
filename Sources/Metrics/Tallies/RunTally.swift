import Kernel
import Record

/// All that ``RunMetrics`` adds to while a run goes on, as plain memory: no reference counting, O(1) a request.
struct RunTally: ~Copyable {
  // Not private: without optimization the compiler (Swift 6.3) finds no metadata of a private element of a column.
  /// A demand of the objective: limits in picoseconds that one request must meet all of. What it has no value of, it meets.
  struct Demand {
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
  var replicaChanges: [ReplicaChange] = []
  var finished = 0
  /// Those of them that were what had come in so far of an input.
  var parts = 0
  var rejected = (0, 0, 0)
  var preemptions = 0
  /// Empty until a task has ended.
  var tasks: Box<TaskTally> = .empty
  /// Prompt tokens of all finished requests.
  var promptTokens = 0
  var cachedTokens = 0
  var timeInSystem: Int128 = 0
  var timeToSchedule: Int128 = 0
  /// One more than the highest number of a request left out by its time of arrival.
  var leftOut = 0
  /// One set, or one a batch where the end of the warm-up is found only afterwards.
  private(set) var sets: Column<LatencySet>
  private var demands: Column<Demand>
  private let measuredFrom: Int64
  private let measuredFromRequest: Int

  init(_ options: MetricsOptions) {
    let limits = options.objective?.demandLimits ?? []
    demands = Column(minimumCapacity: limits.count)
    for limit in limits { demands.append(Demand(limit)) }
    batches = BatchSums(demands: limits.count)
    (measuredFrom, measuredFromRequest) =
      switch options.warmUp {
      case .before(let instant): (instant.picoseconds, 0)
      case .requests(let count): (0, count)
      case .none, .automatic: (0, 0)
      }
    gaps = GapTally(from: Instant(picoseconds: measuredFrom))
    samples = options.keepsSamples ? LatencySamples() : nil
    let setCount = options.warmUp == .automatic ? BatchSums.limit : 1
    sets = Column(minimumCapacity: setCount)
    for _ in 0..<setCount { sets.append(LatencySet()) }
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
    batches.batches[index].add(record, latencies)
    for demand in demands.indices where demands[demand].isMet(by: latencies) { batches.count(met: demand, in: index) }
    sets[sets.count == 1 ? 0 : index].record(latencies)
    if samples?.append(latencies, request: record.request) == false { samples = nil }
  }

  /// Counts a request that nobody waited for: it has ended, and adds to no latency and no tokens, which the whole input has.
  mutating func add(part record: RequestRecord) {
    finished += 1
    parts += 1
    timeInSystem += Int128((record.finish - record.arrival).picoseconds)
    timeToSchedule += Int128((record.firstScheduled - record.arrival).picoseconds)
    population.add(request: record.request, arrival: record.arrival.picoseconds, finish: record.finish.picoseconds)
    if !isMeasured(record.request, arrival: record.arrival.picoseconds) { return }
    while batches.isBeyond(record.request) { collapse() }
    batches.batches[record.request >> batches.shift].add(part: record)
  }

  /// Counts a task that is done.
  mutating func add(_ task: TaskRecord) {
    if task.begun.picoseconds < measuredFrom || task.request < measuredFromRequest { return }
    if tasks.isEmpty { tasks = Box(TaskTally()) }
    tasks.value.add(task)
  }

  mutating func add(rejected request: Int, arrival: Instant, reason: RejectionReason) {
    population.add(rejected: request, arrival: arrival.picoseconds)
    Self.count(reason, in: &rejected)
    if !isMeasured(request, arrival: arrival.picoseconds) { return }
    while batches.isBeyond(request) { collapse() }
    let batch = request >> batches.shift
    Self.count(reason, in: &batches.batches[batch].rejected)
    batches.batches[batch].earliestArrival = min(batches.batches[batch].earliestArrival, arrival.picoseconds)
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
    guard sets.count > 1 else { return }
    for index in 0..<sets.count / 2 {
      var both = LatencySet()
      both.merge(sets[2 * index])
      both.merge(sets[2 * index + 1])
      sets[index] = both
    }
    for index in sets.count / 2..<sets.count { sets[index].removeAll() }
  }

  /// Adds all later sets to the one at `first`, and leaves them empty.
  mutating func mergeSets(from first: Int) {
    var all = LatencySet()
    for index in first..<sets.count {
      all.merge(sets[index])
      sets[index].removeAll()
    }
    sets[first] = all
  }
}
