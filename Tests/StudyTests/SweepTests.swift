import Kernel
import Metrics
import Record
import Scenario
import Store
import Study
import Synchronization
import TestSupport
import Testing

@Suite("Sweeps")
struct SweepTests {
  private static let text = SmallScenario.text(requests: 120, seeds: 2)

  private func prepared(_ varying: String..., assignments: [String] = [], threads: Int = 2) throws -> PreparedSweep {
    let grid = try SweepGrid.read(Self.text, file: "case.yaml", assignments: assignments, varying: varying)
    return try PreparedSweep(grid, assignments: assignments, threads: threads)
  }

  private func study(_ sweep: PreparedSweep, in store: ResultStore?, threads: Int = 2, revision: String = "test") throws -> SweepStudy {
    var options = StudyOptions(
      program: ProgramIdentity(revision: revision, version: "0", created: "2026-01-01T00:00:00Z"), threads: threads)
    options.store = store
    return try SweepStudy(sweep, options: options)
  }

  private func withStore<Result>(_ body: (ResultStore) throws -> Result) throws -> Result {
    try StudyCase.withFolder { folder in
      let store = try ResultStore.open(writingTo: folder + "/results.sqlite")
      defer { try? store.close() }
      return try body(store)
    }
  }

  @Test("every cell has its runs, and a cell that cannot be has its reason, without keeping the others from running", arguments: [1, 3])
  func cells(threads: Int) throws {
    let sweep = try prepared("parallel.tensor=1,3,2", "replicas=1,2", threads: threads)
    let rows = try study(sweep, in: nil, threads: threads).run()
    #expect(rows.map { $0.fault == nil } == [true, true, false, false, true, true])
    #expect(rows[2].fault?.message.contains("cannot be divided over 3 accelerators") == true)
    for row in rows { if let results = row.results { #expect(results.runs.map(\.seed) == [1, 2]) } }
    // A cell is the very run that the scenario would be.
    let alone = try StudyCase.run(
      try PreparedScenario(try Scenario.read(Self.text, file: "case.yaml", assignments: ["parallel.tensor=2", "replicas=1"])))
    #expect(rows[4].results?.runs.map(\.summary.digest) == alone[0].runs.map(\.summary.digest))
  }

  @Test("a value with which no cell can be read is a slip, and a sweep of which no cell can be is refused")
  func refused() throws {
    let slip = #expect(throws: InputError.self) { try prepared("scheduler=fcfs,sarahti", "replicas=1,2") }
    #expect(slip?.description.contains("did you mean 'sarathi'?") == true)
    let none = #expect(throws: InputError.self) { try prepared("parallel.tensor=3,5") }
    #expect(none?.message.contains("none of the 2 cells can be") == true)
  }

  @Test("what the store holds is taken from there, and a sweep that shares cells with it makes only the others")
  func taken() throws {
    try withStore { store in
      let first = try study(try prepared("replicas=1,2"), in: store)
      let made = try first.run()
      #expect(first.runCount == 4 && first.storedCount == 0)
      let again = try study(try prepared("replicas=1,2"), in: store)
      #expect(again.runCount == 4 && again.storedCount == 4 && again.study.runCount == 0)
      let taken = try again.run()
      #expect(taken.map { $0.results?.runs.map(\.summary) } == made.map { $0.results?.runs.map(\.summary) })
      #expect(try store.runs().count == 4)
      // More values and more seeds: the runs that are there have other names and other lists of seeds, and are the same runs.
      let wider = try study(try prepared("router=random,round_robin", "replicas=2..4", assignments: ["run.seeds=3"]), in: store)
      #expect(wider.runCount == 18 && wider.storedCount == 2)
      #expect(try wider.run().allSatisfy { $0.results?.runs.map(\.seed) == [1, 2, 3] })
      #expect(try store.runs().count == 4 + 16)
    }
  }

  @Test("runs of another revision, of another seed, or that did not come to their end do not count")
  func notTaken() throws {
    try withStore { store in
      _ = try study(try prepared("replicas=1,2"), in: store, revision: "before").run()
      #expect(try study(try prepared("replicas=1,2"), in: store).storedCount == 0)
      #expect(try study(try prepared("replicas=1,2", assignments: ["run.seeds=[3, 4]"]), in: store, revision: "before").storedCount == 0)
      let summaries = try prepared("replicas=1,2", assignments: ["run.record=summaries"])
      #expect(try study(summaries, in: store, revision: "before").storedCount == 0)
      // One run alone is there from its beginning on.
      let one = try prepared("replicas=3", assignments: ["run.seeds=[1]"])
      let unfinished = try study(one, in: store)
      unfinished.study.progress.stop()
      #expect(throws: Interrupted.self) { try unfinished.run() }
      #expect(try store.runs().last?.status == .running)
      #expect(try study(one, in: store).storedCount == 0)
    }
  }

  /// All that a database holds of finished runs, but for their numbers and times.
  private func content(_ store: ResultStore) throws -> [String] {
    let order = "(SELECT scenarioHash || seed FROM run WHERE run.id = it.run)"
    let finished = "(SELECT status FROM run WHERE run.id = it.run) = 'finished'"
    let tables = try store.rows(
      "SELECT m.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c ON c.name = 'run' WHERE m.type = 'table' ORDER BY 1")
    var lines = try store.rows(
      "SELECT name, scenario, seed, eventDigest, arrived, joules FROM run WHERE status = 'finished' ORDER BY scenarioHash, seed")
    for table in tables {
      let columns = try store.rows("SELECT name FROM pragma_table_info('\(table)') WHERE name <> 'run' ORDER BY cid")
      let list = columns.joined(separator: ", ")
      lines += try store.rows("SELECT '\(table)', \(order), \(list) FROM \(table) AS it WHERE \(finished) ORDER BY \(order), \(list)")
    }
    return lines + (try store.rows("SELECT * FROM sweepCell ORDER BY 1, 2")) + (try store.rows("SELECT sweep, cell, seed FROM sweepRun"))
  }

  @Test("a sweep that is stopped half-way goes on to the same database, but for numbers and times", arguments: [1, 2])
  func resumed(threads: Int) throws {
    let sweep = try prepared("scheduler=fcfs,sarathi", "replicas=1,2,3")
    let whole = try withStore { store in
      _ = try study(sweep, in: store).run()
      return try content(store)
    }
    let resumed = try withStore { store in
      var options = StudyOptions(program: StudyCase.program, threads: threads)
      options.store = store
      let progress = StudyProgress()
      let begun = LockedValue(0)
      // The sixth run that begins asks all to stop.
      options.listener = { _, _ in
        if begun.withLock({
          $0 += 1; return $0
        }) == 6 {
          progress.stop()
        }
        return nil
      }
      #expect(throws: Interrupted.self) { try SweepStudy(sweep, options: options, progress: progress).run() }
      let rest = try study(sweep, in: store)
      #expect((1...5).contains(rest.storedCount) && rest.storedCount + rest.study.runCount == 12)
      _ = try rest.run()
      #expect(try study(sweep, in: store).study.runCount == 0)
      return try content(store)
    }
    #expect(whole == resumed)
    #expect(whole.count > 1000)
  }

  @Test("cells to which what varies makes no difference share their runs")
  func repeated() throws {
    try withStore { store in
      let study = try study(try prepared("workload.arrivals.rate=12 req/s,12.0 req/s,13 req/s"), in: store)
      #expect(study.runCount == 4 && study.repeatedCount == 1 && study.possibleCount == 3)
      let rows = try study.run()
      #expect(rows[0].results?.runs.map(\.storedRun) == rows[1].results?.runs.map(\.storedRun))
      #expect(try store.runs().count == 4)
      #expect(try store.rows("SELECT count(*) FROM sweepRun") == ["6"])
    }
  }

  @Test("the same sweep is one row of the database, and finds its runs there")
  func entered() throws {
    try withStore { store in
      for _ in 0..<2 { _ = try study(try prepared("replicas=1,2", "parallel.tensor=1,3"), in: store).run() }
      #expect(try store.rows("SELECT id, name, revision FROM sweep") == ["1|case|test"])
      #expect(try store.rows("SELECT cell, fault IS NULL FROM sweepCell") == ["0|1", "1|0", "2|1", "3|0"])
      #expect(try store.rows("SELECT cell, key, value FROM sweepValue WHERE cell = 2") == ["2|replicas|2", "2|parallel.tensor|1"])
      #expect(try store.rows("SELECT cell, seed, run FROM sweepRun") == ["0|1|1", "0|2|2", "2|1|3", "2|2|4"])
      #expect(
        try store.rows("SELECT varied, model, accelerator, layout, scheduler, offeredPerSecond, accelerators FROM runWide WHERE run = 3")
          == [#"{"replicas":"2","parallel.tensor":"1"}|llama-3.1-8b|a100-80gb|TP1 x2|sarathi|12.0|2"#])
    }
  }

  @Test("an estimate is a trial of cells that are not stored, the first and the last among them, and leaves nothing behind")
  func estimate() throws {
    try StudyCase.withFolder { folder in
      let clock = LockedValue(0.0)
      var options = StudyOptions(program: StudyCase.program)
      options.clock = {
        clock.withLock {
          $0 += 1; return RunEffort(wallSeconds: $0, cpuSeconds: $0)
        }
      }
      let sweep = try SweepStudy(try prepared("replicas=1,2"), options: options)
      let estimate = try #require(try SweepEstimate(sweep, folder: folder))
      #expect(estimate.cells == 2 && estimate.secondsPerRun.lowerBound > 0)
      // 120 requests of some 90 bytes, their metrics and series.
      #expect((4_000...200_000).contains(try #require(estimate.bytesPerRun)))
      #expect(try #require(try SweepEstimate(sweep, folder: nil)).bytesPerRun == nil)
      let store = try ResultStore.open(writingTo: folder + "/results.sqlite")
      options.store = store
      _ = try SweepStudy(try prepared("replicas=1"), options: options).run()
      let half = try SweepStudy(try prepared("replicas=1,2"), options: options)
      #expect(try SweepEstimate(half, folder: folder)?.cells == 1)
      _ = try half.run()
      #expect(try SweepEstimate(try SweepStudy(try prepared("replicas=1,2"), options: options), folder: folder) == nil)
      #expect(try store.runs().count == 4)
      try store.close()
    }
  }

  @Test("a cell whose load is missing or has a bad row is a row with its reason, and leaves nothing half done", arguments: [1, 3])
  func faultyLoads(threads: Int) throws {
    try StudyCase.withFolder { folder in
      let head = "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.9799600,374,44\n"
      try (head + "2023-11-16 18:17:04.0314600,396,109\n").write(toFile: folder + "/good.csv", atomically: true, encoding: .utf8)
      try (head + "2023-11-16 18:17:04.0314600,many,109\n").write(toFile: folder + "/bad.csv", atomically: true, encoding: .utf8)
      let text = """
        model: llama-3.1-8b
        accelerator: a100-80gb
        calibration: roofline
        workload: {trace: \(folder)/good.csv, format: azure}
        """
      func sweep(_ traces: String) throws -> PreparedSweep {
        let values = traces.split(separator: ",").map { "\(folder)/\($0)" }.joined(separator: ",")
        let grid = try SweepGrid.read(text, file: "case.yaml", varying: ["workload.trace=\(values)", "replicas=1,2"])
        return try PreparedSweep(grid, threads: threads)
      }
      let store = try ResultStore.open(writingTo: folder + "/results.sqlite")
      let rows = try study(try sweep("bad.csv,good.csv,none.csv"), in: store, threads: threads).run()
      #expect(rows.map { $0.fault == nil } == [false, false, true, true, false, false])
      #expect(rows[0].fault?.message.contains("the prompt length is not a whole number: 'many'") == true)
      #expect(rows[4].fault?.message.contains("there is no such file") == true)
      #expect(try store.runs().map(\.status) == [.finished, .finished])
      let cells = "SELECT cell, experiment IS NULL, seeds FROM sweepCell WHERE fault IS NOT NULL ORDER BY cell"
      #expect(try store.rows(cells) == ["0|1|[]", "1|1|[]", "4|1|[]", "5|1|[]"])
      let none = #expect(throws: InputError.self) { try study(try sweep("bad.csv,none.csv"), in: nil).run() }
      #expect(none?.message.contains("none of the 4 cells can be; the first: the prompt length") == true)
      try store.close()
    }
  }
}
