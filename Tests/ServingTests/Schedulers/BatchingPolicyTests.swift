import Kernel
import Serving
import Testing
import Workload

/// What each way of composing a batch is known for.
@Suite("Batching policies") struct BatchingPolicyTests {
  private func arrivals(_ requests: [(time: Int64, prompt: Int, output: Int)]) -> [Arrival] {
    requests.map { Arrival(time: Instant(picoseconds: $0.time), promptTokens: $0.prompt, outputTokens: $0.output) }
  }

  private func rules(_ scheduler: String, _ change: (inout Rules) -> Void = { _ in }) -> Rules {
    var rules = Rules(scheduler: scheduler)
    // Whole prompts, recomputed outputs included, fit into an iteration.
    (rules.modelTokens, rules.budget) = (100, 100)
    if scheduler == "sarathi_fixed" { rules.schedulerParameters = ["chunk_tokens": .tokens(8)] }
    change(&rules)
    return rules
  }

  @Test("FasterTransformer: who comes just after a batch began waits for the longest of it, however short it is")
  func requestLevel() throws {
    let load = arrivals([(0, 4, 2), (0, 4, 50), (1, 1, 1)])
    let log = try simulate(rules("faster_transformer"), load).log
    #expect(log.records[2]!.firstScheduled == log.records[1]!.finish)
    #expect(log.records[0]!.finish < log.records[1]!.finish, "what ends early leaves its batch")
    // Iteration-level scheduling lets it in at the next iteration.
    for scheduler in ["orca", "temporal_fusion"] {
      let log = try simulate(rules(scheduler), load).log
      #expect(log.records[2]!.firstScheduled == log.records[0]!.firstToken, "\(scheduler)")
    }
  }

  @Test("Orca sets memory aside for the longest request, so fewer run at once than with pages, and none is ever preempted")
  func reservation() throws {
    // Ten blocks of four tokens; the longest request has twenty tokens, and these have eight.
    let load = arrivals((0..<12).map { (Int64($0), 4, 4) })
    let change = { (rules: inout Rules) in (rules.kvBlocks, rules.modelTokens, rules.budget) = (10, 20, 40) }
    let orca = try simulate(rules("orca", change), load).outcome.replicas[0]
    let paged = try simulate(rules("hybrid_only", change), load).outcome.replicas[0]
    #expect(orca.peakRunning == 2 && paged.peakRunning > 2)
    #expect(orca.peakKVBlocks == 10 && orca.preemptions == 0)
  }

  @Test("A limit on outputs frees memory, and turns longer answers away")
  func maximumOutput() throws {
    let load = arrivals([(0, 4, 4), (1, 4, 4), (2, 4, 4), (3, 4, 9)])
    let run = try simulate(
      rules("orca") {
        ($0.kvBlocks, $0.modelTokens, $0.budget) = (6, 20, 40)
        $0.schedulerParameters = ["max_output_tokens": .tokens(4)]
      }, load)
    #expect(run.outcome.replicas[0].peakRunning == 3 && run.log.rejected == [3])
  }

  @Test("A request for which the memory can never set enough aside is a fault of the configuration")
  func impossibleReservation() {
    #expect(throws: InputError.self) { try simulate(rules("orca") { $0.modelTokens = 1_000_000 }, arrivals([(0, 1, 1)])) }
  }

