import Kernel
import Serving
import Testing
import Workload

/// Where cached prompts are kept, for how long, and which replica a request is sent to for them.
@Suite struct PrefixTierTests {
  private func rules(kvBlocks: Int, prefixes: PrefixRules = PrefixRules(), router: String = "round_robin", replicas: Int = 1) -> Rules {
    var rules = Rules(router: router, replicas: replicas, kvBlocks: kvBlocks, budget: 1000, base: 100, perToken: 1, perContext: 0)
    rules.engine.prefixCaching = true
    rules.engine.prefixes = prefixes
    return rules
  }

  private func arrival(_ time: Int64, _ prompt: Int, _ blocks: [UInt64], output: Int = 1) -> Arrival {
    Arrival(time: Instant(picoseconds: time), promptTokens: prompt, outputTokens: output, blockHashes: blocks)
  }

  /// Requests so far apart that each ends before the next, over families of texts that have beginnings in common.
  private func oneByOne(_ number: Int) -> [Arrival] {
    var stream = RandomStream(seed: 9, name: "one by one", substream: UInt64(number))
    func draw(_ range: ClosedRange<Int>) -> Int { range.lowerBound + stream.integer(below: range.count) }
    return (0..<draw(20...60)).map { index in
      let (blocks, family, common) = (draw(1...10), draw(1...4), draw(0...8))
      let text = (0..<blocks).map { UInt64($0 < common ? 100 * family + $0 : 10_000 + 100 * draw(0...9) + $0) }
      return arrival(Int64(index) * 1_000_000, 4 * blocks + draw(0...3), text)
    }
  }

  @Test func aLargerCacheNeverHoldsLessOfRequestsThatComeOneByOne() throws {
    // The stack property of LRU (Mattson et al., IBM Systems Journal 1970).
    for number in 0..<100 {
      let arrivals = oneByOne(number)
      let held = try [12, 16, 24, 40, 1000].map { try simulate(rules(kvBlocks: $0), arrivals).log.hitTokens }
      #expect(held == held.sorted(), "\(held) \(arrivals)")
      #expect(held[0] < held[4], "with room for everything more must be found than with room for one prompt")
    }
  }

  @Test func whatFallsOutOfTheAcceleratorsIsFoundBelowAndThenAllReuseIsFound() throws {
    for number in 0..<100 {
      let arrivals = oneByOne(number)
      let tier = PrefixTier(blocks: 24, timePerBlock: Duration(picoseconds: 1)),
        ample = PrefixTier(blocks: 10_000, timePerBlock: tier.timePerBlock)
      func held(_ host: PrefixTier?, _ remote: PrefixTier? = nil) throws -> RunLog {
        try simulate(rules(kvBlocks: 12, prefixes: PrefixRules(host: host, remote: remote, loading: .always)), arrivals).log
      }
      let logs = try [held(nil), held(tier), held(tier, tier), held(tier, ample), held(ample), held(nil, ample)]
      let sums = logs.map(\.hitTokens)
      #expect(sums[0] <= sums[1] && sums[1] <= sums[2] && sums[2] <= sums[3], "\(sums) \(arrivals)")
      // All that was ever computed is found again, wherever it is: as much as an endless cache on the accelerators finds.
      let everything = try simulate(rules(kvBlocks: 10_000), arrivals).log.hitTokens
      #expect(sums[3...].allSatisfy { $0 == everything }, "\(sums) \(everything) \(arrivals)")
      #expect(logs[4].hostTokens > 0 && logs[4].remoteTokens == 0 && logs[5].remoteTokens > 0 && logs[5].hostTokens == 0)
    }
  }

  @Test func loadingTakesWhatTheLinkTakesBesideWhatIsComputed() throws {
    // Nine tokens, of which two whole blocks are cached; another text of the same size takes their place on the accelerators.
    let arrivals = [arrival(0, 9, [1, 2]), arrival(10_000, 9, [8, 9]), arrival(20_000, 9, [1, 2])]
    // Computing the one token left takes 101, computing all anew 109, computing the two blocks alone 108.
    let cases: [(perBlock: Int64, loading: PrefixRules.Loading, layers: Int?, duration: Int64)] = [
      (30, .always, nil, 60 + 101), (30, .always, 4, 101 + 15), (30, .always, 7, 101 + 9), (80, .always, 4, 160 + 40),
      (80, .always, nil, 160 + 101), (53, .whenFaster, nil, 106 + 101), (54, .whenFaster, nil, 109), (80, .whenFaster, 4, 109),
    ]
    for (perBlock, loading, layers, duration) in cases {
      let tier = PrefixTier(blocks: 10, timePerBlock: Duration(picoseconds: perBlock))
      for (host, remote) in [(tier, PrefixTier?.none), (nil, tier)] {
        let prefixes = PrefixRules(host: host, remote: remote, loading: loading, overlappedLayers: layers)
        let run = try simulate(rules(kvBlocks: 3, prefixes: prefixes), arrivals)
        let record = run.log.records[2]!
        #expect((record.firstToken - record.firstScheduled).picoseconds == duration, "\(perBlock) \(loading) \(String(describing: layers))")
        #expect(record.cachedTokens == (duration == 109 ? 0 : 8))
      }
    }
  }

