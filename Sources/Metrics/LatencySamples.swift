/// The latencies of every measured request, kept in columns, with the requests' numbers so that a warm-up found afterwards
/// can be left out.
struct LatencySamples {
  private var requests: [Int] = []
  private var ttft: [Int64] = []
  /// -1 where none is defined.
  private var tpot: [Int64] = []
  private var e2e: [Int64] = []
  private var normalized: [Int64] = []
  private var delay: [Int64] = []

  @inline(__always) mutating func append(_ latencies: RequestLatencies, request: Int, hasTPOT: Bool) {
    requests.append(request)
    ttft.append(latencies.ttft)
    tpot.append(hasTPOT ? latencies.tpot : -1)
    e2e.append(latencies.e2e)
    normalized.append(latencies.normalized)
    delay.append(latencies.delay)
  }

  /// The defined values of one latency, of requests numbered from `first` on.
  func column(_ metric: MetricID, from first: Int) -> SampleColumn {
    let values: [Int64] =
      switch metric {
      case .ttft: ttft
      case .tpot: tpot
      case .e2e: e2e
      case .normalizedLatency: normalized
      default: delay
      }
    if first == 0 && metric != .tpot { return SampleColumn(values) }
    return SampleColumn(values.indices.filter { requests[$0] >= first && values[$0] >= 0 }.map { values[$0] })
  }
}
