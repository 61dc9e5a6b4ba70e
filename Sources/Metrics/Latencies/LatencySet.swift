/// A histogram for each latency of single requests.
struct LatencySet: ~Copyable {
  private(set) var histograms = PerLatency<LatencyHistogram> { _ in LatencyHistogram() }

  @inline(__always) mutating func record(_ latencies: RequestLatencies) {
    // As a span they are written to memory once, and not for each look at one of them.
    let values = latencies.values.span
    for index in values.indices where values[index] >= 0 { histograms[index].record(values[index]) }
  }

  mutating func merge(_ other: borrowing LatencySet) {
    for index in histograms.indices { histograms[index].merge(other.histograms[index]) }
  }

  mutating func removeAll() {
    for index in histograms.indices { histograms[index].removeAll() }
  }
}
