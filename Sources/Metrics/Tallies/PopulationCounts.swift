import Kernel

/// How many requests had arrived, been turned away and finished by each of at most 256 instants: what shows whether the
/// queue grows, in constant memory. Bins of time double in width when a request finishes beyond the last.
package struct PopulationCounts: ~Copyable {
  // Not private: without optimization the compiler (Swift 6.3) finds no metadata of a private element of a column.
  struct Bin: BitwiseCopyable {
    /// One more than the highest number among the requests told of that arrived within the bin.
    var arrivedUpTo = 0
    var rejected = 0
    var finished = 0

    @inline(__always) mutating func note(_ request: Int) { arrivedUpTo = max(arrivedUpTo, request + 1) }
  }

  private static let limit = 256
  private var bins = Column<Bin>(repeating: Bin(), count: limit)
  /// The binary logarithm of a bin's width in picoseconds; at first a millisecond.
  private var shift: Int64 = 30
  private var latestArrival: Int64 = 0
  private var arrivedUpTo = 0

  package init() {}

  /// Counts a request that has finished.
  @inline(__always) package mutating func add(request: Int, arrival: Int64, finish: Int64) {
    while finish >> shift >= Int64(Self.limit) { collapse() }
    noteArrival(request, at: arrival)
    bins[Int(finish >> shift)].finished &+= 1
  }

  /// Counts a request that was turned away.
  package mutating func add(rejected request: Int, arrival: Int64) {
    while arrival >> shift >= Int64(Self.limit) { collapse() }
    noteArrival(request, at: arrival)
    bins[Int(arrival >> shift)].rejected += 1
  }

  @inline(__always) private mutating func noteArrival(_ request: Int, at arrival: Int64) {
    bins[Int(arrival >> shift)].note(request)
    arrivedUpTo = max(arrivedUpTo, request + 1)
    latestArrival = max(latestArrival, arrival)
  }

  private mutating func collapse() {
    for index in 0..<Self.limit {
      var sum = Bin()
      for part in [2 * index, 2 * index + 1] where part < Self.limit {
        sum.arrivedUpTo = max(sum.arrivedUpTo, bins[part].arrivedUpTo)
        sum.rejected += bins[part].rejected
        sum.finished += bins[part].finished
      }
      bins[index] = sum
    }
    shift += 1
  }

  /// Arrivals a second up to the last one told of; 0 where they all came at once.
  package borrowing func arrivalsPerSecond(arrived: Int) -> Double {
    latestArrival > 0 ? Double(min(arrived, arrivedUpTo)) / (Double(latestArrival) / 1e12) : 0
  }

  /// Requests in the system at each bin's end within the arrival period, as (seconds, requests).
  ///
  /// Requests are numbered as they arrive, so the highest number told of by an instant counts those that never finished as well. The
  /// arrivals after the last one told of, all unfinished, are taken to have come evenly up to `end`.
  package borrowing func population(arrived: Int, end: Int64) -> [(seconds: Double, requests: Double)] {
    let periodEnd = arrived > arrivedUpTo ? end : latestArrival
    var points: [(seconds: Double, requests: Double)] = []
    var (seen, gone) = (0, 0)
    for index in 0..<Self.limit {
      let edge = Int64(index + 1) << shift
      guard edge <= periodEnd else { break }
      seen = max(seen, bins[index].arrivedUpTo)
      gone += bins[index].rejected + bins[index].finished
      var known = Double(seen)
      if edge > latestArrival {
        known += Double(arrived - arrivedUpTo) * Double(edge - latestArrival) / Double(max(1, end - latestArrival))
      }
      points.append((Double(edge) / 1e12, known - Double(gone)))
    }
    return points
  }
}
