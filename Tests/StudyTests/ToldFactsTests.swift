import Foundation
import Kernel
import Record
import Scenario
import Store
import Study
import Testing

@Suite("What a run tells of its requests")
struct ToldFactsTests {
  /// Prompts and tokens on different replicas, of which one of each kind crashes for a while.
  private static func scenario() throws -> PreparedScenario {
    let text = """
      model: llama-3.1-8b
      accelerator: a100-80gb
      calibration: roofline
      engine: {preset: ideal, kv_blocks: 900}
      pools: [{name: prompts, role: prefill, replicas: 2}, {name: tokens, role: decode, replicas: 2}]
      failures: [{pool: tokens, replica: 1, at: 3 s, for: 2 s}, {pool: prompts, replica: 0, at: 6 s, for: 2 s}]
      workload: {prompt: 400, output: 60, arrivals: {process: poisson, rate: 12 req/s}, requests: 120}
      run: {seeds: 1}
      """
    return try PreparedScenario(try Scenario.read(text, file: "case.yaml"))
  }

  @Test("stores the replica of each prompt, every transfer and every retry: nothing that is told is dropped")
  func stored() throws {
    try StudyCase.withFolder { folder in
      let store = try ResultStore.open(writingTo: folder + "/results.sqlite")
      let run = try StudyCase.run(try Self.scenario()) { $0.store = store }[0].runs[0]
      let id = try #require(run.storedRun)
      let totals = run.summary.handOvers
      let transfers = try store.transfers(ofRun: id)
      #expect(totals.count > 100 && transfers.count == totals.count)
      #expect(transfers.reduce(0) { $0 + $1.bytes } == totals.bytes)
      #expect(transfers.reduce(Int128(0)) { $0 + Int128($1.visible.picoseconds) } == totals.visiblePicoseconds)
      let retries = try store.retries(ofRun: id)
      #expect(!retries.isEmpty && Set(retries.map(\.replica)).isSubset(of: [0, 3]))
      var told: [Int: Int] = [:]
      try store.forEachRequest(ofRun: id) { record in
        told[record.request] = record.retries
        #expect(record.prefillReplica.map { (0..<2).contains($0) } == true && (2..<4).contains(record.replica))
      }
      for (request, count) in told {
        #expect(retries.filter { $0.request == request }.map(\.number) == Array(1..<count + 1))
      }
      #expect(told.values.contains { $0 > 0 })
    }
  }

  private final class Log: Observer {
    var heard: [String] = []

    func receive(_ event: RunEvent) { heard.append("\(event)") }
    func tokenGaps(_ gap: Duration, count: Int) { heard.append("\(gap) x \(count)") }
    func tokenGaps(first: Duration, growth: Duration, steps: Int, count: Int) { heard.append("\(first) \(growth) \(steps) \(count)") }
    func iterationsEnded(_ span: IterationSpan) { heard.append("\(span)") }
  }

  @Test("reaches both of two listeners, whatever it is")
  func pair() {
    let record = RequestRecord(
      request: 1, replica: 0, promptTokens: 1, outputTokens: 1, arrival: .start, firstScheduled: .start, firstToken: .start, finish: .start)
    let events: [RunEvent] = [
      .finished(record),
      .rejected(RejectedRequest(request: 2, arrival: .start, promptTokens: 1, outputTokens: 1, reason: .exceedsKVCapacity)),
      .preempted(PreemptionRecord(request: 3, replica: 0, time: .start)),
      .transferred(
        HandOverRecord(
          request: 4, source: 0, destination: 1, bytes: 1, prefillEnd: .start, asked: .start, started: .start, arrived: .start)),
      .retried(RetryRecord(request: 5, number: 1, replica: 0, time: .start)),
      .changed(ReplicaChange(time: .start, pool: 0, replica: 13, kind: .start, serving: 0)),
      .sampled(
        SeriesSample(
          time: .start, waiting: 6, running: 0, kvBlocksUsed: 0, arrived: 0, finished: 0, prefillTokens: 0, outputTokens: 0, joules: 0)),
    ]
    let (first, second) = (Log(), Log())
    let pair = ObserverPair(first, second)
    for event in events { pair.receive(event) }
    pair.tokenGaps(.milliseconds(7), count: 8)
    pair.tokenGaps(first: .milliseconds(9), growth: .zero, steps: 10, count: 11)
    pair.iterationsEnded(
      IterationSpan(
        replica: 12, start: .start, count: 1, firstDuration: .zero, growth: .zero, decodeSequences: 0, prefillTokens: 0, prefillChunks: 0))
    #expect(first.heard.count == 10 && Set(first.heard).count == 10)
    #expect(second.heard == first.heard)
  }
}
