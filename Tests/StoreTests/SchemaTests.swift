import GRDB
import Kernel
import Store
import Testing

@Suite("The schema")
struct SchemaTests {
  @Test("documents every column of every table and view, and nothing else")
  func documentation() throws {
    try Example.withStore { store in
      let columns = try store.rows(
        """
        SELECT m.name || '.' || c.name FROM sqlite_schema AS m JOIN pragma_table_xinfo(m.name) AS c
        WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'grdb_migrations' ORDER BY 1
        """)
      let documented = try store.rows("SELECT tableName || '.' || columnName FROM columnDoc ORDER BY 1")
      #expect(documented == columns)
      #expect(columns.count > 150)
    }
  }

  @Test("gives a unit to every column whose name ends in one")
  func units() throws {
    let units = [
      "Picoseconds": "ps", "Milliseconds": "ms", "Seconds": "s", "Tokens": "tokens", "Watts": "W", "oules": "J", "Share": "share",
    ]
    try Example.withStore { store in
      for entry in try store.columnDocumentation() {
        for (ending, unit) in units.sorted(by: { $0.key < $1.key }) where entry.column.hasSuffix(ending) {
          if ending == "Seconds" && entry.column.hasSuffix("PerSecond") { continue }
          #expect(entry.unit == unit || entry.unit == "nJ", "\(entry.table).\(entry.column)")
        }
      }
    }
  }

  @Test("is made once: a database that is opened again keeps its rows and takes more")
  func migration() throws {
    try Example.withDirectory { directory in
      let path = directory + "/results.sqlite"
      for count in 1...3 {
        let store = try ResultStore.open(writingTo: path)
        _ = try Example.storeRun(in: store)
        #expect(try store.rows("SELECT count(*) FROM run") == ["\(count)"])
        #expect(try store.rows("SELECT identifier FROM grdb_migrations") == Self.migrations)
        try store.close()
      }
    }
  }

  private static let migrations = [
    "1 runs, metrics, requests, series", "2 calibration profiles, operators of runs, prefix caches",
    "3 pipeline stages, energy by phase and by pool", "4 request classes, swapped preemptions",
    "5 tiers of prefix caches", "6 hand-overs, crashes, replicas switched on and off",
    "7 figures by class of request", "8 what hand-overs came to",
    "9 places, transfers and retries of requests",
    "10 the share turned away, findings of the queue",
    "11 plans and the runs behind them",
    "12 what runs are and what varies, sweeps",
    "13 prices, carbon, fleets of two types and the front of plans",
    "14 searches of sweeps, gaps between tokens, iterations",
    "15 an index of runs by what came of them",
    "16 nodes that die, and data and expert degrees, in plans",
    "17 what pools are, and views for plots",
    "18 what varies beside a plan's layouts, and what each lays over the scenario",
    "19 what plans were asked",
    "20 replicas that come and go",
    "21 how far off validations were",
    "22 parts of plans",
    "23 which process writes a run",
    "24 what decode steps drafted", "25 how requests came by their adapters",
    "26 what was done with images",
  ]

  @Test("brings a database of the first version up to date, whatever it is opened for, and its rows stay", arguments: [true, false])
  func upgrade(writing: Bool) throws {
    try Example.withDirectory { directory in
      let path = directory + "/results.sqlite"
      let store = try ResultStore.open(writingTo: path)
      let (id, stored) = try Example.storeRun(in: store)
      var summary = stored
      // The first version did not keep when replicas came and went.
      summary.replicaChanges = nil
      let current = try store.rows("SELECT tableName, columnName FROM columnDoc ORDER BY tableName, position")
      try Self.takeBack(store)
      try store.close()
      let upgraded = writing ? try ResultStore.open(writingTo: path) : try ResultStore.open(readingFrom: path)
      #expect(try upgraded.rows("SELECT identifier FROM grdb_migrations") == Self.migrations)
      #expect(try upgraded.rows("SELECT tableName, columnName FROM columnDoc ORDER BY tableName, position") == current)
      #expect(try upgraded.summary(ofRun: id) == summary)
      try upgraded.close()
    }
  }

