import Foundation
import Kernel
import Metrics
import Record
import Store
import Testing

@Suite("Runs that their database does not take")
struct AsideTests {
  @Test("a run that meets a full disk goes on beside it, whole, and is added where there is room again, once")
  func fullDisk() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      let (first, _) = try Example.storeRun(in: store)
      let recorder = try store.beginRun(Example.provenance("large"), cluster: Example.cluster)
      try store.limitSize(pages: 500)
      let metrics = RunMetrics(sink: recorder)
      for request in 0..<60_000 { metrics.receive(.finished(Example.record(request))) }
      let replica = ReplicaOutcome(
        pool: 0, iterations: 1, busy: .zero, prefillTokens: 1, prefillPairs: 1, decodeTokens: 1, decodeContextTokens: 1, sampledRows: 1,
        routed: 60_000, finished: 60_000, preemptions: 0, peakRunning: 1, peakKVBlocks: 1, dynamicNanojoules: 1, joules: 1)
      let outcome = RunOutcome(
        end: Instant(.seconds(1_000)), arrived: 60_000, finished: 60_000, rejected: [0, 0, 0], unfinished: 0, promptTokens: 1,
        outputTokens: 1, events: 0, digest: 1, replicas: [replica, replica])
      let summary = metrics.summary(of: outcome, cluster: Example.cluster)
      try recorder.finish(summary)
      let kept = try #require(store.keptAside)
      #expect(kept.reason.message == "the disk is full, or the database has reached its greatest size")
      #expect(kept.paths == [recorder.path] && recorder.path.hasPrefix(directory + "/results.sqlite.aside-"))
      #expect(try store.runs().map(\.status) == [.finished, .running])
      try store.close()

      let roomy = try ResultStore.open(writingTo: directory + "/results.sqlite")
      #expect(roomy.keptAside == nil)
      let added = try roomy.add(runsOf: recorder.path).runs
      #expect(added.map(\.source) == [recorder.run] && added.map(\.run) == [3] && added.map(\.wasThere) == [false])
      #expect(try roomy.summary(ofRun: 3) == summary)
      #expect(try roomy.run(3)?.provenance == Example.provenance("large"))
      var requests = 0
      try roomy.forEachRequest(ofRun: 3) {
        #expect($0 == Example.record(requests))
        requests += 1
      }
      #expect(requests == 60_000)
      let again = try roomy.add(runsOf: recorder.path).runs
      #expect(again.map(\.run) == [3] && again.map(\.wasThere) == [true])
      #expect(try roomy.runs().count == 3 && roomy.rows("PRAGMA integrity_check") == ["ok"])
      #expect(try roomy.summary(ofRun: first) != nil)
      try roomy.close()
    }
  }

  @Test("a database is not added to itself")
  func itself() throws {
    try Example.withDirectory { directory in
      let store = try ResultStore.open(writingTo: directory + "/results.sqlite")
      #expect(throws: InputError.self) { try store.add(runsOf: directory + "/./results.sqlite") }
    }
  }
}
