import Foundation
import Kernel
import Metrics
import Scenario
import Serving
import Study
import Testing

@Suite("Paired comparison")
struct PairingTests {
  @Test("common random numbers: both sides meet the same requests, and the paired interval is far narrower than the sides' own")
  func commonRandomNumbers() throws {
    let results = try StudyCase.run(try StudyCase.scenario(), try StudyCase.scenario("scheduler=fcfs")) { $0.keepsRecords = true }
    for (one, other) in zip(results[0].runs, results[1].runs) {
      #expect(one.records.map(\.arrival) == other.records.map(\.arrival))
      #expect(one.records.map(\.promptTokens) == other.records.map(\.promptTokens))
      #expect(one.records.map(\.outputTokens) == other.records.map(\.outputTokens))
    }
    let comparison = PairedComparison(baseline: results[0], candidate: results[1])
    #expect(comparison.pairing == .seeds(4))
    let row = try #require(comparison.rows.first { $0.measure == Measure(.e2e) })
    let paired = try #require(row.interval)
    let alone = try #require(results[0].interval(of: row.measure))
    #expect(paired.halfWidth < alone.halfWidth / 2)
  }

  @Test("a scenario against itself differs in nothing")
  func self_() throws {
    let results = try StudyCase.run(try StudyCase.scenario(), try StudyCase.scenario())
    let comparison = PairedComparison(baseline: results[0], candidate: results[1])
    #expect(comparison.rows.count >= 16)
    #expect(comparison.rows.allSatisfy { $0.difference == 0 && $0.verdict == .undecided })
  }

  @Test("more bandwidth is better in every latency, fewer blocks never, and the verdict turns with the sides")
  func directions() throws {
    let results = try StudyCase.run(try StudyCase.scenario(), try StudyCase.scenario("accelerator.bandwidth=4000 GB/s"))
    let forth = PairedComparison(baseline: results[0], candidate: results[1])
    let back = PairedComparison(baseline: results[1], candidate: results[0])
    for (one, other) in zip(forth.rows, back.rows) {
      #expect(one.difference == -other.difference)
      if one.verdict == .better { #expect(other.verdict == .worse) }
    }
    #expect(forth.rows.filter { $0.measure.metric == .tpot }.allSatisfy { $0.verdict == .better })
  }

  @Test("one seed: paired over requests, the interval of the mean holds the exact mean difference and shrinks with the load's length")
  func overRequests() throws {
    var widths: [Double] = []
    for requests in [400, 6400] {
      let results = try StudyCase.run(
        try StudyCase.scenario("run.seeds=1", "workload.requests=\(requests)"),
        try StudyCase.scenario("run.seeds=1", "workload.requests=\(requests)", "accelerator.bandwidth=2500 GB/s")
      ) { $0.keepsRecords = true }
      let comparison = PairedComparison(baseline: results[0], candidate: results[1])
      #expect(comparison.pairing == .requests(requests))
      let row = try #require(comparison.rows.first { $0.measure == Measure(.e2e) })
      let (one, other) = (results[0].runs[0].records, results[1].runs[0].records)
      let sum = zip(one, other).reduce(0) { $0 + ($1.1.finish - $1.1.arrival).milliseconds - ($1.0.finish - $1.0.arrival).milliseconds }
      let interval = try #require(row.interval)
      #expect(abs(interval.mean - sum / Double(requests)) < 1e-6)
      widths.append(interval.halfWidth)
    }
    #expect(widths[1] < widths[0])
  }

  @Test("too few requests conclude nothing, and say so")
  func tooFew() throws {
    let results = try StudyCase.run(
      try StudyCase.scenario("run.seeds=1", "workload.requests=40"),
      try StudyCase.scenario("run.seeds=1", "workload.requests=40", "scheduler=fcfs")
    ) { $0.keepsRecords = true }
    let comparison = PairedComparison(baseline: results[0], candidate: results[1])
    #expect(comparison.pairing == .none)
    #expect(comparison.rows.allSatisfy { $0.verdict == nil })
  }

  @Test("loads that are drawn apart pair no request, though many happen to be alike")
  func drawnApart() throws {
    let lengths = "workload.prompt={distribution: uniform, from: 100, to: 101}"
    let results = try ["[1]", "[2]"].map { seeds in
      let scenario = try StudyCase.scenario("run.seeds=\(seeds)", lengths, "workload.output=20", "workload.requests=800")
      return try StudyCase.run(scenario) { $0.keepsRecords = true }[0]
    }
    let alike = zip(results[0].runs[0].records, results[1].runs[0].records).count { $0.promptTokens == $1.promptTokens }
    #expect(alike >= 200)
    #expect(PairedComparison(baseline: results[0], candidate: results[1]).pairing == .none)
  }

  @Test("turns of sessions are numbered as they come: where an accelerator changes their order, none is paired, and all have come")
  func sessions() throws {
    try StudyCase.withFolder { folder in
      var rows = ""
      for session in 0..<120 {
        for turn in 0..<4 {
          let when = turn == 0 ? "\"timestamp\": \(session * 20)" : "\"delay\": \(100 + 37 * (session % 7))"
          let lengths = "\"input_length\": \(100 + session + 200 * turn), \"output_length\": \(5 + session % 9)"
          rows += "{\"session_id\": \(session), \(when), \(lengths)}\n"
        }
      }
      let trace = folder + "/sessions.jsonl"
      try Data(rows.utf8).write(to: URL(fileURLWithPath: trace))
      let results = try ["2039 GB/s", "500 GB/s"].map { bandwidth in
        let text = """
          model: llama-3.1-8b
          accelerator: {name: a100-80gb, bandwidth: \(bandwidth)}
          calibration: roofline
          workload: {trace: \(trace)}
          """
        let scenario = try PreparedScenario(try Scenario.read(text, file: folder + "/case.yaml"))
        return try StudyCase.run(scenario) { $0.keepsRecords = true }[0]
      }
      #expect(results.allSatisfy { $0.first.counts.finished == 480 })
      #expect(PairedComparison(baseline: results[0], candidate: results[1]).pairing == .none)
    }
  }
}
