import Kernel
import Record
import Serving
import Testing

/// Several single servers behind a router: what a split of a Poisson load does to the wait.
@Suite struct SplitLoadTests {
  /// One token an iteration of 1 ms and 10 tokens on average.
  private let service = Duration.milliseconds(10)
  private let load = 0.7

  private func serve(router: String, replicas: Int, requests: Int = 200_000, tokens: TokenLaw = .constant(10)) throws -> [RequestRecord] {
    try PoissonLoad(interval: Duration(seconds: service.seconds / load / Double(replicas)), tokens: tokens, requests: requests)
      .serve(base: .milliseconds(1), perToken: .zero, slots: 1, replicas: replicas, router: router)
  }

  private func wait(_ records: [RequestRecord]) -> BatchMeans { BatchMeans(records.map { ($0.firstScheduled - $0.arrival).seconds }) }

  @Test func aRandomRouterMakesIndependentQueuesOfOne() throws {
    // A Poisson process split at random is Poisson again: each replica is M/D/1, E[W] = ρ s / (2 (1 - ρ)).
    let records = try serve(router: "random", replicas: 4)
    let expected = load * service.seconds / (2 * (1 - load))
    for replica in 0..<4 {
      let own = records.filter { $0.replica == replica }
      let observed = wait(own)
      #expect(observed.distance(from: expected) < 4, "replica \(replica): \(observed) against \(expected)")
      #expect(observed.standardError < 0.05 * expected)
      // Each gets a quarter, within 4 deviations of the binomial.
      let (share, deviation) = (Double(own.count), Double(200_000 * 0.25 * 0.75).squareRoot())
      #expect(abs(share - 50_000) < 4 * deviation)
    }
  }

  @Test func randomlySplitQueuesDoNotKnowOfEachOther() throws {
    // Independent servers are busy together ρ² of the time.
    let records = try serve(router: "random", replicas: 2)
    let arrivalsOfFirst = records.filter { $0.replica == 0 }
    let second = records.filter { $0.replica == 1 }
    // Arrivals at the first sample the second at random instants, as it has no part in them.
    var position = 0
    let busy = arrivalsOfFirst.dropLast(arrivalsOfFirst.count / 100).map { arrival -> Double in
      while second[position].finish < arrival.arrival { position += 1 }
      let otherIsBusy = second[position].firstScheduled <= arrival.arrival
      return otherIsBusy && arrival.firstScheduled > arrival.arrival ? 1 : 0
    }
    let together = BatchMeans(busy)
    #expect(together.distance(from: load * load) < 4, "\(together) against \(load * load)")
    #expect(together.standardError < 0.01)
  }

  @Test func turnsWaitLessThanChanceAndCountsLessThanTurns() throws {
    // Taking turns evens out the arrivals at each replica; joining the shortest queue evens out the queues as well and is
    // best where service is memoryless (Winston, "Optimality of the shortest line discipline", 1977).
    let waits = try ["random", "round_robin", "least_requests"].map {
      wait(try serve(router: $0, replicas: 4, tokens: .geometric(mean: 10)))
    }
    for (worse, better) in zip(waits, waits.dropFirst()) {
      #expect(better.mean + 4 * better.standardError < worse.mean - 4 * worse.standardError, "\(waits)")
    }
  }

  @Test func turnsOfEqualRequestsAreOneQueueInFrontOfAllServers() throws {
    // With constant service the server whose turn it is is the one free first, so taking turns is M/D/c, to the picosecond.
    let records = try serve(router: "round_robin", replicas: 3, requests: 20_000)
    var free = [Instant](repeating: .start, count: 3)
    for record in records {
      let earliest = free.indices.min { free[$0] < free[$1] }!
      #expect(record.firstScheduled == max(record.arrival, free[earliest]))
      #expect(record.finish == record.firstScheduled + service)
      free[earliest] = record.finish
    }
  }

  @Test(arguments: ["least_requests", "least_tokens", "shortest_queue"])
  func nobodyWaitsBehindOneReplicaWhileAnotherIsFree(router: String) throws {
    // Whatever is counted, an idle replica counts nothing and is the least loaded.
    let records = try serve(router: router, replicas: 3, requests: 20_000, tokens: .geometric(mean: 10))
    var free = [Instant](repeating: .start, count: 3)
    for record in records {
      let someoneIsFree = free.contains { $0 <= record.arrival }
      #expect(!someoneIsFree || record.firstScheduled == record.arrival)
      free[record.replica] = record.finish
    }
  }
}
