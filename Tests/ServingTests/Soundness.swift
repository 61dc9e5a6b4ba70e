import Kernel
import Serving
import Testing
import Workload

/// What must hold of every run to the end of its load, whatever the policy: each request has its tokens, and requests,
/// tokens, time and energy add up, seen from the requests, from the iterations and from the engine's own sums.
func expectSound(_ run: EngineRun, of scenario: RandomCase, inOrder: Bool = true) {
  let (log, outcome, arrivals) = (run.log, run.outcome, scenario.arrivals)
  #expect(outcome.arrived == arrivals.count && outcome.unfinished == 0, "\(scenario)")
  #expect(log.records.count + log.rejected.count == arrivals.count, "\(scenario)")
  #expect(outcome.finished == log.records.count && outcome.rejected.reduce(0, +) == log.rejected.count, "\(scenario)")
  for (id, arrival) in arrivals.enumerated() where !log.rejected.contains(id) {
    guard let record = log.records[id] else {
      Issue.record("request \(id) is lost: \(scenario)")
      continue
    }
    #expect(record.promptTokens == arrival.promptTokens && record.outputTokens == arrival.outputTokens, "\(scenario)")
    #expect(!inOrder || record.arrival == arrival.time, "\(scenario)")
    #expect(record.arrival <= record.firstScheduled && record.firstScheduled <= record.firstToken, "\(scenario)")
    #expect(record.outputTokens > 1 || record.firstToken == record.finish, "\(scenario)")
  }
  expectTokensAddUp(run, of: scenario)
  expectBatchesWithinLimits(run, of: scenario)
}

/// Tokens and the waits between them.
private func expectTokensAddUp(_ run: EngineRun, of scenario: RandomCase) {
  let (log, outcome) = (run.log, run.outcome)
  let records = Array(log.records.values)
  let produced = records.reduce(0) { $0 + $1.outputTokens }
  #expect(outcome.outputTokens == produced - scenario.inputParts(among: records), "\(scenario)")
  // Every token but the first has a gap before it, and the gaps fill the time from the first token to the last.
  #expect(log.gaps.values.reduce(0, +) == produced - records.count, "\(scenario)")
  #expect(
    log.gaps.reduce(0) { $0 + $1.key * Int64($1.value) } == records.reduce(0) { $0 + ($1.finish - $1.firstToken).picoseconds },
    "\(scenario)")
  let prefilled = outcome.replicas.reduce(0) { $0 + $1.prefillTokens }
  let prompts = records.reduce(0) { $0 + $1.promptTokens }
  // What the cache held needs no prefill, and nothing else is spared.
  let (queried, held) = (log.queriedTokens, log.hitTokens)
  #expect(log.preemptions.isEmpty ? prefilled + held == prompts : prefilled + held >= prompts, "\(scenario)")
  #expect(scenario.rules.engine.prefixCaching ? held < queried || queried == 0 : queried == 0 && held == 0, "\(scenario)")
  #expect(outcome.replicas.reduce(0) { $0 + $1.preemptions } == log.preemptions.count, "\(scenario)")
  #expect(records.reduce(0) { $0 + $1.preemptions } == log.preemptions.count, "\(scenario)")
}

/// Iterations: within the limits, one after another, and the replica's sums are theirs.
private func expectBatchesWithinLimits(_ run: EngineRun, of scenario: RandomCase) {
  let rules = scenario.rules
  // BatchLLM lets more sequences run than the engine's limit, as far as an iteration has a token for each.
  let mostSequences = rules.scheduler == "batchllm" ? rules.budget : rules.maximumSequences
  for (index, replica) in run.outcome.replicas.enumerated() {
    let iterations = run.log.iterations.filter { $0[0] / 100 == Int64(index) }
    var end: Int64 = 0
    for iteration in iterations {
      let (start, duration, decodes, prefill) = (iteration[1], iteration[2], iteration[3], iteration[4])
      #expect(start >= end, "two iterations at once: \(scenario)")
      #expect(decodes <= mostSequences && decodes + prefill <= rules.budget && decodes + prefill > 0, "\(scenario)")
      end = start + duration
    }
    #expect(replica.iterations == iterations.count, "\(scenario)")
    #expect(replica.busy.picoseconds == iterations.reduce(0) { $0 + $1[2] }, "\(scenario)")
    // A step gives a sequence a token, and of its drafts those that are right and within its output.
    let steps = Int(iterations.reduce(0) { $0 + $1[3] })
    #expect(replica.decodeTokens == steps + replica.acceptedTokens - replica.wastedTokens, "\(scenario)")
    #expect(replica.prefillTokens == Int(iterations.reduce(0) { $0 + $1[4] }), "\(scenario)")
    // Each adapter that is loaded and each image that is encoded takes two; going back to plain weights takes none.
    let joules = 3 * (steps + replica.draftedTokens + replica.prefillTokens) + 2 * (replica.adapterLoads + replica.encodedImages)
    #expect(replica.dynamicNanojoules == Int128(joules), "\(scenario)")
    let own = run.log.records.values.filter { $0.replica == index }
    #expect(replica.finished == own.count && replica.routed == own.count, "\(scenario)")
    let unseen = replica.draftedTokens - replica.acceptedTokens + replica.wastedTokens
    // Nothing is sampled of a prompt alone.
    let sampled = own.filter { !scenario.arrivals[$0.request].marks.contains(.promptOnly) }
    #expect(replica.sampledRows == sampled.reduce(unseen) { $0 + $1.outputTokens }, "\(scenario)")
    #expect(replica.peakRunning <= mostSequences && replica.peakKVBlocks <= rules.kvBlocks, "\(scenario)")
  }
}
