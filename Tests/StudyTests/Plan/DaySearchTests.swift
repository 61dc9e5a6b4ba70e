import Kernel
import Scenario
import Study
import Testing
import Workload

@Suite("A plan through a day")
struct DaySearchTests {
  /// Long requests, some a minute: a day of them is soon simulated, and its busiest hours take several replicas.
  private static let load = [
    "workload.arrivals.rate=0.2 req/s", "workload.prompt.mean=9000", "workload.output.mean=900", "objective.ttft=5 s",
    "objective.tpot=100 ms",
  ]

  private func plan(_ curve: String, _ changes: [String] = [], survived: Int = 0) throws -> Plan {
    let scenario = try PlanCase.scenario(Self.load + changes)
    var space = PlanSpace(for: scenario)
    (space.accelerators, space.tensor, space.modes) = (["h100-sxm"], [1], [.aggregated])
    (space.mostAccelerators, space.survived) = (12, survived)
    return try Plan(
      scenario, space: space, options: PlanOptions(growth: [], day: try DailyCurve(curve), threads: 2))
  }

  private func day(_ curve: String, _ changes: [String] = [], survived: Int = 0) throws -> DayAnswer {
    try #require(try plan(curve, changes, survived: survived).run().day)
  }

  @Test("a fixed fleet is paid for 24 hours, whenever the last request comes", arguments: ["1 1", "1 4 0 0", "0 0 0 2"])
  func fixed(curve: String) throws {
    let day = try day(curve)
    let fixed = try #require(day.fixed)
    #expect(abs(fixed.replicaHours - 24 * Double(fixed.replicas)) < 0.01 * fixed.replicaHours, "\(fixed.replicaHours)")
    let price = day.candidate.dollarsPerHour(of: PlanFleet([1]))
    #expect(abs(fixed.dollars - fixed.replicaHours * price) < 1e-6 * fixed.dollars)
    #expect(abs(Double(day.requests) - 0.2 * 86_400 * day.curve.mean) <= 1)
  }

  @Test("a fleet that follows the load keeps the promise, costs less than a fixed one, and no less than its fewest replicas all day")
  func following() throws {
    let day = try day("0.2 0.2 30 30 0.2 0.2")
    let (fixed, following) = (try #require(day.fixed), try #require(day.following))
    #expect(following.share >= 0.9 && following.requestsPerReplica != nil && fixed.requestsPerReplica == nil)
    #expect(following.replicas == fixed.replicas && following.fewest < fixed.replicas)
    #expect(following.dollars < fixed.dollars && following.replicaHours >= 24 * Double(following.fewest) * 0.999)
  }

  @Test("what is laid over the scenario gives that day again, its horizon too")
  func again() throws {
    let changes = ["run.horizon=900 s", "run.seeds=1"]
    let day = try day("1 3", changes)
    let fixed = try #require(day.fixed)
    let scenario = try PlanCase.scenario(Self.load + changes + fixed.assignments)
    #expect(scenario.run.horizon == nil)
    var source = try scenario.workload.makeSource(seed: scenario.run.seeds[0])
    var (count, last) = (0, Instant.start)
    while let arrival = try source.next() { (count, last) = (count + 1, arrival.time) }
    #expect(count == day.requests && abs(last.seconds / 3600 - 24) < 1)
  }

  @Test("where no hour needs fewer replicas none is switched off")
  func level() throws {
    let day = try day("1 1")
    #expect(day.fixed != nil && day.following == nil)
  }

  @Test("replicas that may be dead are dead at the busiest hour, of a fleet that follows the load too")
  func survived() throws {
    let (whole, spare) = (try day("0.2 30 0.2 0.2"), try day("0.2 30 0.2 0.2", survived: 1))
    let (own, more) = (try #require(whole.fixed), try #require(spare.fixed))
    #expect(more.replicas > own.replicas && more.fewest >= 2)
    #expect(more.assignments.contains("failures=[{replica: 0, at: 6.0 h}]"))
    #expect(!own.assignments.contains { $0.hasPrefix("failures") })
  }

  @Test("a day of more requests than are simulated is refused before anything runs, and so is one without any")
  func refused() throws {
    for (rate, curve) in [("2000 req/s", "0.5 1"), ("0.00001 req/s", "1 1")] {
      let plan = try plan(curve, ["workload.arrivals.rate=\(rate)", "workload.requests=3"])
      let fault = #expect(throws: InputError.self) { try plan.run() }
      #expect(fault?.message.contains("a day of this load has") == true && plan.progress.runs == 0, "\(fault.map { "\($0)" } ?? "")")
    }
  }

  @Test(
    "the fixed fleet is the smallest that holds, and no fleet with more requests a replica than the one that follows the load does",
    arguments: [0, 1])
  func exhaustive(survived: Int) throws {
    let plan = try plan("0.1 0.1 24 0.1 0.1 0.1", survived: survived)
    let (found, curve) = (try plan.run(), try #require(plan.options.day))
    let answer = try #require(found.day)
    let judge = try #require(try plan.judges(of: [answer.candidate]).judges.first)
    let search = DaySearch(judge: judge, curve: curve, limits: plan.space.limits)
    let fixed = try #require(answer.fixed)
    #expect(try (1...12).first { try search.day($0) != nil } == fixed.replicas)
    #expect(fixed.seeds >= 2 && fixed.halfWidth != nil && abs(fixed.replicaHours - 24 * Double(fixed.replicas)) < 0.01 * fixed.replicaHours)
    let following = try #require(answer.following)
    func holds(_ target: Double) throws -> Bool {
      try search.day(fixed.replicas, DaySearch.Scaling(least: following.fewest, initial: following.fewest, target: target)) != nil
    }
    let most = try #require(following.requestsPerReplica)
    #expect(try holds(most))
    #expect(try DaySearch.targets.filter { $0 > most }.allSatisfy { try !holds($0) })
  }
}
