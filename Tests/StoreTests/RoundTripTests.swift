import Kernel
import Metrics
import Record
import Store
import Testing

@Suite("What is stored is read back")
struct RoundTripTests {
  @Test("gives back stages of pipelines, energy by phase and energy by pool, exactly")
  func powerAndStages() throws {
    try Example.withStore { store in
      let (run, summary) = try Example.storeRun(in: store, power: true)
      #expect(try store.summary(ofRun: run) == summary)
      #expect(summary.replicas[0].stageBusy.count == 2 && summary.series[0].poolJoules == [12.3])
      #expect(summary[.pipelineBubbleShare]?.mean == 1 - (0.7 + 0.65) / (2 * 0.9))
      #expect(try store.rows("SELECT pool, meanWatts FROM poolPower WHERE bin = 0") == ["all|12.3"])
      #expect(throws: (any Error).self) { try store.execute("UPDATE replica SET prefillNanojoules = '-1'") }
    }
  }

  @Test("a summary, bit for bit")
  func summary() throws {
    try Example.withStore { store in
      let (id, summary) = try Example.storeRun(in: store)
      #expect(try store.summary(ofRun: id) == summary)
      #expect(summary.metrics.count > 12 && summary.stability?.finding != nil && summary.objective != nil && summary.series.count == 2)
    }
  }

