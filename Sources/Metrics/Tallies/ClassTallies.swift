import Kernel
import Record

/// A ``RunTally`` for each class of requests, side by side in memory: O(1) a finished request, nothing in a run without
/// classes.
struct ClassTallies: ~Copyable {
  /// Latencies that are told by class.
  private static let latencies: [RequestLatency] = [.ttft, .tpot, .e2e]

  private let classes: [RequestClass]
  private let seed: UInt64
  private var tallies: Column<RunTally>

  init(_ options: MetricsOptions) {
    classes = options.classes
    seed = options.seed
    tallies = Column(minimumCapacity: classes.count)
    for kind in classes {
      let due = kind.firstTokenDue.map { Objective(limits: [.init(.ttft, atMost: $0)]) }
      tallies.append(RunTally(MetricsOptions(warmUp: options.warmUp, objective: due)))
    }
  }

  /// Adds a finished request to its class.
  @inline(__always) mutating func add(_ record: RequestRecord) {
    precondition(record.classIndex < classes.count, "a request of a class that is not among the classes of the run")
    tallies[record.classIndex].add(record)
  }

  /// What became of each class, when the run is over.
  mutating func summaries(_ scope: MeasuredScope, arrived: Int) -> [ClassSummary] {
    let counts = RequestClass.counts(classes, seed: seed, requests: scope.firstRequest..<max(scope.firstRequest, arrived))
    var summaries: [ClassSummary] = []
    for index in classes.indices { summaries.append(summary(of: index, scope, arrived: counts[index])) }
    return summaries
  }

  private mutating func summary(of index: Int, _ scope: MeasuredScope, arrived: Int) -> ClassSummary {
    let due = classes[index].firstTokenDue
    // A class's batches are as wide as the run's or a fraction of that, so that an automatic cut falls between two of them.
    let cut = tallies[index].sets.count == 1 ? 0 : scope.firstRequest >> tallies[index].batches.shift
    if cut >= BatchSums.limit {
      // All of the class came within the warm-up.
      return ClassSummary(
        name: classes[index].name, firstTokenDue: due, arrived: arrived, finished: 0, inTime: due.map { _ in 0 }, latencies: [])
    }
    tallies[index].mergeSets(from: cut)
    let total = tallies[index].batches.total(from: cut)
    return ClassSummary(
      name: classes[index].name, firstTokenDue: due, arrived: arrived, finished: total.finished,
      inTime: due.map { _ in tallies[index].batches.met(demand: 0, from: cut) },
      latencies: Self.latencies.compactMap { Self.summary($0, tallies[index].sets[cut], total) })
  }

  private static func summary(_ latency: RequestLatency, _ set: borrowing LatencySet, _ total: BatchSums.Batch) -> MetricSummary? {
    let index = latency.rawValue
    let count = set.histograms[index].count
    guard count > 0 else { return nil }
    return MetricSummary(
      metric: latency.metric, count: count, undefined: total.finished - total.count(of: latency),
      mean: Double(total.latencies[index]) / Double(count) / 1e9, spread: Spread(set.histograms[index]),
      method: .histogram(relativeError: LatencyHistogram.relativeError))
  }
}