  @Test("runs of plans that an earlier version has stored stay, with one replica dead where one died")
  func plannedRuns() throws {
    try Example.withDirectory { directory in
      let path = directory + "/results.sqlite"
      let store = try ResultStore.open(writingTo: path)
      try store.execute("DROP TABLE planTrial")
      try store.execute("ALTER TABLE planLayout DROP COLUMN data")
      try store.execute("ALTER TABLE planLayout DROP COLUMN expert")
      let rows = [(-1, 0), (0, 60), (1, 60)].map { pool, time in
        "('0011223344556677', 'abc1234', 3, 2, 1.05, \(pool), \(time), 0, 1, -9, 500, '490', '3', 1, 2, 0, 0.75, '0000000000001234', NULL)"
      }
      try store.execute(
        """
        CREATE TABLE planTrial (layoutHash TEXT, revision TEXT, replicas INTEGER, decodeReplicas INTEGER, rateFactor REAL, \
        dyingPool INTEGER, deathPicoseconds INTEGER, isAlone INTEGER, mayBeCut INTEGER, seed INTEGER, requests INTEGER, met TEXT, \
        exceeded TEXT, rejected INTEGER, unfinished INTEGER, isCut INTEGER, energyPerOutputTokenJoules REAL, eventDigest TEXT, \
        p99Picoseconds TEXT) STRICT
        """)
      try store.execute("INSERT INTO planTrial VALUES \(rows.joined(separator: ", "))")
      try store.execute(
        "DELETE FROM columnDoc WHERE tableName = 'planTrial' OR tableName = 'planLayout' AND columnName IN ('data', 'expert')")
      try store.execute("DELETE FROM grdb_migrations WHERE identifier LIKE '16 %'")
      try store.close()
      let upgraded = try ResultStore.open(writingTo: path)
      #expect(
        try upgraded.rows("SELECT dyingPool, deadReplicas, deathPicoseconds, seed FROM planTrial ORDER BY dyingPool")
          == ["-1|0|0|-9", "0|1|60|-9", "1|1|60|-9"])
      let trials = try upgraded.trials(ofLayout: "0011223344556677", revision: "abc1234")
      #expect(trials.map(\.key.deadReplicas) == [0, 1, 1] && trials.allSatisfy { $0.met == [490] && $0.digest == 0x1234 })
      try upgraded.close()
    }
  }

  /// Makes of a database what the first version would have made.
  static func takeBack(_ store: ResultStore) throws {
    let views = [
      "tokenGapDistribution", "iterationTime", "runWide", "sweepRun", "metricOverview", "runResidual", "poolPower", "classLatency",
      "handOverMean", "transferLatency", "retryTime", "replicaChangeTime", "poolLoad", "demandAttainment", "sweepOverview",
      "sweepCellOverview", "planOverview",
    ]
    let tables = [
      "tokenGap", "iteration", "sweepValue", "sweepCell", "sweep", "runValue", "runDescription",
      "calibrationResidual", "calibrationProfile", "runOperator", "pipelineStage", "poolSeries", "classMetric", "runClass", "handOver",
      "transfer", "retry", "replicaChange", "fidelityCheck", "planPart", "planQuestion", "planLayout", "plan", "planTrial",
    ]
    try store.execute("DROP INDEX runByEvents")
    for view in views { try store.execute("DROP VIEW \(view)") }
    for table in tables { try store.execute("DROP TABLE \(table)") }
    for name in views + tables { try store.execute("DELETE FROM columnDoc WHERE tableName = '\(name)'") }
    let added = [
      "replica": [
        "cacheQueriedTokens", "cacheHitTokens", "cacheEvictions", "prefillNanojoules", "swaps", "swappedBytes", "swapPicoseconds",
        "cacheHostTokens", "cacheRemoteTokens", "cacheLoadingPicoseconds", "handOversIn", "handOversOut", "crashes", "lostRequests",
        "downPicoseconds", "onPicoseconds", "draftedTokens", "acceptedTokens", "wastedTokens",
        "adapterLoads", "adapterLoadedBytes", "adapterWaits", "adapterWaitPicoseconds",
        "encodedImages", "imageHits", "encoderPicoseconds",
      ], "request": ["class", "prefillReplica", "retries"],
      "pool": ["model", "accelerator", "tensor", "pipeline", "data", "expert"],
      "run": ["rejectedShare", "queueFinding", "replicaChanges", "process"],
    ]
    // The views that a later version put in their places stand on columns that go.
    for view in ["requestLatency", "runOverview"] { try store.execute("DROP VIEW \(view)") }
    for (table, columns) in added {
      for column in columns {
        try store.execute("ALTER TABLE \(table) DROP COLUMN \(column)")
        try store.execute("DELETE FROM columnDoc WHERE tableName = '\(table)' AND columnName = '\(column)'")
      }
    }
    try store.execute("CREATE VIEW requestLatency AS SELECT run, request FROM request")
    try store.execute("CREATE VIEW runOverview AS SELECT id FROM run")
    try store.execute("DELETE FROM grdb_migrations WHERE identifier NOT LIKE '1 %'")
  }

  @Test("keeps every table strict")
  func strict() throws {
    try Example.withStore { store in
      let lax =
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%' AND name <> 'grdb_migrations'"
      let tables = try store.rows(lax)
      #expect(tables.isEmpty)
    }
  }

  @Test("lets a person read and compare through its views")
  func views() throws {
    try Example.withStore { store in
      let slow = try Example.storeRun(in: store, Example.provenance("fcfs"), delay: 90)
      _ = try Example.storeRun(in: store, Example.provenance("sarathi"), delay: 20)
      _ = try Example.storeRun(in: store, Example.provenance("sarathi", seed: 8), delay: 20)
      let tpot = try store.rows(
        "SELECT ttftMilliseconds, tpotMilliseconds, e2eMilliseconds FROM requestLatency WHERE run = 1 AND request = 8")
      #expect(tpot == ["120.0|11.0|131.0"])
      #expect(try store.rows("SELECT tpotMilliseconds FROM requestLatency WHERE run = 1 AND request = 7") == [""], "a single token")
      // Only runs of the same seed are paired.
      #expect(
        try store.rows("SELECT baselineName, candidateName, meanDifference FROM pairedMetric WHERE metric = 'ttft' AND baseline = 1")
          == ["fcfs|sarathi|-70.0"])
      #expect(
        try store.rows("SELECT DISTINCT ttftDifferenceMilliseconds FROM requestPair WHERE baseline = 1 AND candidate = 2") == ["-70.0"])
      #expect(try store.rows("SELECT count(*) FROM metricComparison WHERE metric = 'itl'") == ["6"])
      let p99 = slow.summary[.ttft]?.spread?.p99
      #expect(try store.rows("SELECT ttftP99 FROM runOverview WHERE run = 1") == ["\(p99!)"])
      // One of 200 was turned away, and every table that shows a percentile of the others says so.
      #expect(try store.rows("SELECT rejected, rejectedShare FROM runOverview WHERE run = 1") == ["1|0.005"])
      // It came within the warm-up, of which no metric speaks.
      #expect(try store.rows("SELECT DISTINCT rejectedShare FROM metricOverview WHERE run = 1") == ["0.0"])
      #expect(
        try store.rows("SELECT outputTokensPerSecond, kvShare, watts FROM timeSeriesRate WHERE run = 1 AND bin = 0") == ["250.0|0.085|12.3"]
      )
      #expect(
        try store.rows("SELECT pool, tokensPerIteration, peakKVShare FROM replicaLoad WHERE run = 1 AND replica = 0") == ["all|50.7|0.05"])
    }
  }

  @Test(
    "refuses rows that break an invariant",
    arguments: [
      "INSERT INTO request VALUES (1, 900, 0, 1, 1, 0, 0, 10, 9, 11, 12, 0, NULL, 0)",  // scheduled before it arrived
      "INSERT INTO request VALUES (1, 900, 0, 1, 1, 0, 0, 10, 10, 13, 12, 0, NULL, 0)",  // finished before its first token
      "INSERT INTO request VALUES (1, 900, 0, 0, 1, 0, 0, 10, 10, 11, 12, 0, NULL, 0)",  // without a prompt
      "INSERT INTO request VALUES (1, 900, 0, 1, 0, 0, 0, 10, 10, 11, 12, 0, NULL, 0)",  // without a token
      "INSERT INTO request VALUES (1, 3, 0, 1, 1, 0, 0, 10, 10, 11, 12, 0, NULL, 0)",  // twice
      "INSERT INTO request VALUES (77, 900, 0, 1, 1, 0, 0, 10, 10, 11, 12, 0, NULL, 0)",  // of a run that does not exist
      "INSERT INTO request VALUES (1, 900, 0, 'one', 1, 0, 0, 10, 10, 11, 12, 0, NULL, 0)",  // of the wrong type
      "UPDATE run SET finished = finished - 1",  // a request lost
      "UPDATE run SET measuredUnfinished = measuredUnfinished + 1",
      "UPDATE run SET warmUpRequests = warmUpRequests + 1",
      "UPDATE run SET eventDigest = NULL",
      "UPDATE run SET status = 'lost'",
      "UPDATE run SET arrived = NULL, finished = NULL",
      "UPDATE runMetric SET p50 = p99 + 1 WHERE metric = 'ttft'",
      "UPDATE runMetric SET relativeError = NULL WHERE metric = 'ttft'",
      "UPDATE objectiveDemand SET met = requests + 1",
      "UPDATE replica SET finished = routed + 1",
      "UPDATE replica SET pool = 5",
      "UPDATE timeSeries SET endPicoseconds = startPicoseconds",
      "INSERT INTO handOver VALUES (1, 9, 9, '1', 1, '1', '1', 1, 2, 3, 0)",  // more sent again than called off
      "INSERT INTO transfer VALUES (1, 3, 0, 1, 9, 10, 12, 11, 13)",  // began before room was asked for
      "INSERT INTO retry VALUES (1, 3, 0, 1, 9)",  // no first retry
      "UPDATE request SET retries = -1",
      "INSERT INTO handOver VALUES (1, 9, 9, '-1', 1, '1', '1', 1, 2, 1, 0)",
    ])
  func checks(sql: String) throws {
    try Example.withStore { store in
      _ = try Example.storeRun(in: store)
      #expect(throws: DatabaseError.self) { try store.execute(sql) }
      let error = #expect(throws: DatabaseError.self) { try store.execute(sql) }
      #expect(error?.resultCode == .SQLITE_CONSTRAINT, "\(error?.message ?? "")")
    }
  }

  @Test("takes a run's rows away with the run")
  func cascade() throws {
    try Example.withStore { store in
      _ = try Example.storeRun(in: store)
      try store.execute("DELETE FROM run")
      for table in ["pool", "rejection", "runMetric", "objectiveDemand", "replica", "timeSeries", "request", "rejectedRequest"] {
        #expect(try store.rows("SELECT count(*) FROM \(table)") == ["0"], "\(table)")
      }
    }
  }
}
