import Kernel
import Metrics
import Store
import Testing

/// What pages and plots are drawn from: a few statements, however many runs there are.
@Suite("What is read of many runs at once")
struct FiguresTests {
  /// Runs of the same requests, each slower by so many milliseconds than the one before it.
  private func withRuns(_ count: Int = 3, _ body: (ResultStore, [(id: Int64, summary: RunSummary)]) throws -> Void) throws {
    try Example.withStore { store in
      let runs = try (0..<count).map { index in
        try Example.storeRun(in: store, Example.provenance(seed: UInt64(index + 1)), delay: 20 + 10 * Int64(index), power: true)
      }
      try body(store, runs)
    }
  }

  @Test("findings are the stored summaries without course and replicas, in the order asked for")
  func findings() throws {
    try withRuns { store, runs in
      let found = try store.findings(ofRuns: [3, 1])
      for (findings, run) in zip(found, [runs[2], runs[0]]) {
        var expected = run.summary
        (expected.series, expected.replicas, expected.replicaChanges) = ([], [], nil)
        #expect(findings == expected)
      }
      let two = try store.findings(ofRuns: [2], metrics: [.ttft, .goodput])
      #expect(two[0].metrics.map(\.metric) == [.ttft, .goodput] && two[0].objective == runs[1].summary.objective)
      #expect(throws: InputError.self) { try store.findings(ofRuns: [1, 9]) }
    }
  }

  @Test("a tail has its longest requests one by one, ever fewer of the others, and the shortest at its end")
  func places() {
    #expect(LatencyTail.places(upTo: 0).isEmpty && LatencyTail.places(upTo: 1) == [1])
    #expect(Array(LatencyTail.places(upTo: 1000).prefix(20)) == Array(1...20))
    for count in [2, 19, 200, 100_000, 10_000_000] {
      let places = LatencyTail.places(upTo: count)
      #expect(places.last == count && zip(places, places.dropFirst()).allSatisfy { $0 < $1 } && places.count <= 210)
    }
  }

  @Test("the requests of a tail are those of the run after its warm-up, the longest first")
  func tails() throws {
    try withRuns { store, runs in
      #expect(try store.recordedRequests(ofRuns: [2, 1, 7]) == [190, 190, 0])
      let tail = try store.latencyTail(of: .e2e, run: 1, places: LatencyTail.places(upTo: 190))
      #expect(tail.count == 190 && tail.points.first?.place == 1 && tail.points.last?.place == 190)
      let spread = try #require(runs[0].summary[.e2e]?.spread)
      #expect(tail.points.first?.milliseconds == spread.maximum && tail.points.last?.milliseconds == spread.minimum)
      #expect(zip(tail.points, tail.points.dropFirst()).allSatisfy { $0.milliseconds >= $1.milliseconds })
      // A request of a single token has no time per output token.
      let tpot = try store.latencyTail(of: .tpot, run: 1, places: [1])
      #expect(tpot.count == 190 - (runs[0].summary[.tpot]?.undefined ?? 0) && tpot.count < 190)
    }
  }

  @Test("gaps between tokens are summed over the runs that have them")
  func gaps() throws {
    try withRuns { store, runs in
      let (bins, of) = try store.tokenGaps(ofRuns: [1, 2])
      #expect(of == 2 && bins.reduce(0) { $0 + $1.count } == 2 * (runs[0].summary[.itl]?.count ?? 0))
      #expect(try store.tokenGaps(ofRuns: [7]).bins.isEmpty)
    }
  }

  @Test("the course of several runs is their mean, with the least and the greatest of them")
  func course() throws {
    try withRuns { store, runs in
      #expect(try store.courseExtent(ofRuns: [1, 2])?.bins == runs[0].summary.series.count)
      #expect(try store.courseExtent(ofRuns: [9]) == nil)
      let bins = try store.course(ofRuns: [1, 2, 3])
      let bin = try #require(runs[0].summary.series.first)
      let waiting = try #require(bins[0][.waiting])
      #expect(waiting.mean == 3 && waiting.least == 3 && waiting.greatest == 3)
      #expect(bins[0][.kvShare]?.mean == 17.0 / 200 && abs((bins[0][.watts]?.mean ?? 0) - bin.watts) < 1e-9)
      #expect(bins[0].endSeconds == 1 && bins[0][.outputTokensPerSecond]?.greatest == 250)
      // One pool has no power of its own to tell.
      #expect(try store.poolPower(ofRuns: [1]).isEmpty)
    }
  }

  @Test("the share in time by time of arrival counts what was rejected as not kept")
  func objectiveCourse() throws {
    try withRuns(1) { store, _ in
      let limits = [Objective.Limit(.ttft, atMost: .milliseconds(50))]
      let bins = try store.objectiveCourse(ofRuns: [1], limits: limits, stretchSeconds: 1)
      // Requests come every ten milliseconds; all but the rejected one have their first token after 50.
      #expect(bins.map(\.requests) == [100, 100] && bins.map(\.good) == [99, 100] && bins.map(\.startSeconds) == [0, 1])
      let tight = [Objective.Limit(.ttft, atMost: Duration(picoseconds: 49_999_999_999))]
      #expect(try store.objectiveCourse(ofRuns: [1], limits: tight, stretchSeconds: 1).allSatisfy { $0.good == 0 })
      let tpot = [Objective.Limit(.tpot, atMost: .milliseconds(11))]
      #expect(try store.objectiveCourse(ofRuns: [1], limits: tpot, stretchSeconds: 2).map(\.good) == [199])
      #expect(try store.objectiveCourse(ofRuns: [1], limits: [], stretchSeconds: 1).isEmpty)
    }
  }

