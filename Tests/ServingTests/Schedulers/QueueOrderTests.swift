import Kernel
import Record
import Serving
import Testing
import Workload

/// What each order of the queue is known for.
@Suite("Orders of the queue") struct QueueOrderTests {
  /// One request at a time, so that the order of service is all there is.
  private func rules(_ scheduler: String, _ parameters: [String: ParameterValue] = [:]) -> Rules {
    var rules = Rules(scheduler: scheduler)
    (rules.maximumSequences, rules.kvBlocks) = (1, 400)
    rules.schedulerParameters = parameters
    return rules
  }

  private func waits(_ log: RunLog) -> [Int64] { log.records.values.map { ($0.firstScheduled - $0.arrival).picoseconds } }

  @Test("Shortest job first has the least mean wait there can be, if lengths are known")
  func shortestJobFirst() throws {
    var stream = RandomStream(seed: 3, name: "jobs", substream: 0)
    let load = (0..<40).map { _ in Arrival(time: .start, promptTokens: 4, outputTokens: 1 + stream.integer(below: 90)) }
    var known = rules("shortest_job_first")
    known.oracle = true
    let log = try simulate(known, load).log
    // Of all orders of jobs that are there from the start, the ascending one has the least sum of waits.
    let services = log.records.values.map { ($0.finish - $0.firstScheduled).picoseconds }.sorted()
    let least = services.enumerated().reduce(Int64(0)) { $0 + Int64(services.count - 1 - $1.offset) * $1.element }
    #expect(waits(log).reduce(0, +) == least)
    #expect(try waits(simulate(rules("sarathi"), load).log).reduce(0, +) > least)
  }

  @Test("A noisy predictor loses part of that, and without one the prompt stands for the job")
  func withoutOracle() throws {
    var stream = RandomStream(seed: 4, name: "jobs", substream: 0)
    let load = (0..<40).map { _ in
      Arrival(time: .start, promptTokens: 1 + stream.integer(below: 16), outputTokens: 1 + stream.integer(below: 90))
    }
    func wait(_ predictor: OutputPredictor) throws -> Int64 {
      try waits(simulate(rules("shortest_job_first"), load, predictor: predictor).log).reduce(0, +)
    }
    let arrival = try waits(simulate(rules("sarathi"), load).log).reduce(0, +)
    let (oracle, noisy) = (try wait(.oracle), try wait(.noisy(logDeviation: 1)))
    #expect(oracle < noisy && noisy < arrival)
    let blind = try simulate(rules("shortest_job_first"), load, predictor: OutputPredictor.none).log
    let order = blind.records.values.sorted { $0.firstScheduled < $1.firstScheduled }.map(\.promptTokens)
    #expect(order == order.sorted())
  }

  @Test("Urgent requests go first, but a request that has waited for a class's worth of aging goes before those that come after")
  func aging() throws {
    let aging: Int64 = 3000
    var rules = rules("priority", ["aging": .duration(Duration(picoseconds: aging))])
    rules.classes = [RequestClass(name: "urgent", share: 3), RequestClass(name: "patient", share: 1, priority: 1)]
    // Twice what one place can serve.
    let load = (0..<150).map { Arrival(time: Instant(picoseconds: Int64($0) * 100), promptTokens: 4, outputTokens: 2) }
    let records = try simulate(rules, load).log.records.values
    var overtakings = 0
    for patient in records where patient.classIndex == 1 {
      for urgent in records where urgent.classIndex == 0 && urgent.arrival > patient.arrival {
        if urgent.arrival.picoseconds >= patient.arrival.picoseconds + aging {
          #expect(urgent.firstScheduled > patient.firstScheduled, "nobody comes in front of it after that")
        } else if urgent.arrival < patient.firstScheduled {
          #expect(urgent.firstScheduled < patient.firstScheduled)
          overtakings += 1
        }
      }
    }
    #expect(overtakings > 100)
  }

  @Test("Without aging to speak of the patient wait until no urgent request is left; with none at all arrival decides")
  func extremes() throws {
    let load = (0..<30).map { Arrival(time: Instant(picoseconds: Int64($0)), promptTokens: 4, outputTokens: 2) }
    func run(aging: Duration) throws -> [RequestRecord] {
      var rules = rules("priority", ["aging": .duration(aging)])
      rules.classes = [RequestClass(name: "urgent", share: 1), RequestClass(name: "patient", share: 1, priority: 1000)]
      return try simulate(rules, load).log.records.values.sorted { $0.firstScheduled < $1.firstScheduled }
    }
    let strict = try run(aging: .seconds(1_000_000)).dropFirst().map(\.classIndex)
    #expect(strict == strict.sorted() && Set(strict).count == 2)
    #expect(try run(aging: .zero).map(\.request) == Array(0..<30))
  }

