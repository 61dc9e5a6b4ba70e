import Hardware
import Kernel
import Serving
import Testing
import Workload

/// Replicas that are closed are not chosen, and a request that finds none waits for one.
@Suite struct CandidateTests {
  private func arrivals(_ count: Int, gap: Int64 = 50) -> [Arrival] {
    (0..<count).map { Arrival(time: Instant(picoseconds: gap * Int64($0)), promptTokens: 3 + $0 % 4, outputTokens: 2 + $0 % 3) }
  }

  private func simulation(
    _ router: String, replicas: Int, _ arrivals: [Arrival], _ observer: LoggingObserver, concurrency: Int? = nil
  ) throws -> Simulation {
    var rules = Rules(router: router)
    rules.replicas = replicas
    return try Simulation(
      cluster: rules.cluster, source: ArrivalList(arrivals),
      options: SimulationOptions(concurrency: concurrency, checksEveryInstant: true), observer: observer)
  }

  @Test("No router sends a request to a closed replica", arguments: RouterCatalog.names)
  func closedReplicasGetNothing(router: String) throws {
    let observer = LoggingObserver()
    var simulation = try simulation(router, replicas: 5, arrivals(40), observer)
    for replica in [0, 3] { simulation.closeReplica(replica) }
    let outcome = try simulation.run()
    #expect(outcome.finished == 40)
    #expect(outcome.replicas[0].routed == 0 && outcome.replicas[3].routed == 0)
    #expect([1, 2, 4].allSatisfy { outcome.replicas[$0].routed > 0 })
  }

  @Test("In turn over the open replicas: those closed are passed over, and the order stays")
  func roundRobinPassesOver() throws {
    let observer = LoggingObserver()
    var simulation = try simulation("round_robin", replicas: 4, arrivals(6), observer)
    simulation.closeReplica(2)
    _ = try simulation.run()
    #expect((0..<6).map { observer.log.records[$0]!.replica } == [0, 1, 3, 0, 1, 3])
  }

  @Test("Closed and opened again before the load, a replica is as it was", arguments: RouterCatalog.names)
  func openedAgainIsAsBefore(router: String) throws {
    let (untouched, reopened) = (LoggingObserver(), LoggingObserver())
    var first = try simulation(router, replicas: 3, arrivals(30), untouched)
    _ = try first.run()
    var second = try simulation(router, replicas: 3, arrivals(30), reopened)
    for replica in 0..<3 { second.closeReplica(replica) }
    for replica in 0..<3 { try second.openReplica(replica) }
    _ = try second.run()
    #expect(untouched.log.records == reopened.log.records)
  }

  @Test("With every replica closed for good, requests are unfinished and none is lost", arguments: [nil, 2])
  func nothingOpenLosesNothing(concurrency: Int?) throws {
    let observer = LoggingObserver()
    var simulation = try simulation("least_requests", replicas: 2, arrivals(7), observer, concurrency: concurrency)
    for replica in 0..<2 { simulation.closeReplica(replica) }
    let outcome = try simulation.run()
    #expect(outcome.arrived == concurrency ?? 7 && outcome.unfinished == outcome.arrived && outcome.finished == 0)
  }
}
