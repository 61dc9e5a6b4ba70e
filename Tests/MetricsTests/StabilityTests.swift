import Kernel
import Metrics
import Testing

@Suite("Stability")
struct StabilityTests {
  /// An M/M/1 queue's requests in the system at 256 instants of a run of arrivals at one a second.
  private func queue(load: Double, seed: UInt64, requests: Int = 20_000) -> [(seconds: Double, requests: Double)] {
    var stream = RandomStream(seed: seed, name: "queue")
    var counts = PopulationCounts()
    var (arrival, free) = (0.0, 0.0)
    for request in 0..<requests {
      arrival += stream.exponential(mean: 1)
      free = max(free, arrival) + stream.exponential(mean: load)
      counts.add(
        request: request, arrival: Duration(seconds: arrival).picoseconds, finish: Duration(seconds: free).picoseconds)
    }
    return counts.population(arrived: requests, end: Duration(seconds: free).picoseconds)
  }

  /// How often each is found of sixty runs.
  private func findings(load: Double, requests: Int) throws -> [Stability.Finding: Int] {
    var counts: [Stability.Finding: Int] = [:]
    for seed in UInt64(1)...60 {
      let population = queue(load: load, seed: seed, requests: requests)
      counts[try #require(Stability(population: population, arrivalsPerSecond: 1)).finding, default: 0] += 1
    }
    return counts
  }

  @Test("is found of queues that keep up, and growth of hardly any of them", arguments: [0.5, 0.7, 0.8, 0.9, 0.95], [1_500, 20_000])
  func stableQueues(load: Double, requests: Int) throws {
    let found = try findings(load: load, requests: requests)
    #expect(found[.growing, default: 0] <= 3, "\(found) at load \(load)")
    // The nearer to saturation, the longer the run that it takes to tell.
    if load <= 0.7 || load <= 0.9 && requests > 1_500 { #expect(found[.stable, default: 0] >= 50, "\(found) at load \(load)") }
  }

  @Test("is not told of an overload, in a run however short", arguments: [1.05, 1.2], [300, 1_500, 20_000])
  func shortOverload(load: Double, requests: Int) throws {
    let found = try findings(load: load, requests: requests)
    // The test for a return to a level errs in one of twenty.
    #expect(found[.stable, default: 0] <= 8, "\(found) at load \(load)")
    if load > 1.1 && requests > 300 || requests > 1_500 { #expect(found[.growing, default: 0] >= 45, "\(found) at load \(load)") }
  }

  @Test("is found of a run that is too short to tell growth, where hardly anybody waits and the growth is not even likely")
  func nobodyWaits() throws {
    for seed in UInt64(1)...20 {
      let population = queue(load: 0.9, seed: seed, requests: 400)
      let alone = try #require(Stability(population: population, arrivalsPerSecond: 1))
      let waitless = try #require(Stability(population: population, arrivalsPerSecond: 1, waitingShare: 0.01))
      #expect(waitless.finding == (alone.finding == .undecided && alone.growth <= alone.halfWidth / 2 ? .stable : alone.finding))
    }
  }

  @Test("is not told while the system fills: a server of any size whose requests last for a third of the trace")
  func filling() throws {
    var stream = RandomStream(seed: 3, name: "filling")
    var counts = PopulationCounts()
    var (arrival, end, served) = (0.0, 0.0, 0.0)
    for request in 0..<2_000 {
      arrival += stream.exponential(mean: 0.01)
      let time = stream.exponential(mean: 6)
      (served, end) = (served + time, max(end, arrival + time))
      counts.add(request: request, arrival: Duration(seconds: arrival).picoseconds, finish: Duration(seconds: arrival + time).picoseconds)
    }
    let population = counts.population(arrived: 2_000, end: Duration(seconds: end).picoseconds)
    let judged = Stability(population: population, fillingSeconds: 3 * served / 2_000, arrivalsPerSecond: 100)
    #expect(judged?.isGrowing != true)
    #expect(Stability(population: population, arrivalsPerSecond: 100)?.isGrowing == true, "what filling looks like")
  }

  @Test("is denied to queues that fall behind, with their rate of growth", arguments: [1.1, 1.3])
  func overload(load: Double) throws {
    for seed in UInt64(1)...40 {
      let stability = try #require(Stability(population: queue(load: load, seed: seed)))
      #expect(stability.isGrowing, "\(stability)")
      // Arrivals at 1/s less departures at 1/load.
      #expect(abs(stability.growth - (1 - 1 / load)) < 0.04, "grows by \(stability.growth)")
    }
  }

  @Test("says in a sentence what was found")
  func sentence() {
    func verdict(_ halfWidth: Double, _ finding: Stability.Finding) -> String {
      Stability(growth: 0.8, halfWidth: halfWidth, points: 48, finding: finding).verdict
    }
    #expect(verdict(0.25, .growing) == "not stable: the queue grows by 0.80 ± 0.25 requests/s")
    #expect(verdict(0.9, .stable) == "stable: the queue shows no growth")
    #expect(verdict(1.2, .undecided) == "not judged: too few requests to tell growth from chance (0.8 ± 1.2 requests/s)")
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
