/// A histogram for each latency of single requests.
struct LatencySet: ~Copyable {
  var ttft = LatencyHistogram()
  var tpot = LatencyHistogram()
  var e2e = LatencyHistogram()
  var normalized = LatencyHistogram()
  var delay = LatencyHistogram()

  @inline(__always) mutating func record(_ latencies: RequestLatencies, hasTPOT: Bool) {
    ttft.record(latencies.ttft)
    if hasTPOT { tpot.record(latencies.tpot) }
    e2e.record(latencies.e2e)
    normalized.record(latencies.normalized)
    delay.record(latencies.delay)
  }

  mutating func merge(_ other: borrowing LatencySet) {
    ttft.merge(other.ttft)
    tpot.merge(other.tpot)
    e2e.merge(other.e2e)
    normalized.merge(other.normalized)
    delay.merge(other.delay)
  }

  mutating func removeAll() {
    ttft.removeAll()
    tpot.removeAll()
    e2e.removeAll()
    normalized.removeAll()
    delay.removeAll()
  }
}
