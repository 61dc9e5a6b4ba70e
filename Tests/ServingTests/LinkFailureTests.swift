import Kernel
import Network
import Serving
import Testing
import Workload

/// What a link that is lost or slow does to KV that is handed over, told by hand.
@Suite("Links that fail")
struct LinkFailureTests {
  /// A gigabyte a second, so that a byte takes 1,000 ps; prefill 1000 + 100 a token, decoding 1000 + 100 a sequence. A prompt
  /// of ten tokens is computed at 2,000, and its 20 bytes have come at 22,050.
  private func rules(prefill: Int = 1, decode: Int = 1, _ mode: HandOverConfiguration.Mode = .serialized, layers: Int = 1) -> Rules {
    var rules = Rules(scheduler: "fcfs", replicas: prefill, blockTokens: 4)
    rules.decodeReplicas = decode
    rules.decodeRouter = "least_requests"
    rules.budget = 100
    (rules.base, rules.perToken, rules.perContext) = (1000, 100, 0)
    rules.port = LinkFigures(bytesPerSecond: 1_000_000_000, latency: Duration(picoseconds: 50))
    rules.handOver = HandOverConfiguration(mode: mode, bytesPerToken: 2, layers: layers)
    return rules
  }

  private func fault(_ link: NetworkLink, at start: Int64, for length: Int64?, left permille: Int = 0) -> LinkFault {
    LinkFault(
      link: link, start: Instant(picoseconds: start), length: length.map { Duration(picoseconds: $0) }, bandwidthPermille: permille)
  }

  private let request = Arrival(time: .start, promptTokens: 10, outputTokens: 3)

  /// When the KV of each request arrives.
  private func arrivals(_ rules: Rules, _ load: [Arrival]) throws -> [Int64] { try simulate(rules, load).log.handOvers.map { $0[7] } }

  @Test("a port that is lost for a time while bytes are under way delays them by exactly that, on either side", arguments: [0, 1])
  func lostUnderWay(replica: Int) throws {
    var rules = rules()
    rules.failures.links = [fault(.replica(replica), at: 9_000, for: 10_000_000)]
    let run = try simulate(rules, [request])
    #expect(run.log.handOvers == [[0, 0, 1, 20, 2000, 2000, 2000, 22_050 + 10_000_000]])
    #expect(try #require(run.log.records[0]).finish.picoseconds == 22_050 + 10_000_000 + 2 * 1100)
    #expect(run.outcome.handOvers.bytes == 20 && run.outcome.handOvers.calledOff == 0 && run.outcome.retries == 0)
    #expect(run.outcome.handOvers.longestVisible.picoseconds == 20_050 + 10_000_000)
  }

  @Test("what sets out over a lost link holds its room at the destination and begins when the link is back")
  func lostBefore() throws {
    var rules = rules()
    rules.failures.links = [fault(.replica(1), at: 0, for: 50_000)]
    #expect(try simulate(rules, [request]).log.handOvers == [[0, 0, 1, 20, 2000, 2000, 2000, 50_000 + 20_050]])
  }

  @Test("what has come in full the instant a link is lost has come, and what is on the wire behind its last byte arrives")
  func lostAtTheEnd() throws {
    var rules = rules()
    for start: Int64 in [22_000, 22_001, 22_049] {
      rules.failures.links = [fault(.replica(1), at: start, for: 1_000_000)]
      #expect(try arrivals(rules, [request]) == [22_050])
    }
    rules.failures.links = [fault(.replica(1), at: 21_999, for: 1_000_000)]
    #expect(try arrivals(rules, [request]) == [22_050 + 1_000_000])
  }

  @Test("a link at a tenth of its bandwidth brings a tenth of the bytes in the time")
  func slow() throws {
    var rules = rules()
    rules.failures.links = [fault(.replica(1), at: 2_000, for: nil, left: 100)]
    #expect(try arrivals(rules, [request]) == [2_000 + 200_000 + 50])
    // From 12,000 to 22,000 one byte comes in place of ten.
    rules.failures.links = [fault(.replica(1), at: 12_000, for: 10_000, left: 100)]
    #expect(try arrivals(rules, [request]) == [22_050 + 9_000])
  }

  @Test("one failure may begin as another of the same link ends, in whatever order they are told")
  func oneAfterTheOther() throws {
    var rules = rules()
    rules.failures.links = [
      fault(.replica(1), at: 12_000, for: 10_000, left: 100), fault(.replica(1), at: 2_000, for: 10_000, left: 500),
    ]
    // 5 bytes by 12,000, one by 22,000, and 14 at full speed.
    #expect(try arrivals(rules, [request]) == [22_000 + 14_000 + 50])
  }

  @Test("the bandwidth that stands still behind a lost link is the others'")
  func othersTakeWhatIsLeft() throws {
    var rules = rules(prefill: 1, decode: 2)
    // Both prompts in one batch: done at 3,000, 20 bytes each from one port to two.
    #expect(try arrivals(rules, [request, request]) == [43_050, 43_050])
    rules.failures.links = [fault(.replica(2), at: 3_000, for: 1_000_000)]
    #expect(try arrivals(rules, [request, request]) == [23_050, 1_003_000 + 20_050])
  }

  @Test("layer by layer, what was computed waits at a lost link, and the last layer joins it")
  func layered() throws {
    var rules = rules(.layered, layers: 4)
    // 15 bytes set out at 500, 5 more at 2,000; one byte is gone when the link is lost at 1,500.
    rules.failures.links = [fault(.replica(0), at: 1_500, for: 100_000)]
    #expect(try simulate(rules, [request]).log.handOvers == [[0, 0, 1, 20, 2000, 500, 500, 101_500 + 19_000 + 50]])
  }

