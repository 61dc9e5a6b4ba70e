import Foundation
import Hardware
import Kernel
import Record
import Serving
import Workload

/// How many tokens requests produce: distributions of which theory knows the mean and the second moment.
enum TokenLaw: CustomStringConvertible {
  case constant(Int)
  case geometric(mean: Double)
  /// Mostly short, one in twenty long: as uneven as real outputs are.
  case uneven(short: Int, long: Int)

  var mean: Double {
    switch self {
    case .constant(let tokens): Double(tokens)
    case .geometric(let mean): mean
    case .uneven(let short, let long): 0.95 * Double(short) + 0.05 * Double(long)
    }
  }

  func draw(_ stream: inout RandomStream) -> Int {
    switch self {
    case .constant(let tokens): tokens
    case .geometric(let mean): 1 + Int(log(1 - stream.uniform()) / log(1 - 1 / mean))
    case .uneven(let short, let long): stream.integer(below: 20) == 0 ? long : short
    }
  }

  var description: String {
    switch self {
    case .constant: "constant"
    case .geometric: "geometric"
    case .uneven: "uneven"
    }
  }
}

/// A Poisson load and a replica without shortage of memory, as theory assumes them.
struct PoissonLoad {
  /// Mean time between arrivals.
  var interval: Duration
  var tokens: TokenLaw
  var promptTokens = 1
  var requests: Int
  var seed: UInt64 = 1

  var arrivals: [Arrival] {
    var gaps = RandomStream(seed: seed, name: "arrivals")
    var lengths = RandomStream(seed: seed, name: "lengths")
    var time = Instant.start
    return (0..<requests).map { _ in
      time += Duration(seconds: gaps.exponential(mean: interval.seconds))
      return Arrival(time: time, promptTokens: promptTokens, outputTokens: tokens.draw(&lengths))
    }
  }

  /// Serves the load and returns what became of each request, in order of arrival.
  func serve(
    base: Duration, perToken: Duration, perContextToken: Duration = .zero, slots: Int, scheduler: String = "sarathi",
    replicas: Int = 1, router: String = "round_robin"
  ) throws -> [RequestRecord] {
    let replica = ReplicaConfiguration(
      costModel: LinearCostModel(base: base, perToken: perToken, perContextToken: perContextToken), kvBlocks: 1_000_000_000,
      watermarkBlocks: 0, maximumSequences: slots, maximumBatchedTokens: max(slots, 4096), maximumModelTokens: 10_000_000,
      scheduler: scheduler)
    let recorder = Recorder(requests: requests)
    var simulation = try Simulation(
      cluster: ClusterConfiguration(pools: [PoolConfiguration(name: "pool", replicas: replicas, replica: replica)], router: router),
      source: ArrivalList(arrivals), options: SimulationOptions(seed: seed), observer: recorder)
    _ = try simulation.run()
    return recorder.records.map { $0! }
  }
}

/// Keeps the records in order of arrival and nothing else.
final class Recorder: SilentObserver {
  private(set) var records: [RequestRecord?]

  init(requests: Int) { records = Array(repeating: nil, count: requests) }

  override func receive(_ event: RunEvent) {
    if case .finished(let record) = event { records[record.request] = record }
  }
}

/// How the number of requests in the system was spread over time, batch of time by batch of time.
struct Occupancy {
  private let fractions: [[Double]]

  /// Walks over arrivals and departures, from a twentieth of the time to the last arrival.
  init(_ records: [RequestRecord], batches: Int = 40, limit: Int = 160) {
    let departures = records.map(\.finish).sorted()
    let end = records.last!.arrival.picoseconds
    let start = end / 20
    let width = (end - start) / Int64(batches)
    var fractions = [[Double]](repeating: [Double](repeating: 0, count: limit), count: batches)
    var (came, left, clock) = (0, 0, Int64(0))
    while came < records.count {
      let next = min(records[came].arrival, departures[left]).picoseconds
      var from = max(clock, start)
      while from < next {
        let batch = min(Int((from - start) / width), batches)
        if batch == batches { break }
        let to = min(next, start + Int64(batch + 1) * width)
        fractions[batch][min(came - left, limit - 1)] += Double(to - from) / Double(width)
        from = to
      }
      clock = next
      if departures[left].picoseconds == next { left += 1 } else { came += 1 }
    }
    self.fractions = fractions
  }

  /// The fraction of time with `number` requests in the system.
  func probability(of number: Int) -> BatchMeans { BatchMeans(ofBatches: fractions.map { $0[number] }) }

  /// The mean number in the system over time.
  var mean: BatchMeans { BatchMeans(ofBatches: fractions.map(IterationQueue.mean)) }
}
