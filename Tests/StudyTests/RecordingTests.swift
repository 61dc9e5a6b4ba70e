import Metrics
import Record
import Scenario
import Store
import Study
import Testing

@Suite("What a run records of its course")
struct RecordingTests {
  /// A run of a scenario with changes, and what the database holds then.
  private func run<Result>(_ changes: [String], threads: Int = 1, _ body: (Replications, ResultStore) throws -> Result) throws -> Result {
    try StudyCase.withFolder { folder in
      let store = try ResultStore.open(writingTo: folder + "/results.sqlite")
      defer { try? store.close() }
      var prepared = try StudyCase.scenario("replicas=2")
      if changes.count > 0 {
        prepared = try PreparedScenario(
          try Scenario.read(prepared.scenario.resolvedText, file: "case.yaml", assignments: changes), assignments: changes)
      }
      return try body(try StudyCase.run(prepared, threads: threads) { $0.store = store }[0], store)
    }
  }

  @Test("nothing of a run depends on what is recorded of it, to the last bit")
  func unchanged() throws {
    let plain = try run([]) { results, _ in results.runs.map(\.summary) }
    let changes = ["run.token_gaps=true", "run.iterations=true", "run.record=summaries"]
    let recorded = try run(changes) { results, _ in results.runs.map(\.summary) }
    #expect(plain.map(\.digest) == recorded.map(\.digest))
    #expect(plain.map { $0.metrics.map(\.mean) } == recorded.map { $0.metrics.map(\.mean) })
  }

  @Test("iterations add up to those of the replicas, row by row of each, whatever the threads", arguments: [1, 3])
  func iterations(threads: Int) throws {
    try run(["run.iterations=true"], threads: threads) { results, store in
      for one in results.runs {
        let run = try #require(one.storedRun)
        let sums = "sum(iterations), sum(prefillTokens), sum(iterations * decodeSequences)"
        let rows = try store.rows("SELECT \(sums) FROM iteration WHERE run = \(run) GROUP BY replica ORDER BY replica")
        #expect(rows == one.summary.replicas.map { "\($0.iterations)|\($0.prefillTokens)|\($0.decodeTokens)" })
        // Within a replica one row begins where the one before it has ended, or later.
        let overlaps = """
          SELECT count(*) FROM (
            SELECT startPicoseconds, lag(startPicoseconds + iterations * firstPicoseconds + iterations * (iterations - 1) / 2 * growthPicoseconds)
              OVER (PARTITION BY replica ORDER BY number) AS before FROM iteration WHERE run = \(run)
          ) WHERE before > startPicoseconds
          """
        #expect(try store.rows(overlaps) == ["0"])
        #expect(try store.rows("SELECT max(kvBlocksUsed) <= 900, min(kvBlocksUsed) > 0 FROM iteration WHERE run = \(run)") == ["1|1"])
      }
      #expect(try store.rows("SELECT count(*) FROM tokenGap") == ["0"])
    }
  }

  @Test("the distribution of token gaps leaves out a warm-up that is counted in requests, and nothing else")
  func gapsOfWarmUp() throws {
    try run(["run.token_gaps=true", "run.warm_up=100 requests"]) { results, store in
      for one in results.runs {
        let run = try #require(one.storedRun)
        let own = try store.rows("SELECT sum(outputTokens - 1) FROM request WHERE run = \(run) AND request >= 100")
        #expect(try store.rows("SELECT sum(gaps) FROM tokenGap WHERE run = \(run)") == own)
        #expect("\(one.summary[.itl]?.count ?? 0)" == own[0] && one.summary[.itl]?.excludesWarmUp == true)
      }
    }
  }

  @Test("the distribution of token gaps is that of the figures, to one in a hundred at every quantile told")
  func gaps() throws {
    try run(["run.token_gaps=true", "run.record=summaries"]) { results, store in
      for one in results.runs {
        let (run, itl) = (try #require(one.storedRun), try #require(one.summary[.itl]))
        let spread = try #require(itl.spread)
        #expect(try store.rows("SELECT sum(gaps) FROM tokenGap WHERE run = \(run)") == ["\(itl.count)"])
        for (share, quantile) in [(0.5, spread.p50), (0.9, spread.p90), (0.95, spread.p95), (0.99, spread.p99)] {
          let bin = "SELECT min(toMilliseconds) FROM tokenGapDistribution WHERE run = \(run) AND belowShare >= \(share)"
          let drawn = try #require(Double(try store.rows(bin)[0]))
          #expect(abs(drawn / quantile - 1) < 0.01, "\(share): \(drawn) for \(quantile)")
        }
      }
      #expect(try store.rows("SELECT count(*) FROM iteration") == ["0"])
    }
  }
}
