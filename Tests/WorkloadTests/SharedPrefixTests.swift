import Kernel
import Testing
import Workload

/// Made-up prompts with shared prefixes: what they have in common is what was asked for.
@Suite struct SharedPrefixTests {
  private func arrivals(_ prefixes: SharedPrefixes, requests: Int, seed: UInt64 = 1, process: ArrivalProcess = .atOnce) throws -> [Arrival]
  {
    let workload = WorkloadSpecification(origin: .sharedPrefixes(prefixes, arrivals: process, requests: requests))
    try workload.validate()
    #expect(try workload.blockTokens() == prefixes.blockTokens)
    var source = try workload.makeSource(seed: seed)
    var arrivals: [Arrival] = []
    while let arrival = try source.next() { arrivals.append(arrival) }
    return arrivals
  }

  private func batch(_ order: SharedPrefixes.Order = .shuffled) -> SharedPrefixes {
    SharedPrefixes(
      levels: [.init(tokens: .constant(2000), degree: .constant(16))], ownTokens: .constant(200), outputTokens: .constant(100), order: order
    )
  }

  @Test("BatchLLM's test script: 6,400 prompts at once, 400 prefixes of 2,000 tokens 16 times each, 200 own tokens, 100 out")
  func theAuthorsTestScript() throws {
    let prompts = try arrivals(batch(), requests: 6400)
    #expect(prompts.count == 6400)
    #expect(prompts.allSatisfy { $0.time == .start && $0.promptTokens == 2200 && $0.outputTokens == 100 && $0.blockHashes.count == 137 })
    let byPrefix = Dictionary(grouping: prompts) { $0.blockHashes[124] }
    #expect(byPrefix.count == 400 && byPrefix.values.allSatisfy { $0.count == 16 })
    // All blocks up to 2,000 tokens are common, and none after that.
    #expect(Set(prompts.flatMap(\.blockHashes)).count == 400 * 125 + 6400 * 12)
    // Shuffled: of neighbours hardly any share.
    #expect(zip(prompts, prompts.dropFirst()).count { $0.blockHashes[0] == $1.blockHashes[0] } < 50)
  }

  @Test("Shuffling moves prompts and changes none; another seed gives another order")
  func ordersHaveTheSamePrompts() throws {
    let prefixes = { (order: SharedPrefixes.Order) in
      SharedPrefixes(
        levels: [
          .init(tokens: .constant(64), degree: .uniform(from: 1, through: 5)),
          .init(tokens: .uniform(from: 10, through: 90), degree: .uniform(from: 1, through: 4)),
        ], ownTokens: .lognormal(median: 40, sigma: 1), outputTokens: .uniform(from: 1, through: 50), order: order)
    }
    let grouped = try arrivals(prefixes(.grouped), requests: 500)
    let shuffled = try arrivals(prefixes(.shuffled), requests: 500)
    #expect(grouped != shuffled && Set(grouped) == Set(shuffled))
    #expect(shuffled == (try arrivals(prefixes(.shuffled), requests: 500)))
    #expect(shuffled != (try arrivals(prefixes(.shuffled), requests: 500, seed: 2)))
    // Grouped, every text is met in one stretch.
    for depth in [0, 3] {
      let texts = grouped.filter { $0.blockHashes.count > depth }.map { $0.blockHashes[depth] }
      #expect(1 + zip(texts, texts.dropFirst()).count { $0 != $1 } == Set(texts).count)
    }
  }

  @Test("A block that holds own tokens is nobody else's, as engines share whole blocks only")
  func onlyWholeBlocksAreShared() throws {
    var prefixes = batch(.grouped)
    prefixes.blockTokens = 64
    let prompts = try arrivals(prefixes, requests: 32)
    // 2,000 tokens are 31 blocks of 64 and 16 tokens more.
    let common = zip(prompts[0].blockHashes, prompts[1].blockHashes).prefix { $0 == $1 }.count
    #expect(common == 31 && prompts[0].blockHashes.count == 34)
    #expect(prompts[15].blockHashes[0] == prompts[0].blockHashes[0] && prompts[16].blockHashes[0] != prompts[0].blockHashes[0])
  }

  @Test("Times come from the arrival process, the same for both orders")
  func timesAreTheProcess() throws {
    let process = ArrivalProcess.poisson(requestsPerSecond: 10)
    let times = try [SharedPrefixes.Order.grouped, .shuffled].map { try arrivals(batch($0), requests: 200, process: process).map(\.time) }
    #expect(times[0] == times[1] && times[0].last! > times[0][0])
  }

  @Test("What cannot be is refused")
  func badFigures() throws {
    var none = batch()
    none.levels = []
    var deep = batch()
    deep.levels = Array(repeating: deep.levels[0], count: 16)
    var blocks = batch()
    blocks.blockTokens = 0
    var degree = batch()
    degree.levels[0].degree = .constant(0)
    var long = batch()
    long.levels[0].tokens = .constant(Arrival.maximumTokens)
    for (prefixes, words) in [(none, "0 levels"), (deep, "16 levels"), (blocks, "blocks of 0"), (degree, "degree of 0")] {
      let error = #expect(throws: InputError.self) { try arrivals(prefixes, requests: 10) }
      #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
    #expect(throws: InputError.self) { try arrivals(long, requests: 10) }
    #expect(throws: InputError.self) { try arrivals(batch(), requests: 0) }
  }
}