  @Test("Flover: no more run than there are buffers, and a buffer is taken again at the step after its request ends")
  func buffers() throws {
    let load = arrivals((0..<6).map { (Int64($0), 2, 5) })
    let run = try simulate(rules("temporal_fusion") { $0.schedulerParameters = ["max_concurrency": .count(2)] }, load)
    #expect(run.outcome.replicas[0].peakRunning == 2)
    let records = run.log.records
    for number in 2..<6 { #expect(records[number]!.firstScheduled == records[number - 2]!.finish) }
  }

  @Test("SARATHI: iterations with a prompt hold one chunk, and with the decodes on it they are of one size")
  func decodeMaximal() throws {
    let load = arrivals((0..<6).map { (Int64($0), 21, 30) })
    let log = try simulate(rules("sarathi_fixed"), load).log
    let prefilling = log.iterations.filter { $0[4] > 0 }
    // A prompt's last chunk may be shorter; all others fill the eight tokens exactly.
    #expect(prefilling.count { $0[3] + $0[4] < 8 } <= 6 && prefilling.allSatisfy { $0[3] + $0[4] <= 8 })
    #expect(prefilling.contains { $0[3] > 0 && $0[3] + $0[4] == 8 })
    // Left out of the chunk's size, decodes come on top of it.
    let onTop = rules("sarathi_fixed") {
      $0.schedulerParameters = ["chunk_tokens": .tokens(8), "chunk_holds_decodes": .flag(false)]
    }
    #expect(try simulate(onTop, load).log.iterations.contains { $0[4] == 8 && $0[3] > 0 })
  }

  @Test("Sarathi-Serve bounds the stall of a decode by its token budget; mixing alone stalls it for a whole prompt")
  func stalls() throws {
    let load = arrivals([(0, 4, 40), (300, 60, 2)])
    let change = { (rules: inout Rules) in rules.budget = 80 }
    func longestGap(_ scheduler: String, budget: Int) throws -> Int64 {
      try simulate(rules(scheduler) { $0.budget = budget }, load).log.gaps.keys.max()!
    }
    let mixed = try longestGap("hybrid_only", budget: 80)
    let free = try longestGap("sarathi", budget: 16)
    #expect(mixed > 100 + 7 * 61 && free < 100 + 7 * 16 + 64 && free < mixed)
    let first = try simulate(rules("hybrid_only", change), load).log.records[1]!.firstToken
    let chunked = try simulate(rules("sarathi") { $0.budget = 16 }, load).log.records[1]!.firstToken
    #expect(chunked > first, "which chunks pay with a later first token")
  }

  @Test("Chunks alone never share an iteration with decodes: the two take turns")
  func turns() throws {
    let load = arrivals((0..<6).map { (Int64($0), 21, 12) })
    let log = try simulate(rules("chunked_only") { $0.budget = 16 }, load).log
    #expect(log.iterations.allSatisfy { $0[3] == 0 || $0[4] == 0 })
    // While prompts are left, no two iterations in a row are of chunks once something decodes.
    let start = log.iterations.firstIndex { $0[3] > 0 }!
    let end = log.iterations.lastIndex { $0[4] > 0 }!
    for index in start..<end where log.iterations[index][4] > 0 { #expect(log.iterations[index + 1][3] > 0) }
  }

  @Test("Prefill first: a decode's gap is as long as all batches of prompts that come meanwhile; with mixed chunks it is one of them")
  func promptsBeforeDecodes() throws {
    // One decodes when three prompts come at once, of four budgets together.
    let load = arrivals([(0, 4, 40)] + (0..<3).map { _ in (Int64(300), 21, 12) })
    func run(_ scheduler: String, budget: Int = 16) throws -> RunLog { try simulate(rules(scheduler) { $0.budget = budget }, load).log }
    let first = try run("prefill_first")
    #expect(first.iterations.allSatisfy { $0[3] == 0 || $0[4] == 0 }, "prompts and decodes never share an iteration")
    // The plan whose prompts come in between, until they are all computed.
    let chunks = first.iterations.filter { $0[1] >= 300 && $0[4] > 0 }
    #expect(chunks.count == 4 && chunks.map { $0[4] } == [16, 16, 16, 15])
    let stall = chunks.reduce(0) { $0 + $1[2] }
    let gap = first.gaps.keys.max()!
    #expect(gap >= stall, "\(gap) of \(stall)")
    let longest = chunks.map { $0[2] }.max()!
    for scheduler in ["sarathi", "chunked_only"] {
      let other = try run(scheduler).gaps.keys.max()!
      #expect(other < stall && other >= longest, "\(scheduler): \(other), a chunk takes \(longest), all of them \(stall)")
    }
    // The cause is the prompts: half as many stall it half as long, and none not at all.
    let alone = try simulate(rules("prefill_first") { $0.budget = 16 }, Array(load.prefix(1))).log
    #expect(alone.gaps.keys.max()! < longest)
    // Who comes together decodes together: nobody has a second token before all have their first.
    let last = (1...3).map { first.records[$0]!.firstToken }.max()!
    #expect(first.records.values.filter { $0.request > 0 }.map(\.finish).allSatisfy { $0 > last })
    #expect(Set((1...3).map { first.records[$0]!.finish }).count == 1, "and ends together")
  }

  @Test("SplitFuse runs forward passes of exactly its size as long as prompts wait")
  func forwardSize() throws {
    let load = arrivals((0..<8).map { _ in (Int64(0), 23, 9) })
    let log = try simulate(rules("splitfuse") { ($0.kvBlocks, $0.budget) = (200, 24) }, load).log
    let last = log.records.values.map(\.firstToken.picoseconds).max()!
    for iteration in log.iterations where iteration[1] + iteration[2] < last { #expect(iteration[3] + iteration[4] == 24) }
  }

  @Test("SplitFuse: a decode that finds no block waits while the others go on; Sarathi preempts for it")
  func waitingForABlock() throws {
    // Both have two blocks of the five when the second takes the last one; the first needs it some steps later.
    let load = arrivals([(0, 4, 9), (0, 7, 6)])
    let change = { (rules: inout Rules) in rules.kvBlocks = 5 }
    #expect(try simulate(rules("splitfuse", change), load).log.preemptions.isEmpty)
    #expect(try simulate(rules("sarathi", change), load).log.preemptions.map { $0[0] } == [1])
    // Where nobody at all could go on, the last one gives up its memory.
    let both = arrivals([(0, 4, 9), (0, 4, 9)])
    #expect(try simulate(rules("splitfuse") { $0.kvBlocks = 4 }, both).log.preemptions.map { $0[0] } == [1])
  }
}
