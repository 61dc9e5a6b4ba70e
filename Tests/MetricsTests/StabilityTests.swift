import Kernel
import Metrics
import Testing

@Suite("Stability")
struct StabilityTests {
  /// An M/M/1 queue's requests in the system at 64 instants of a run of 20,000 arrivals at one a second.
  private func queue(load: Double, seed: UInt64) -> [(seconds: Double, requests: Double)] {
    var stream = RandomStream(seed: seed, name: "queue")
    var counts = PopulationCounts()
    var (arrival, free) = (0.0, 0.0)
    let requests = 20_000
    for request in 0..<requests {
      arrival += stream.exponential(mean: 1)
      free = max(free, arrival) + stream.exponential(mean: load)
      counts.add(
        request: request, arrival: Duration(seconds: arrival).picoseconds, finish: Duration(seconds: free).picoseconds)
    }
    return counts.population(arrived: requests, end: Duration(seconds: free).picoseconds)
  }

  @Test("is found of queues that keep up", arguments: [0.5, 0.8, 0.9])
  func stableQueues(load: Double) throws {
    let alarms = try (1...60).filter { try #require(Stability(population: queue(load: load, seed: UInt64($0)))).isGrowing }
    #expect(alarms.count <= 3, "\(alarms.count) of 60 at load \(load)")
  }

  @Test("is denied to queues that fall behind, with their rate of growth", arguments: [1.1, 1.3])
  func overload(load: Double) throws {
    for seed in UInt64(1)...40 {
      let stability = try #require(Stability(population: queue(load: load, seed: seed)))
      #expect(stability.isGrowing)
      // Arrivals at 1/s less departures at 1/load.
      #expect(abs(stability.growth - (1 - 1 / load)) < 0.04, "grows by \(stability.growth)")
    }
  }

  @Test("says in a sentence what was found")
  func sentence() {
    #expect(Stability(growth: 0.8, halfWidth: 0.1, points: 48).verdict == "not stable: the queue grows by 0.8 requests/s")
    #expect(Stability(growth: 0.8, halfWidth: 0.9, points: 48).verdict == "stable: the queue shows no growth")
    #expect(Stability(growth: -2, halfWidth: 0.1, points: 48).isGrowing == false)
  }

  @Test("is not judged of a run too short")
  func tooShort() { #expect(Stability(population: [(1, 1), (2, 2)]) == nil) }

  @Test("counts requests that never finished as in the system, for arrivals are numbered")
  func unfinished() {
    var counts = PopulationCounts()
    // Every second request of 1,000, one a second, finishes at once; the others never do.
    let second: Int64 = 1_000_000_000_000
    for request in stride(from: 0, to: 1_000, by: 2) {
      counts.add(request: request, arrival: Int64(request) * second, finish: Int64(request) * second)
    }
    for point in counts.population(arrived: 1_000, end: 1_000 * second) {
      #expect(abs(point.requests - point.seconds / 2) <= 1.5, "at \(point.seconds) s: \(point.requests)")
    }
  }
}
