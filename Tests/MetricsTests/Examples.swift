import Kernel
import Metrics
import Record

/// Small runs made by hand, times in milliseconds.
enum Example {
  static func record(
    _ request: Int, prompt: Int = 10, output: Int = 2, arrival: Int64, scheduled: Int64? = nil, first: Int64, finish: Int64
  ) -> RequestRecord {
    RequestRecord(
      request: request, replica: 0, promptTokens: prompt, outputTokens: output, cachedTokens: 1,
      arrival: Instant(.milliseconds(arrival)), firstScheduled: Instant(.milliseconds(scheduled ?? arrival)),
      firstToken: Instant(.milliseconds(first)), finish: Instant(.milliseconds(finish)))
  }

  static func replica(joules: Double = 100, busy: Duration = .zero) -> ReplicaOutcome {
    ReplicaOutcome(
      pool: 0, iterations: 10, busy: busy, prefillTokens: 30, prefillPairs: 200, decodeTokens: 7, decodeContextTokens: 90,
      sampledRows: 10, routed: 3, finished: 3, preemptions: 0, peakRunning: 2, peakKVBlocks: 5, dynamicNanojoules: 1_000, joules: joules)
  }

  static func outcome(
    end: Int64, arrived: Int, finished: Int, rejected: [Int] = [0, 0, 0], unfinished: Int = 0, outputTokens: Int = 0,
    replicas: [ReplicaOutcome] = [replica()]
  ) -> RunOutcome {
    var replicas = replicas
    for index in replicas.indices { replicas[index].onTime = .milliseconds(end) }
    return RunOutcome(
      end: Instant(.milliseconds(end)), arrived: arrived, finished: finished, rejected: rejected, unfinished: unfinished,
      promptTokens: 10 * arrived, outputTokens: outputTokens, events: 0, digest: 0xABC, replicas: replicas)
  }

  static let cluster = ClusterDescription(pools: [
    PoolDescription(name: "all", replicas: 1, kvBlocks: 100, maximumModelTokens: 1_000, dollarsPerHour: 3.6)
  ])

  /// A long run of requests a second apart whose latencies come from a seed; ends empty.
  static func randomRecords(_ count: Int, seed: UInt64) -> [RequestRecord] {
    (0..<count).map { request in
      var stream = RandomStream(seed: seed, name: "records", substream: UInt64(request))
      let arrival = Int64(request) * 1_000
      let scheduled = arrival + Int64(stream.integer(below: 300))
      let first = scheduled + 20 + Int64(stream.integer(below: 500))
      let output = 1 + stream.integer(below: 200)
      return record(
        request, prompt: 1 + stream.integer(below: 2_000), output: output, arrival: arrival, scheduled: scheduled, first: first,
        finish: first + Int64(output - 1) * Int64(10 + stream.integer(below: 30)))
    }
  }
}