  @Test("figures by class, exactly, and as a row for each class and latency")
  func classes() throws {
    try Example.withStore { store in
      // All requests of the example are of the first class; nothing of the second ever came.
      let classes = [
        RequestClass(name: "chat", share: 1, firstTokenDue: .milliseconds(60)), RequestClass(name: "batch", share: 0),
      ]
      let (run, summary) = try Example.storeRun(in: store, classes: classes)
      #expect(try store.summary(ofRun: run) == summary)
      #expect(summary.classes.map(\.arrived) == [190, 0] && summary.classes.map(\.inTime) == [190, nil])
      #expect(
        try store.rows("SELECT name, arrived, finished, inTimeShare, metric, count FROM classLatency ORDER BY class, metric") == [
          "chat|190|190|1.0|e2e|190", "chat|190|190|1.0|tpot|163", "chat|190|190|1.0|ttft|190", "batch|0|0|||",
        ])
    }
  }

  @Test("every replica that came or went, exactly, with its pool; a run that does not tell gives none back")
  func replicaChanges() throws {
    try Example.withStore { store in
      func change(_ kind: ReplicaChange.Kind, at milliseconds: Int64, _ replica: Int, serving: Int) -> ReplicaChange {
        ReplicaChange(time: Instant(.milliseconds(milliseconds)), pool: 0, replica: replica, kind: kind, serving: serving)
      }
      let changes = [
        change(.off, at: 0, 1, serving: 1), change(.start, at: 15, 1, serving: 1), change(.ready, at: 40, 1, serving: 2),
        change(.crash, at: 40, 0, serving: 1),
      ]
      let (run, summary) = try Example.storeRun(in: store, changes: changes)
      #expect(summary.replicaChanges == changes)
      #expect(try store.summary(ofRun: run) == summary)
      #expect(
        try store.rows("SELECT number, timeSeconds, pool, replica, kind, serving FROM replicaChangeTime ORDER BY number") == [
          "0|0.0|all|1|off|1", "1|0.015|all|1|start|1", "2|0.04|all|1|ready|2", "3|0.04|all|0|crash|1",
        ])
      let still = try Example.storeRun(in: store).id
      try store.execute("UPDATE run SET replicaChanges = NULL WHERE id = \(run)")
      #expect(try store.replicaChanges(ofRuns: [still, run]) == [[], nil])
      #expect(throws: InputError.self) { try store.replicaChanges(ofRuns: [9]) }
      try store.execute("DELETE FROM run")
      #expect(try store.rows("SELECT count(*) FROM replicaChange") == ["0"])
    }
  }

  @Test("what hand-overs came to, exactly, and their means; a run without any has no row")
  func handOvers() throws {
    try Example.withStore { store in
      var totals = HandOverTotals()
      (totals.count, totals.bytes, totals.peak, totals.calledOff, totals.sentAgain) = (4, 9_000_000_000, 3, 2, 1)
      totals.visiblePicoseconds = Int128(Int64.max) * 5
      totals.longestVisible = .milliseconds(31)
      totals.roleChanges = 7
      (totals.waitedForRoomPicoseconds, totals.transferPicoseconds) = (2_000_000_000, 10_000_000_000)
      let (run, summary) = try Example.storeRun(in: store, handOvers: totals)
      #expect(summary.handOvers == totals)
      #expect(try store.summary(ofRun: run) == summary)
      let plain = try Example.storeRun(in: store)
      #expect(try store.summary(ofRun: plain.id) == plain.summary && plain.summary.handOvers == HandOverTotals())
      #expect(
        try store.rows("SELECT run, longestVisibleMilliseconds, waitedForRoomMilliseconds, transferMilliseconds FROM handOverMean")
          == ["1|31.0|0.5|2.5"])
      try store.execute("DELETE FROM run WHERE id = 1")
      #expect(try store.rows("SELECT count(*) FROM handOver") == ["0"])
    }
  }

  @Test("every request, by number, and those turned away")
  func requests() throws {
    try Example.withStore { store in
      let (id, _) = try Example.storeRun(in: store, requests: 40_000)
      var read: [RequestRecord] = []
      try store.forEachRequest(ofRun: id) { read.append($0) }
      #expect(read == (0..<40_000).filter { $0 != 2 }.map { Example.record($0) })
      let rejected = try store.rejectedRequests(ofRun: id)
      #expect(rejected.map(\.request) == [2] && rejected.first?.reason == .exceedsModelLength)
    }
  }

  @Test("where it comes from, whatever the seed")
  func provenance() throws {
    try Example.withStore { store in
      for seed in [0, 7, UInt64.max] {
        for record in [RecordLevel.all, .sample(fraction: 0.25), .summaries] {
          let provenance = Example.provenance(seed: seed, record: record)
          let (id, _) = try Example.storeRun(in: store, provenance)
          let stored = try #require(try store.run(id))
          #expect(stored.provenance == provenance && stored.status == .finished && stored.eventDigest == "0000000000000abc")
        }
      }
      #expect(try store.runs().map(\.id) == Array(1...9))
      #expect(try store.run(99) == nil)
    }
  }

  @Test("with the same rows both times, but for number, date and time taken")
  func determinism() throws {
    try Example.withStore { store in
      let first = try Example.storeRun(in: store, Example.provenance(created: "2026-01-01T00:00:00Z"), wallSeconds: 1).id
      let second = try Example.storeRun(in: store, Example.provenance(created: "2026-12-31T00:00:00Z"), wallSeconds: 2).id
      let tables = ["run", "pool", "rejection", "runMetric", "objectiveDemand", "replica", "timeSeries", "request", "rejectedRequest"]
      for table in tables {
        let without = ["id", "run", "created", "wallSeconds", "cpuSeconds"]
        let columns = try store.columnDocumentation().filter { $0.table == table && !without.contains($0.column) }.map(\.column)
        let key = table == "run" ? "id" : "run"
        func rows(_ run: Int64) throws -> [String] {
          try store.rows("SELECT \(columns.joined(separator: ", ")) FROM \(table) WHERE \(key) = \(run) ORDER BY 1, 2, 3")
        }
        #expect(try rows(first) == rows(second))
        #expect(try !rows(first).isEmpty, "\(table) has no rows to compare")
      }
    }
  }

  @Test("a sample that is the same under every policy and close to its share")
  func sample() throws {
    try Example.withStore { store in
      func sampled(_ name: String, delay: Int64, seed: UInt64 = 7) throws -> [Int] {
        let provenance = Example.provenance(name, seed: seed, record: .sample(fraction: 0.1))
        let run = try Example.storeRun(in: store, provenance, requests: 20_000, delay: delay).id
        var requests: [Int] = []
        try store.forEachRequest(ofRun: run) { requests.append($0.request) }
        return requests
      }
      let first = try sampled("fcfs", delay: 20)
      #expect(try sampled("sarathi", delay: 77) == first)
      #expect(try sampled("fcfs", delay: 20, seed: 8) != first)
      // Binomial: 2,000 expected with a deviation of 42.
      #expect((1_800...2_200).contains(first.count))
    }
  }

  @Test("no request at all where only summaries are asked for")
  func summariesOnly() throws {
    try Example.withStore { store in
      let (id, summary) = try Example.storeRun(in: store, Example.provenance(record: .summaries))
      #expect(try store.rows("SELECT count(*) FROM request UNION ALL SELECT count(*) FROM rejectedRequest") == ["0", "0"])
      #expect(try store.summary(ofRun: id) == summary)
    }
  }
}
