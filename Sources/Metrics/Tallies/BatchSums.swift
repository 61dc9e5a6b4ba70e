import Kernel
import Record

/// Sums of what finished requests took, in at most 64 batches of equally many consecutive arrivals: what confidence
/// intervals, warm-up and rates are made from, in constant memory.
///
/// Batch b holds the requests numbered b·2^s ..< (b+1)·2^s. When a request beyond the 64th batch comes, batches are merged in pairs
/// and their size doubles, so there are between 32 and 64 whatever the length of the run. Batching by arrival, not by the order of
/// finishing, makes the sums independent of the order in which they are told.
package struct BatchSums: ~Copyable {
  /// What is summed over a batch; times in picoseconds.
  package struct Batch: BitwiseCopyable {
    package var finished = 0
    /// Those of them that nobody waited for, and that have no latency.
    package var parts = 0
    package var multiToken = 0
    package var gaps = 0
    package var promptTokens = 0
    package var outputTokens = 0
    package var earliestArrival = Int64.max
    package var rejected = (0, 0, 0)
    package var gapTime: Int128 = 0
    /// The sum of each latency over the requests that have it.
    package var latencies = PerLatency<Int128>(repeating: 0)

    package init() {}

    /// How many of the finished requests have a latency.
    func count(of latency: RequestLatency) -> Int {
      RequestLatency.formulas[latency.rawValue].divisor == .laterTokens ? multiToken : finished - parts
    }

    @inline(__always) mutating func add(_ record: RequestRecord, _ taken: RequestLatencies) {
      finished &+= 1
      multiToken &+= record.outputTokens > 1 ? 1 : 0
      gaps &+= record.outputTokens - 1
      promptTokens &+= record.promptTokens
      outputTokens &+= record.outputTokens
      earliestArrival = min(earliestArrival, record.arrival.picoseconds)
      gapTime &+= Int128((record.finish - record.firstToken).picoseconds)
      for latency in taken.values.indices { latencies[latency] &+= Int128(max(0, taken.values[latency])) }
    }

    mutating func add(part record: RequestRecord) {
      finished += 1
      parts += 1
      earliestArrival = min(earliestArrival, record.arrival.picoseconds)
    }

    mutating func add(_ other: Batch) {
      finished += other.finished
      parts += other.parts
      multiToken += other.multiToken
      gaps += other.gaps
      promptTokens += other.promptTokens
      outputTokens += other.outputTokens
      earliestArrival = min(earliestArrival, other.earliestArrival)
      rejected.0 += other.rejected.0
      rejected.1 += other.rejected.1
      rejected.2 += other.rejected.2
      gapTime += other.gapTime
      for index in latencies.indices { latencies[index] += other.latencies[index] }
    }
  }

  /// The most batches there are.
  package static let limit = 64

  package var batches = Column<Batch>(repeating: Batch(), count: limit)
  /// Requests met for each demand of the objective, `limit` counters a demand.
  private var met: Column<Int>
  let demands: Int
  /// The binary logarithm of a batch's size.
  package private(set) var shift = 0

  package init(demands: Int) {
    self.demands = demands
    met = Column(repeating: 0, count: demands * Self.limit)
  }

  /// Whether a request's batch is beyond the last one, so that ``collapse()`` is due.
  @inline(__always) func isBeyond(_ request: Int) -> Bool { request >> shift >= Self.limit }

  /// Merges batches in pairs and doubles their size.
  package mutating func collapse() {
    for index in 0..<Self.limit / 2 {
      batches[index] = batches[2 * index]
      batches[index].add(batches[2 * index + 1])
    }
    for index in Self.limit / 2..<Self.limit { batches[index] = Batch() }
    for row in stride(from: 0, to: met.count, by: Self.limit) {
      for index in 0..<Self.limit / 2 { met[row + index] = met[row + 2 * index] + met[row + 2 * index + 1] }
      for index in Self.limit / 2..<Self.limit { met[row + index] = 0 }
    }
    shift += 1
  }

  /// Counts a request of batch `index` that met a demand.
  @inline(__always) mutating func count(met demand: Int, in index: Int) { met[demand * Self.limit + index] &+= 1 }

  /// The batches in their order.
  var all: [Batch] {
    var all: [Batch] = []
    for index in batches.indices { all.append(batches[index]) }
    return all
  }

  /// The sums over all batches from `first` on.
  func total(from first: Int) -> Batch {
    var sum = Batch()
    for index in first..<Self.limit { sum.add(batches[index]) }
    return sum
  }

  /// Requests from batch `first` on that met a demand.
  func met(demand: Int, from first: Int) -> Int {
    var sum = 0
    for index in first..<Self.limit { sum += met[demand * Self.limit + index] }
    return sum
  }
}
