/// Sums of what finished requests took, in at most 64 batches of equally many consecutive arrivals: what confidence
/// intervals, warm-up and rates are made from, in constant memory.
///
/// Batch b holds the requests numbered b·2^s ..< (b+1)·2^s. When a request beyond the 64th batch comes, batches are merged in pairs
/// and their size doubles, so there are between 32 and 64 whatever the length of the run. Batching by arrival, not by the order of
/// finishing, makes the sums independent of the order in which they are told.
package struct BatchSums: ~Copyable {
  /// What is summed over a batch; times in picoseconds.
  package struct Batch {
    package var finished = 0
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
      RequestLatency.formulas[latency.rawValue].divisor == .laterTokens ? multiToken : finished
    }

    mutating func add(_ other: Batch) {
      finished += other.finished
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

  package let batches: UnsafeMutablePointer<Batch>
  /// Requests met for each demand of the objective, `limit` counters a demand.
  let met: UnsafeMutablePointer<Int>
  let demands: Int
  /// The binary logarithm of a batch's size.
  package private(set) var shift = 0

  package init(demands: Int) {
    self.demands = demands
    batches = .allocate(capacity: Self.limit)
    batches.initialize(repeating: Batch(), count: Self.limit)
    met = .allocate(capacity: max(1, demands * Self.limit))
    met.initialize(repeating: 0, count: max(1, demands * Self.limit))
  }

  deinit {
    batches.deallocate()
    met.deallocate()
  }

  /// Whether a request's batch is beyond the last one, so that ``collapse()`` is due.
  @inline(__always) func isBeyond(_ request: Int) -> Bool { request >> shift >= Self.limit }

  /// Merges batches in pairs and doubles their size.
  package mutating func collapse() {
    for index in 0..<Self.limit / 2 {
      batches[index] = batches[2 * index]
      batches[index].add(batches[2 * index + 1])
    }
    (batches + Self.limit / 2).update(repeating: Batch(), count: Self.limit / 2)
    for demand in 0..<demands {
      let row = met + demand * Self.limit
      for index in 0..<Self.limit / 2 { row[index] = row[2 * index] + row[2 * index + 1] }
      (row + Self.limit / 2).update(repeating: 0, count: Self.limit / 2)
    }
    shift += 1
  }

  /// The sums over all batches from `first` on.
  func total(from first: Int) -> Batch {
    var sum = Batch()
    for index in first..<Self.limit { sum.add(batches[index]) }
    return sum
  }

  /// Requests from batch `first` on that met a demand.
  func met(demand: Int, from first: Int) -> Int {
    (first..<Self.limit).reduce(0) { $0 + met[demand * Self.limit + $1] }
  }
}