  @Test("a destination that dies behind its lost port costs the way: the KV goes from its source to another")
  func destinationDiesBehindIt() throws {
    var rules = rules(prefill: 1, decode: 2)
    rules.failures.links = [fault(.replica(1), at: 4_000, for: 1_000_000)]
    rules.failures.faults = [
      ReplicaFault(replicas: 1..<2, start: Instant(picoseconds: 9_000), length: Duration(picoseconds: 500), effect: .crash)
    ]
    let run = try simulate(rules, [request])
    #expect(run.log.handOvers == [[0, 0, 2, 20, 2000, 2000, 9_000, 9_000 + 20_050]])
    #expect(run.outcome.handOvers.calledOff == 1 && run.outcome.handOvers.sentAgain == 1)
    #expect(run.outcome.retries == 0 && run.outcome.replicas[0].prefillTokens == 10)
  }

  @Test("a source that dies behind its lost port takes the KV with it")
  func sourceDiesBehindIt() throws {
    var rules = rules(prefill: 2, decode: 1)
    rules.failures.links = [fault(.replica(0), at: 4_000, for: 1_000_000)]
    rules.failures.faults = [ReplicaFault(replicas: 0..<1, start: Instant(picoseconds: 9_000), length: nil, effect: .crash)]
    let run = try simulate(rules, [request])
    #expect(run.log.handOvers.map { $0[3] } == [22] && run.outcome.retries == 1)
    #expect(run.outcome.handOvers.calledOff == 1 && run.outcome.handOvers.sentAgain == 0)
  }

  /// One replica a node, two nodes a rack: prefill replicas 0 and 1 in rack 0, decode replicas 2 and 3 in rack 1.
  private var tree: Rules {
    var rules = rules(prefill: 2, decode: 2)
    let link = LinkFigures(bytesPerSecond: 1_000_000_000, latency: .zero)
    rules.network = .tree(TreeNetwork(replicasPerNode: 1, nodesPerRack: 2, nodeLink: nil, rackLink: link, spineLink: link))
    return rules
  }

  @Test("a rack's uplink holds up all that leaves the rack, a node's only what is its own")
  func uplinks() throws {
    var rules = tree
    let load = [request, request]
    // Two flows of 20 bytes over one uplink of the rack.
    #expect(try arrivals(rules, load) == [42_000, 42_000])
    rules.failures.links = [fault(.rack(0), at: 12_000, for: 100_000)]
    #expect(try arrivals(rules, load) == [142_000, 142_000])
    rules.failures.links = [fault(.node(0), at: 12_000, for: 100_000)]
    // Five bytes of each by 12,000; the other one then has the uplink alone.
    #expect(try arrivals(rules, load) == [12_000 + 15_000, 112_000 + 15_000])
  }

  @Test("a run ends with its requests, though a link is still to fail or to come back")
  func endsWithItsRequests() throws {
    var rules = rules()
    let calm = try simulate(rules, [request])
    rules.failures.links = [fault(.replica(0), at: 22_100, for: 1_000_000), fault(.replica(1), at: 9_000_000, for: nil, left: 500)]
    let run = try simulate(rules, [request])
    #expect(run.log == calm.log && run.outcome.end == calm.outcome.end)
  }

  @Test("at a horizon, what stands still at a lost link is unfinished")
  func horizon() throws {
    var rules = rules()
    rules.failures.links = [fault(.replica(1), at: 4_000, for: 1_000_000)]
    let run = try simulate(rules, [request], horizon: Instant(picoseconds: 500_000))
    #expect(run.outcome.unfinished == 1 && run.outcome.finished == 0 && run.outcome.outputTokens == 1)
  }

  @Test("links that do not exist, are not taken, or fail in a way that cannot be are refused")
  func refusals() {
    func refuse(_ rules: Rules, _ links: [LinkFault], _ words: String) {
      var rules = rules
      rules.failures.links = links
      let error = #expect(throws: InputError.self) { _ = try simulate(rules, [request]) }
      #expect("\(error!)".contains(words), "\(error!)")
    }
    refuse(rules(), [fault(.replica(2), at: 0, for: 1)], "the link of replica 2 does not exist; replicas 0 to 1")
    refuse(rules(), [fault(.rack(0), at: 0, for: 1)], "a network with racks")
    refuse(tree, [fault(.replica(0), at: 0, for: 1)], "a network in which replicas have links of their own")
    refuse(tree, [fault(.rack(2), at: 0, for: 1)], "racks 0 to 1")
    var oneRack = tree
    let link = LinkFigures(bytesPerSecond: 1_000_000_000)
    oneRack.network = .tree(TreeNetwork(replicasPerNode: 1, nodesPerRack: 4, nodeLink: link, rackLink: link, spineLink: link))
    refuse(oneRack, [fault(.rack(0), at: 0, for: 1)], "no hand-over takes the link of rack 0")
    refuse(oneRack, [fault(.replica(0), at: 0, for: 1)], "no hand-over takes the link of replica 0")
    refuse(Rules(), [fault(.replica(0), at: 0, for: 1)], "no KV is handed over")
    refuse(rules(), [fault(.replica(0), at: 0, for: nil)], "lost for good")
    refuse(rules(), [fault(.replica(0), at: 0, for: 0)], "of no length")
    refuse(rules(), [fault(.replica(0), at: -1, for: 5)], "before the start")
    refuse(rules(), [fault(.replica(0), at: 0, for: 5, left: 1001)], "thousandths")
    refuse(rules(), [fault(.replica(0), at: 0, for: 5), fault(.replica(0), at: 4, for: 5, left: 500)], "overlap")
    var slow = rules()
    slow.port.bytesPerSecond = 5000
    refuse(slow, [fault(.replica(0), at: 0, for: 5, left: 100)], "500 bytes a second are left")
  }
}