  @Test("the work of a pool is summed over replicas and runs")
  func work() throws {
    try withRuns { store, _ in
      let work = try #require(try store.poolWork(ofRuns: [1, 2, 3]).first)
      #expect(work.name == "all" && work.replicas == 2 && work.runs == 3 && work.iterations == 60 && work.finished == 1194)
      #expect(abs(work.busySeconds - 5.4) < 1e-9 && abs(work.joules - 6 * 20.3) < 1e-9 && work.prefillJoules < work.dynamicJoules)
      // The example does not say how long replicas were on: they were all the time.
      #expect(work.onSeconds > work.busySeconds && work.standbySeconds == work.onSeconds - work.busySeconds)
      #expect(abs(work.dollars - work.onSeconds / 3600 * 2.5) < 1e-12)
    }
  }

  @Test("iterations around the moment when most requests waited")
  func window() throws {
    try withRuns(1) { store, _ throws in
      #expect(try store.busiestIterations(ofRun: 1, rows: 10) == Example.iterations)
      #expect(try store.busiestIterations(ofRun: 1, rows: 1) == [Example.iterations[0]])
      #expect(try store.busiestIterations(ofRun: 2, rows: 10).isEmpty)
    }
  }

  @Test("a sweep is read back as it was entered, with its runs by cell and seed")
  func sweep() throws {
    try Example.withStore { store in
      let description = RunDescription(
        experiment: "0123456789abcdef", model: "m", accelerator: "a", layout: "TP1 x1", scheduler: "s", offeredPerSecond: nil)
      for seed: UInt64 in [.max, 7] { _ = try Example.storeRun(in: store, Example.provenance(seed: seed), description: description) }
      let cells = [
        StoredSweep.Cell(
          values: [("replicas", "1"), ("note", "a\n'b'")], experiment: description.experiment, seeds: [7, .max], fault: nil),
        StoredSweep.Cell(values: [("replicas", "9"), ("note", "")], experiment: nil, seeds: [], fault: "it does not fit"),
      ]
      let entered = StoredSweep(
        name: "<grid>", digest: "00000000000000aa", revision: "52ad553", version: "0.1", created: "2026-11-29T12:00:00Z", cells: cells)
      let id = try store.enter(entered)
      let read = try #require(try store.sweep(id))
      #expect(read.name == "<grid>" && read.cells.map(\.seeds) == [[7, .max], []] && read.cells.map(\.fault) == [nil, "it does not fit"])
      #expect(read.cells[0].values.map(\.key) == ["replicas", "note"] && read.cells[0].values.map(\.value) == ["1", "a\n'b'"])
      let runs = try store.runs(ofSweep: id)
      #expect(runs.map(\.cell) == [0, 0] && Set(runs.map(\.seed)) == [7, .max] && Set(runs.map(\.run)) == [1, 2])
      #expect(try store.sweep(2) == nil)
    }
  }

  @Test("a range of runs names runs that differ in their seed only")
  func ranges() throws {
    try withRuns { store, _ in
      #expect(try StoredRunList("run:1..3").runs(in: store).map(\.id) == [1, 2, 3])
      #expect(try StoredRunList("run:3,1..2").runs(in: store).map(\.id) == [3, 1, 2])
      #expect(try StoredRunList("run:2").runs(in: store).map(\.id) == [2])
      for word in ["run:", "run:0", "run:3..1", "run:1..20000", "run:x", "rum:1", "run:1..2..3", "run:1,1..2"] {
        #expect(throws: InputError.self, "\(word)") { try StoredRunList(word) }
      }
      _ = try Example.storeRun(in: store, Example.provenance("another"))
      _ = try store.beginRun(Example.provenance(), cluster: Example.cluster, description: nil)
      for (word, fault) in [("run:6..7", "there is no run 6"), ("run:3..4", "not of the same scenario"), ("run:4..5", "its end")] {
        let error = #expect(throws: InputError.self) { try StoredRunList(word).runs(in: store) }
        #expect(error?.message.contains(fault) == true, "\(word): \(error?.message ?? "")")
      }
    }
  }

  @Test("an operator's basis and a fit's residual are read as they were stored, and runs without any have none")
  func origins() throws {
    try withRuns(1) { store, _ in
      let origin = try #require(try store.origin(ofRun: 1))
      #expect(origin.model == nil && origin.accelerators == 2 && origin.dollarsPerHour == 5 && origin.varied == "{}")
      #expect(try store.origin(ofRun: 9) == nil)
      #expect(try store.operatorBases(ofRun: 1).isEmpty && store.residuals(ofRun: 1).isEmpty && store.crashes(ofRun: 1).isEmpty)
      #expect(try store.measuredPairs().isEmpty && store.classFigures(ofRuns: [1]).isEmpty)
    }
  }
}
