import Kernel
import Record
import Serving
import Testing
import Workload

@Suite("Requests with adapters")
struct AdapterRunTests {
  private static func rules(count: Int, slots: Int, loadTime: Int64 = 50, scheduler: String = "sarathi") -> Rules {
    var rules = Rules(scheduler: scheduler, kvBlocks: 400, maximumSequences: 6)
    rules.adapters = AdapterRules(
      count: count, slots: slots, kinds: [.init(rank: 2, loadTime: Duration(picoseconds: loadTime), bytes: 10, nanojoules: 7)])
    rules.adapterLoad = AdapterLoad(count: count, alpha: nil)
    return rules
  }

  private static func arrivals(_ adapters: [Int32], gap: Int64 = 0, output: Int = 5) -> [Arrival] {
    adapters.enumerated().map { place, adapter in
      var arrival = Arrival(time: Instant(picoseconds: Int64(place) * gap), promptTokens: 8, outputTokens: output)
      arrival.adapter = adapter
      return arrival
    }
  }

  @Test func `load each adapter once where there are as many slots as adapters`() throws {
    let adapters = (0..<60).map { Int32($0 % 7) }
    for slots in [7, 9] {
      let run = try simulate(Self.rules(count: 7, slots: slots), Self.arrivals(adapters, gap: 90))
      #expect(run.log.adapterLoads == 7 && run.log.adapterBytes == 70)
    }
    #expect(try simulate(Self.rules(count: 7, slots: 2), Self.arrivals(adapters, gap: 90)).log.adapterLoads > 7)
  }

  @Test func `that ask for none run as if there were none`() throws {
    var rules = Self.rules(count: 3, slots: 1)
    let with = try simulate(rules, Self.arrivals([-1, -1, -1, -1], gap: 40))
    (rules.adapters, rules.adapterLoad) = (nil, nil)
    #expect(try simulate(rules, Self.arrivals([-1, -1, -1, -1], gap: 40)).log == with.log)
  }

  @Test func `wait until their adapter is there, and others overtake them only where they may`() throws {
    // Adapter 0 runs when requests for 1 and 0 come, and there is one slot.
    func firsts(overtakes: Bool) throws -> [Int64] {
      var rules = Self.rules(count: 2, slots: 1)
      rules.adapters?.overtakes = overtakes
      let run = try simulate(rules, Self.arrivals([0, 1, 0], gap: 60, output: 30))
      return (0..<3).map { run.log.records[$0]!.firstScheduled.picoseconds }
    }
    let (passing, queueing) = (try firsts(overtakes: true), try firsts(overtakes: false))
    #expect(passing[0] == 50 && queueing[0] == 50)
    #expect(passing[2] < passing[1] && queueing[2] > queueing[1])
  }

  @Test func `hold one adapter at a time where it is merged into the weights, and requests without one wait as well`() throws {
    var rules = Self.rules(count: 2, slots: 1)
    rules.adapters?.mergedChange = Duration(picoseconds: 500)
    rules.adapters?.overtakes = false
    let run = try simulate(rules, Self.arrivals([0, -1, 1]))
    let records = (0..<3).map { run.log.records[$0]! }
    #expect(records[0].firstScheduled.picoseconds == 50)
    #expect(records[1].firstScheduled >= records[0].finish + Duration(picoseconds: 500))
    #expect(records[2].firstScheduled >= records[1].finish + Duration(picoseconds: 50))
  }

  @Test func `draw their adapters by the power law, the same under every scheduler`() throws {
    func loads(_ scheduler: String) throws -> Int {
      var rules = Self.rules(count: 50, slots: 50, scheduler: scheduler)
      rules.adapterLoad?.alpha = 1
      return try simulate(rules, Self.arrivals(Array(repeating: -1, count: 40), gap: 200)).log.adapterLoads
    }
    let (first, second) = (try loads("sarathi"), try loads("fcfs"))
    #expect(first == second && first > 10 && first < 40, "\(first) \(second)")
  }

  @Test func `are refused where an adapter is beyond those that there are, and where pools disagree`() throws {
    #expect(throws: InputError.self) { try simulate(Self.rules(count: 2, slots: 1), Self.arrivals([2])) }
    var rules = Self.rules(count: 2, slots: 1)
    rules.adapterLoad = nil
    #expect(throws: InputError.self) { try simulate(rules, Self.arrivals([0])) }
    (rules.adapters, rules.adapterLoad) = (nil, AdapterLoad(count: 2, alpha: 1))
    #expect(throws: InputError.self) { try simulate(rules, Self.arrivals([0])) }
    #expect(throws: InputError.self) { try simulate(Self.rules(count: 2, slots: 1, scheduler: "batchllm"), Self.arrivals([0])) }
    var handingOver = Self.rules(count: 2, slots: 1)
    handingOver.decodeReplicas = 1
    #expect(throws: InputError.self) { try simulate(handingOver, Self.arrivals([0])) }
  }

  @Test func `of one adapter meet on one replica under adapter affinity, which loads less`() throws {
    let adapters = (0..<200).map { (place: Int) -> Int32 in
      let mixed = place * place + place / 3
      return Int32(mixed % 8)
    }
    func loads(_ router: String) throws -> Int {
      var rules = Self.rules(count: 8, slots: 2)
      (rules.replicas, rules.router) = (4, router)
      return try simulate(rules, Self.arrivals(adapters, gap: 150)).log.adapterLoads
    }
    let (near, round) = (try loads("adapter_affinity"), try loads("round_robin"))
    #expect(near < round, "\(near) \(round)")
  }
}