  @Test func aPinnedPrefixIsNeverForgottenAndAnUnpinnedOneIs() throws {
    // Twelve blocks: the first request's two are pinned; each of the next three texts takes five.
    let texts = (1...4).map { text in (0..<4).map { UInt64(10 * text + $0) } }
    let arrivals = (0..<4).map { arrival(Int64($0) * 10_000, 17, texts[$0]) } + [arrival(50_000, 17, texts[0])]
    for (members, found) in [(0, 0), (1, 0), (4, 8), (100, 8)] {
      var pinning = rules(kvBlocks: 12)
      (pinning.scheduler, pinning.custom) = ("pinning", PinningScheduler.self)
      pinning.schedulerParameters = ["members": .count(members)]
      let run = try simulate(pinning, arrivals + [arrival(60_000, 17, [90, 91, 92, 93]), arrival(70_000, 17, [95, 96, 97, 98])])
      #expect(run.log.records[4]!.cachedTokens == found, "\(members) members")
    }
  }

  @Test func popularityOutlivesAScanThatLRUForgetsItFor() throws {
    // A text that everybody uses, then more texts that come once than the cache has room for, then the first one again.
    let hot = (0..<10).map { arrival(Int64($0) * 1000, 17, [1, 2, 3, 4]) }
    let scan = (0..<10).map { text in arrival(20_000 + Int64(text) * 1000, 17, (0..<4).map { UInt64(100 * text + 50 + $0) }) }
    let again = [arrival(50_000, 17, [1, 2, 3, 4])]
    for (eviction, found) in [(EvictionPolicy.leastRecentlyUsed, 0), (.popularityCost(agingThousandths: 0), 16)] {
      let run = try simulate(rules(kvBlocks: 12, prefixes: PrefixRules(eviction: eviction)), hot + scan + again)
      #expect(run.log.records[20]!.cachedTokens == found)
    }
    // Old fame fades: with aging, enough texts that come once push it out after all.
    let longScan = (0..<200).map { text in arrival(20_000 + Int64(text) * 1000, 17, (0..<4).map { UInt64(100 * text + 50 + $0) }) }
    for (aging, found) in [(Int64(0), 16), (1000, 0)] {
      let prefixes = PrefixRules(eviction: .popularityCost(agingThousandths: aging))
      let run = try simulate(rules(kvBlocks: 12, prefixes: prefixes), hot + longScan + [arrival(500_000, 17, [1, 2, 3, 4])])
      #expect(run.log.records[210]!.cachedTokens == found, "aging \(aging)")
    }
  }

  @Test func affinityFollowsTheCacheUntilTheQueueIsLonger() throws {
    // Two texts are computed on two replicas, then come again in the other order.
    let first = [arrival(0, 17, [1, 2, 3, 4]), arrival(0, 17, [5, 6, 7, 8])]
    let again = [arrival(10_000, 17, [5, 6, 7, 9]), arrival(10_000, 17, [1, 2, 3, 9])]
    let run = try simulate(rules(kvBlocks: 100, router: "prefix_affinity", replicas: 2), first + again)
    #expect((0..<4).map { run.log.records[$0]!.replica } == [0, 1, 1, 0])
    #expect((2..<4).map { run.log.records[$0]!.cachedTokens } == [12, 12])
    // A third of the same text waits behind more than it is spared, so that it is computed on the other replica.
    let crowd = (0..<4).map { _ in arrival(10_000, 17, [1, 2, 3, 9]) }
    let crowded = try simulate(rules(kvBlocks: 100, router: "prefix_affinity", replicas: 2), first + crowd)
    #expect(Set((2..<6).map { crowded.log.records[$0]!.replica }) == [0, 1])
  }

  @Test func equalBeginningsMeetOnOneReplicaByTheirHash() throws {
    let arrivals = (0..<200).map { arrival(Int64($0) * 10_000, 13, [9, UInt64($0 % 10), UInt64(1000 + $0)]) }
    let run = try simulate(rules(kvBlocks: 1000, router: "prefix_hash", replicas: 3), arrivals)
    let places = (0..<10).map { family in Set((0..<200).filter { $0 % 10 == family }.map { run.log.records[$0]!.replica }) }
    #expect(places.allSatisfy { $0.count == 1 } && Set(places.flatMap { $0 }).count > 1)
    // All at once, no replica takes more than its share and a quarter; a popular beginning spills over.
    let burst = (0..<60).map { _ in arrival(0, 9, [7, 8]) }
    let spread = try simulate(rules(kvBlocks: 1000, router: "prefix_hash", replicas: 3), burst)
    let counts = (0..<3).map { replica in spread.log.records.values.count { $0.replica == replica } }
    #expect(counts.max()! <= 25 && counts.min()! > 0, "\(counts)")
  }

  @Test func tiersThatCannotBeAreRefused() {
    let tier = PrefixTier(blocks: 10, timePerBlock: Duration(picoseconds: 5))
    var without = rules(kvBlocks: 10, prefixes: PrefixRules(host: tier))
    without.engine.prefixCaching = false
    #expect(throws: InputError.self) { try simulate(without, []) }
    for wrong in [PrefixTier(blocks: 0, timePerBlock: tier.timePerBlock), PrefixTier(blocks: 10, timePerBlock: .zero)] {
      #expect(throws: InputError.self) { try simulate(rules(kvBlocks: 10, prefixes: PrefixRules(remote: wrong)), []) }
    }
    #expect(throws: InputError.self) { try EvictionPolicy.policy(named: "lfu") }
    #expect(throws: InputError.self) { try EvictionPolicy.policy(named: "popularity_cost", ["aging": .number(2)]) }
  }
}
