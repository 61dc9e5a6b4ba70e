import Kernel
import Metrics
import Record
import Store
import Testing

@Suite("The course of a run: gaps between tokens, and iterations")
struct CourseTests {
  @Test("iterations come back as they were told, a leap as one row, with their times and how full the replica was in a view")
  func iterations() throws {
    try Example.withStore { store in
      let run = try Example.storeRun(in: store).id
      var back: [IterationSpan] = []
      try store.forEachIteration(ofRun: run) { back.append($0) }
      #expect(back == Example.iterations)
      let view = "SELECT number, pool, replica, startSeconds, iterations, batchTokens, kvShare, waiting FROM iterationTime ORDER BY number"
      #expect(try store.rows(view) == ["0|all|1|0.02|1|502|0.4|3", "1|all|1|0.05|10|3|0.41|0"])
      // Ten of 10 ms and 0 to 9 ns more: 45 ns in all, 4.5 in the mean.
      #expect(
        try store.rows("SELECT endSeconds = 0.150000045, meanMilliseconds = 10.0000045 FROM iterationTime WHERE number = 1") == ["1|1"])
    }
  }

  @Test("more iterations than a batch are written while the run goes on, none twice")
  func batches() throws {
    try Example.withStore { store in
      let recorder = try store.beginRun(Example.provenance(), cluster: Example.cluster)
      for number in 0..<40_000 {
        recorder.receive(
          IterationSpan(
            replica: 0, start: Instant(.milliseconds(Int64(number))), count: 1, firstDuration: .milliseconds(1), growth: .zero,
            decodeSequences: 1, prefillTokens: 0, prefillChunks: 0))
      }
      // Two batches of 16,384 are on disk before the end; the rest is not.
      #expect(try store.rows("SELECT count(*), max(number) FROM iteration") == ["32768|32767"])
    }
  }

  @Test("the distribution of gaps is that of the histogram: within a 256th of every quantile, and 1 at its end")
  func gaps() throws {
    try Example.withStore { store in
      let (run, summary) = try Example.storeRun(in: store)
      let spread = try #require(summary[.itl]?.spread)
      #expect(try store.rows("SELECT sum(gaps), max(belowShare) FROM tokenGapDistribution") == ["600|1.0"])
      for (share, quantile) in [(0.5, spread.p50), (0.9, spread.p90), (0.99, spread.p99)] {
        let bin = "SELECT min(toMilliseconds) FROM tokenGapDistribution WHERE run = \(run) AND belowShare >= \(share)"
        let drawn = try #require(Double(try store.rows(bin)[0]))
        #expect(abs(drawn / quantile - 1) < 0.01, "\(share): \(drawn) for \(quantile)")
      }
    }
  }
}
