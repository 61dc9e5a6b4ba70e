import Kernel
import Store
import Testing

@Suite("What runs are, and sweeps of them")
struct SweepStoreTests {
  private static let experiment = "0123456789abcdef"

  /// Stores a run that says what it is.
  private func storeRun(
    in store: ResultStore, seed: UInt64 = 7, experiment: String = experiment, values: [(key: String, value: String)] = []
  ) throws -> Int64 {
    let description = RunDescription(
      experiment: experiment, model: "llama-3.1-8b", accelerator: "h100-sxm+l40s", layout: "prefill TP2 x1 + decode TP1 x2",
      scheduler: "sarathi", offeredPerSecond: 12.5, values: values)
    return try Example.storeRun(in: store, Example.provenance(seed: seed), description: description).id
  }

  @Test("the wide view has a run in a row: what it was, what varied and what came of it")
  func wide() throws {
    try Example.withStore { store in
      let run = try storeRun(in: store, values: [("replicas", "2"), ("workload.arrivals.rate", "12 req/s")])
      #expect(
        try store.rows("SELECT varied, model, accelerator, layout, offeredPerSecond, accelerators, dollarsPerHour FROM runWide")
          == [#"{"replicas":"2","workload.arrivals.rate":"12 req/s"}|llama-3.1-8b|h100-sxm+l40s|prefill TP2 x1 + decode TP1 x2|12.5|2|5.0"#]
      )
      #expect(try store.rows("SELECT key, value FROM runValue WHERE run = \(run)") == ["replicas|2", "workload.arrivals.rate|12 req/s"])
      // Every figure is that of the tables.
      let same = """
        SELECT attainedShare IS (SELECT mean FROM runMetric WHERE metric = 'attainment'), rejectedShare,
          tokensPerSecondPerUser * tpotP50, tokensPerSecondPerAccelerator * 2 = outputTokensPerSecond FROM runWide
        """
      #expect(try store.rows(same) == ["1|0.005|1000.0|1"])
    }
  }

  @Test("a run of an earlier version, which did not say what it was, is in the wide view with what is known")
  func earlier() throws {
    try Example.withStore { store in
      _ = try Example.storeRun(in: store)
      #expect(try store.rows("SELECT run, varied, model, layout, accelerators, rejectedShare FROM runWide") == ["1|{}|||2|0.005"])
      #expect(try store.finishedRuns(of: [Self.experiment], revision: "52ad553", version: "0.1") == [[]])
    }
  }

  @Test("a run is known again by experiment, seed, revision and version; the first of several stands for all")
  func known() throws {
    try Example.withStore { store in
      for seed: UInt64 in [7, 8, 7, .max] { _ = try storeRun(in: store, seed: seed) }
      _ = try store.beginRun(Example.provenance(seed: 9), cluster: Example.cluster, description: nil)
      let other = "fedcba9876543210"
      let known = try store.finishedRuns(of: [other, Self.experiment], revision: "52ad553", version: "0.1")
      #expect(known[0].isEmpty && known[1].map(\.run) == [1, 2, 4] && known[1].map(\.seed) == [7, 8, .max])
      #expect(try store.finishedRuns(of: [Self.experiment], revision: "another", version: "0.1") == [[]])
      #expect(try store.finishedRuns(of: [Self.experiment], revision: "52ad553", version: "0.2") == [[]])
    }
  }

  private func sweep(_ name: String = "grid", digest: String = "00000000000000aa") -> StoredSweep {
    StoredSweep(
      name: name, digest: digest, revision: "52ad553", version: "0.1", created: "2026-11-29T12:00:00Z",
      cells: [
        .init(values: [("replicas", "1")], experiment: Self.experiment, seeds: [7, .max], fault: nil),
        .init(values: [("replicas", "9")], experiment: nil, seeds: [], fault: "it does not fit"),
      ])
  }

  @Test("a sweep is entered once, and its runs are those that are what its cells are")
  func entered() throws {
    try Example.withStore { store in
      #expect(try store.enter(sweep()) == 1)
      #expect(try store.enter(sweep()) == 1)
      #expect(try store.enter(sweep("other", digest: "00000000000000ab")) == 2)
      for seed: UInt64 in [7, 8, 7, .max] { _ = try storeRun(in: store, seed: seed) }
      #expect(try store.rows("SELECT sweep, cell, seed, run FROM sweepRun WHERE sweep = 1 ORDER BY run") == ["1|0|7|1", "1|0|-1|4"])
      #expect(try store.rows("SELECT cell, fault FROM sweepCell WHERE sweep = 1 AND experiment IS NULL") == ["1|it does not fit"])
      let tallies = try store.sweeps()
      #expect(tallies.map(\.name) == ["grid", "other"] && tallies.map(\.finishedRuns) == [2, 2])
      #expect(tallies.map(\.cells) == [2, 2] && tallies.map(\.impossibleCells) == [1, 1] && tallies.map(\.runs) == [2, 2])
      try store.execute("DELETE FROM sweep WHERE id = 1")
      #expect(try store.rows("SELECT DISTINCT sweep FROM sweepValue") == ["2"])
    }
  }