  @Test("Earliest deadline first meets all deadlines where that can be done, and order of arrival does not")
  func earliestDeadline() throws {
    let load = (0..<20).map { _ in Arrival(time: .start, promptTokens: 4, outputTokens: 1) }
    func late(_ scheduler: String, due: Duration) throws -> Int {
      var rules = rules(scheduler, scheduler == "earliest_deadline" ? ["ttft": .duration(.seconds(1))] : [:])
      rules.classes = [RequestClass(name: "later", share: 1), RequestClass(name: "soon", share: 1, firstTokenDue: due)]
      let records = try simulate(rules, load).log.records.values
      return records.count { $0.classIndex == 1 && $0.firstToken > $0.arrival + due }
    }
    // As long as the soon ones take one after the other: 100 + 4 x 7 each.
    var probe = rules("sarathi")
    probe.classes = [RequestClass(name: "later", share: 1), RequestClass(name: "soon", share: 1)]
    let soon = try simulate(probe, load).log.records.values.count { $0.classIndex == 1 }
    let due = Duration(picoseconds: 128) * soon
    #expect(soon > 3 && soon < 17)
    #expect(try late("earliest_deadline", due: due) == 0)
    #expect(try late("sarathi", due: due) > 0)
    #expect(try late("earliest_deadline", due: due - Duration(picoseconds: 1)) == 1, "it was that tight")
  }

  @Test("A request's class is its own, whatever the scheduler, the cluster and the load behind it")
  func classesAreDrawnForEachRequest() throws {
    let load = (0..<60).map { Arrival(time: Instant(picoseconds: Int64($0) * 50), promptTokens: 4, outputTokens: 3) }
    func classes(_ rules: Rules, _ load: [Arrival]) throws -> [Int] {
      var copy = rules
      copy.classes = [RequestClass(name: "a", share: 1), RequestClass(name: "b", share: 2), RequestClass(name: "c", share: 0)]
      return try simulate(copy, load).log.records.sorted { $0.key < $1.key }.map(\.value.classIndex)
    }
    let drawn = try classes(rules("priority"), load)
    #expect(try classes(Rules(scheduler: "sarathi", router: "random", replicas: 3), load) == drawn)
    #expect(try classes(rules("fcfs"), Array(load[..<30])) == Array(drawn[..<30]))
    let shares = (0..<3).map { kind in drawn.count { $0 == kind } }
    #expect(shares[2] == 0 && shares[0] > 10 && shares[1] > 25)
  }

  @Test("A policy may give those that wait other keys")
  func moving() throws {
    var rules = rules("sarathi")
    rules.custom = ReversingScheduler.self
    let load = (0..<9).map { Arrival(time: Instant(picoseconds: $0 == 0 ? 0 : 1), promptTokens: 4, outputTokens: 1) }
    let order = try simulate(rules, load).log.records.values.sorted { $0.firstScheduled < $1.firstScheduled }
    #expect(order.map(\.request) == [0, 8, 7, 6, 5, 4, 3, 2, 1])
  }
}

/// Turns the queue round once it has nine requests behind it, by their keys.
struct ReversingScheduler: Scheduler {
  static let name = "reversing"
  static let summary = "the last one first"
  static let source = "made for the tests"
  static let parameters: [ParameterDoc] = []
  static let ordersWaiting = true
  static func defaultBatchedTokens(maximumModelTokens: Int) -> Int { 2048 }
  init(_ parameters: Parameters, replica: ReplicaDescription) {}
  var longestPrefillTokens: Int { .max }

  func waitingKey(of request: RequestFacts) -> Int64 { Int64(request.id) }

  mutating func plan(_ iteration: inout Iteration) {
    var ids: [RequestFacts] = []
    var next = iteration.firstWaiting
    while let request = next {
      ids.append(request)
      next = iteration.waiting(after: request)
    }
    for request in ids { iteration.move(request, toKey: -Int64(request.id)) }
    iteration.continueDecodes()
    while let request = iteration.firstWaiting, iteration.admit(request, tokens: request.remainingPrefillTokens) {}
  }
}
