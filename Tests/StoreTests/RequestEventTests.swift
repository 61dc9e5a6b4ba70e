import Kernel
import Metrics
import Record
import Store
import Testing

@Suite("What happens to requests on their way")
struct RequestEventTests {
  private static func transfer(_ request: Int, at milliseconds: Int64) -> HandOverRecord {
    HandOverRecord(
      request: request, source: 0, destination: 1, bytes: 1_000 + request, prefillEnd: Instant(.milliseconds(milliseconds)),
      asked: Instant(.milliseconds(milliseconds)), started: Instant(.milliseconds(milliseconds + 2)),
      arrived: Instant(.milliseconds(milliseconds + 5)))
  }

  private static func retry(_ request: Int, _ number: Int) -> RetryRecord {
    RetryRecord(request: request, number: number, replica: 1, time: Instant(.milliseconds(7)))
  }

  /// Stores a run of a few requests: one was sent on, one lost its replica twice at the same instant.
  private static func store(in store: ResultStore, _ level: RecordLevel, requests: Int = 4) throws -> (run: Int64, records: [RequestRecord])
  {
    let recorder = try store.beginRun(Example.provenance(record: level), cluster: Example.cluster)
    let metrics = RunMetrics(sink: recorder)
    var records = (0..<requests).map { Example.record($0) }
    records[1].prefillReplica = 0
    records[3].retries = 2
    for request in [3, 1] { metrics.receive(.transferred(transfer(request, at: 10))) }
    metrics.receive(.transferred(transfer(3, at: 20)))
    for number in [1, 2] { metrics.receive(.retried(retry(3, number))) }
    for record in records { metrics.receive(.finished(record)) }
    let end = records.map(\.finish).max() ?? .start
    let outcome = RunOutcome(
      end: end, arrived: requests, finished: requests, rejected: [0, 0, 0], unfinished: 0, promptTokens: 1, outputTokens: 1, events: 0,
      digest: 1,
      replicas: [])
    try recorder.finish(metrics.summary(of: outcome, cluster: Example.cluster))
    return (recorder.run, records)
  }

  @Test("is read back with each request: the replica of its prompt, and how often it was sent elsewhere")
  func requests() throws {
    try Example.withStore { store in
      let (run, records) = try Self.store(in: store, .all)
      var read: [RequestRecord] = []
      try store.forEachRequest(ofRun: run) { read.append($0) }
      #expect(read == records)
      #expect(try store.rows("SELECT request, prefillReplica, retries FROM requestLatency") == ["0||0", "1|0|0", "2||0", "3||2"])
    }
  }

  @Test("has a row for each transfer and each retry, which go with their run")
  func rows() throws {
    try Example.withStore { store in
      let run = try Self.store(in: store, .all).run
      #expect(try store.transfers(ofRun: run) == [Self.transfer(1, at: 10), Self.transfer(3, at: 10), Self.transfer(3, at: 20)])
      #expect(try store.retries(ofRun: run) == [Self.retry(3, 1), Self.retry(3, 2)])
      #expect(
        try store.rows("SELECT request, arrivedSeconds, visibleMilliseconds, waitedForRoomMilliseconds FROM transferLatency") == [
          "1|0.015|5.0|2.0", "3|0.015|5.0|2.0", "3|0.025|5.0|2.0",
        ])
      #expect(try store.rows("SELECT request, number, replica, timeSeconds FROM retryTime") == ["3|1|1|0.007", "3|2|1|0.007"])
      try store.execute("DELETE FROM run")
      #expect(try store.transfers(ofRun: run).isEmpty && store.retries(ofRun: run).isEmpty)
    }
  }

  @Test("is recorded of the requests that are recorded, and of no others")
  func levels() throws {
    try Example.withStore { store in
      let none = try Self.store(in: store, .summaries).run
      #expect(try store.transfers(ofRun: none).isEmpty && store.retries(ofRun: none).isEmpty)
      let some = try Self.store(in: store, .sample(fraction: 0.5), requests: 40).run
      var kept: Set<Int> = []
      try store.forEachRequest(ofRun: some) { kept.insert($0.request) }
      #expect(!kept.isEmpty && kept.count < 40)
      #expect(try store.transfers(ofRun: some).allSatisfy { kept.contains($0.request) })
      #expect(try store.retries(ofRun: some).allSatisfy { kept.contains($0.request) })
      #expect(try store.transfers(ofRun: some).count == [1, 3, 3].filter { kept.contains($0) }.count)
    }
  }

  @Test("stands in the export to CSV")
  func export() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      let run = try Self.store(in: store, .all).run
      try CSVExport.write(store, ExportSelection(runs: [run]), to: directory + "/csv")
      func lines(_ name: String) throws -> [Substring] {
        try String(contentsOfFile: "\(directory)/csv/\(name)", encoding: .utf8).split(separator: "\n")
      }
      #expect(try lines("requests.csv")[0].hasSuffix(",class,prefillReplica,retries"))
      #expect(
        try lines("requests.csv").dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false).suffix(2).joined() }
          == ["0", "00", "0", "2"])
      #expect(try lines("transfers.csv").count == 4 && lines("retries.csv").count == 3)
      #expect(try lines("retries.csv")[1...] == ["\(run),3,1,1,0.007", "\(run),3,2,1,0.007"])
    }
  }

  @Test("has a column for each latency, also in a database that was made before the latency was", arguments: RequestLatency.allCases)
  func latencies(latency: RequestLatency) throws {
    try Example.withDirectory { directory in
      let path = directory + "/results.sqlite"
      let store = try ResultStore.open(writingTo: path)
      _ = try Self.store(in: store, .all)
      let column = try #require(
        store.columnDocumentation().first { $0.table == "requestLatency" && $0.meaning == latency.definition.columnMeaning }?.column)
      let values = try store.rows("SELECT \(column) FROM requestLatency")
      try store.execute("DROP VIEW requestLatency")
      try store.execute("CREATE VIEW requestLatency AS SELECT run, request FROM request")
      try store.execute("DELETE FROM columnDoc WHERE tableName = 'requestLatency' AND columnName = '\(column)'")
      try store.close()
      let renewed = try ResultStore.open(writingTo: path)
      #expect(try renewed.rows("SELECT \(column) FROM requestLatency") == values && values.count == 4)
      #expect(try renewed.columnDocumentation().contains { $0.table == "requestLatency" && $0.column == column })
    }
  }
}