  @Test("a run that two machines have made is taken once where that is asked for, and refused where it came out differently")
  func once() throws {
    try Example.withDirectory { directory in
      func part(_ name: String, created: String, delay: Int64 = 20) throws -> String {
        let store = try ResultStore.open(writingTo: directory + "/" + name)
        let description = RunDescription(
          experiment: Self.experiment, model: "m", accelerator: "a", layout: "TP1 x1", scheduler: "s", offeredPerSecond: nil)
        _ = try Example.storeRun(in: store, Example.provenance(created: created), delay: delay, description: description)
        if delay != 20 { try store.execute("UPDATE run SET eventDigest = '00000000000000ff'") }
        try store.close()
        return directory + "/" + name
      }
      let (first, second) = (try part("1.sqlite", created: "2026-11-29T12:00:00Z"), try part("2.sqlite", created: "2026-11-29T13:00:00Z"))
      let changed = try part("3.sqlite", created: "2026-11-29T14:00:00Z", delay: 30)
      let whole = try ResultStore.open(writingTo: directory + "/whole.sqlite")
      #expect(try whole.add(runsOf: first, once: true).runs.map(\.wasThere) == [false])
      #expect(try whole.add(runsOf: second, once: true).runs.map(\.wasThere) == [true])
      let error = #expect(throws: InputError.self) { try whole.add(runsOf: changed, once: true) }
      #expect(error?.message.contains("came out differently") == true)
      #expect(try whole.runs().count == 1)
      // Without that word runs made at another time are other runs.
      #expect(try whole.add(runsOf: second).runs.map(\.wasThere) == [false])
    }
  }

  @Test("what runs are goes with them into another database, where they are known again")
  func added() throws {
    try Example.withDirectory { directory in
      let part = try ResultStore.open(writingTo: directory + "/part.sqlite")
      _ = try storeRun(in: part, values: [("replicas", "2")])
      try part.close()
      let whole = try ResultStore.open(writingTo: directory + "/whole.sqlite")
      _ = try Example.storeRun(in: whole, Example.provenance(seed: 1))
      #expect(try whole.add(runsOf: directory + "/part.sqlite").runs.map(\.run) == [2])
      #expect(try whole.finishedRuns(of: [Self.experiment], revision: "52ad553", version: "0.1")[0].map(\.run) == [2])
      #expect(try whole.rows("SELECT varied FROM runWide WHERE run = 2") == [#"{"replicas":"2"}"#])
    }
  }

  @Test("the parts of a sweep are one sweep in the database that they are merged into, with what any of them knows of its cells")
  func merged() throws {
    try Example.withDirectory { directory in
      func part(_ name: String, _ sweeps: [StoredSweep], seeds: [UInt64], settled: [StoredSweep.Cell]? = nil) throws -> String {
        let store = try ResultStore.open(writingTo: directory + "/" + name)
        for seed in seeds { _ = try storeRun(in: store, seed: seed) }
        for sweep in sweeps { _ = try store.enter(sweep) }
        if let settled { try store.settle(1, cells: settled) }
        try store.close()
        return directory + "/" + name
      }
      // In the second part the second cell turned out not to be, and it holds a sweep of its own as well.
      var faulty = sweep().cells
      faulty[0].seeds = [7, .max]
      var other = sweep("other", digest: "00000000000000ab")
      other.search = "halving:3"
      let first = try part("1.sqlite", [sweep()], seeds: [7])
      let second = try part("2.sqlite", [sweep(), other], seeds: [.max], settled: faulty)
      let whole = try ResultStore.open(writingTo: directory + "/whole.sqlite")
      for file in [first, second, first, second] { try whole.add(runsOf: file, once: true) }
      #expect(try whole.rows("SELECT id, name, search FROM sweep") == ["1|grid|", "2|other|halving:3"])
      #expect(try whole.rows("SELECT count(*) FROM sweepCell") == ["4"])
      #expect(try whole.rows("SELECT sweep, cell, value FROM sweepValue ORDER BY 1, 2") == ["1|0|1", "1|1|9", "2|0|1", "2|1|9"])
      #expect(try whole.sweeps().map(\.finishedRuns) == [2, 2])
    }
  }

  @Test("a cell that one part found faulty is faulty in the whole, whichever comes first", arguments: [true, false])
  func mergedFaults(isFirst: Bool) throws {
    try Example.withDirectory { directory in
      var files: [String] = []
      for isFaulty in [isFirst, !isFirst] {
        let store = try ResultStore.open(writingTo: directory + "/\(isFaulty).sqlite")
        let number = try store.enter(sweep())
        if isFaulty {
          try store.settle(number, cells: sweep().cells.map { .init(values: $0.values, experiment: nil, seeds: [], fault: "a bad row") })
        }
        try store.close()
        files.append(directory + "/\(isFaulty).sqlite")
      }
      let whole = try ResultStore.open(writingTo: directory + "/whole.sqlite")
      for file in files { try whole.add(runsOf: file, once: true) }
      #expect(try whole.rows("SELECT experiment, seeds, fault FROM sweepCell WHERE cell = 0") == ["|[]|a bad row"])
    }
  }
}
