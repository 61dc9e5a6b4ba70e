import Kernel
import Record
import Serving
import Testing
import Workload

/// What every policy of the catalog promises. A new policy is held to all of it by its one line in the catalog.
@Suite struct ConformanceTests {
  private static let routers = RouterCatalog.names

  @Test(arguments: SchedulerCatalog.names)
  func everyRequestGetsItsTokensAndEverythingAddsUp(scheduler: String) throws {
    for number in CaseCount.cases(1000) {
      let scenario = RandomCase(number, of: "conformance \(scheduler)", scheduler: scheduler, routers: Self.routers)
        .withPromptsAlone(number).treatedAtTimes(number)
      expectSound(try simulate(scenario.rules, scenario.arrivals), of: scenario)
    }
  }

  @Test(arguments: SchedulerCatalog.names)
  func aLeapingRunIsThePlainRunBitForBit(scheduler: String) throws {
    for number in CaseCount.cases(1000) {
      let scenario = RandomCase(number, of: "leaps \(scheduler)", scheduler: scheduler, routers: Self.routers)
        .withPromptsAlone(number).treatedAtTimes(number)
      let leaping = try simulate(scenario.rules, scenario.arrivals, leaps: true)
      let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false)
      #expect(leaping.log == plain.log, "\(scenario)")
      #expect(leaping.result == plain.result, "\(scenario)")
    }
  }

  @Test(arguments: SchedulerCatalog.names)
  func theSameRunTwiceHasTheSameDigestAndAnyOtherLoadAnother(scheduler: String) throws {
    for number in CaseCount.cases(200) {
      var scenario = RandomCase(number, of: "digest \(scheduler)", scheduler: scheduler, routers: Self.routers).treatedAtTimes(number)
      let first = try simulate(scenario.rules, scenario.arrivals)
      let second = try simulate(scenario.rules, scenario.arrivals)
      #expect(first.log == second.log && first.outcome == second.outcome, "\(scenario)")
      // One token more for the last request served shows.
      guard let last = first.log.records.keys.max() else { continue }
      scenario.arrivals[last].outputTokens += 1
      #expect(try simulate(scenario.rules, scenario.arrivals).outcome.digest != first.outcome.digest, "\(scenario)")
    }
  }

  @Test(arguments: SchedulerCatalog.names)
  func aClosedLoopKeepsItsConcurrencyAndFinishesAll(scheduler: String) throws {
    for number in CaseCount.cases(500) {
      let scenario = RandomCase(number, of: "closed \(scheduler)", scheduler: scheduler, routers: Self.routers).treatedAtTimes(number)
      let concurrency = 1 + number % 7
      let leaping = try simulate(scenario.rules, scenario.arrivals, leaps: true, concurrency: concurrency)
      let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false, concurrency: concurrency)
      #expect(leaping.log == plain.log && leaping.result == plain.result, "\(scenario)")
      expectSound(leaping, of: scenario, inOrder: false)
      // As one request ends the next arrives, so `concurrency` are in flight from the start until the load runs dry.
      let records = leaping.log.records.values.sorted { $0.request < $1.request }
      let ends = records.map(\.finish).sorted()
      for (place, record) in records.enumerated() {
        #expect(record.arrival == (place < concurrency ? .start : ends[place - concurrency]), "\(scenario)")
      }
    }
  }

  @Test(arguments: SchedulerCatalog.names, [OutputPredictor.oracle, .noisy(logDeviation: 0), .noisy(logDeviation: 1.5)])
  func aPredictionChangesNoLength(scheduler: String, predictor: OutputPredictor) throws {
    for number in CaseCount.cases(200) {
      let scenario = RandomCase(number, of: "predictor \(scheduler)", scheduler: scheduler, routers: Self.routers).treatedAtTimes(
        number)
      let leaping = try simulate(scenario.rules, scenario.arrivals, leaps: true, predictor: predictor)
      let plain = try simulate(scenario.rules, scenario.arrivals, leaps: false, predictor: predictor)
      #expect(leaping.log == plain.log && leaping.result == plain.result, "\(scenario)")
      expectSound(leaping, of: scenario)
    }
  }

  @Test(arguments: SchedulerCatalog.names)
  func theFutureDoesNotReachBack(scheduler: String) throws {
    // Requests that come later change nothing that has ended before they come.
    for number in CaseCount.cases(300) {
      let scenario = RandomCase(number, of: "future \(scheduler)", scheduler: scheduler, routers: Self.routers).treatedAtTimes(number)
      let whole = try simulate(scenario.rules, scenario.arrivals)
      let cut = scenario.arrivals.count / 2
      let known = try simulate(scenario.rules, Array(scenario.arrivals[..<cut]))
      let stranger = scenario.arrivals[cut].time
      let before = { (records: [Int: RequestRecord]) in records.filter { $0.value.finish < stranger } }
      #expect(before(known.log.records) == before(whole.log.records), "\(scenario)")
    }
  }

  @Test(arguments: SchedulerCatalog.names)
  func anIterationThatTakesNoTimeIsNoIteration(scheduler: String) throws {
    var rules = Rules(scheduler: scheduler, base: 0, perToken: 0, perContext: 0)
    rules.modelTokens = 100
    let arrivals = [Arrival(time: .start, promptTokens: 1, outputTokens: 1)]
    #expect(throws: BrokenInvariant.self) { try simulate(rules, arrivals) }
  }
}
