/// A histogram for each latency of single requests.
struct LatencySet: ~Copyable {
  private(set) var histograms = PerLatency<LatencyHistogram> { _ in LatencyHistogram() }

  @inline(__always) mutating func record(_ latencies: RequestLatencies) {
    for index in histograms.indices {
      let value = latencies.values[index]
      if value >= 0 { histograms[index].record(value) }
    }
  }

  mutating func merge(_ other: borrowing LatencySet) {
    for index in histograms.indices { histograms[index].merge(other.histograms[index]) }
  }

  mutating func removeAll() {
    for index in histograms.indices { histograms[index].removeAll() }
  }
}
