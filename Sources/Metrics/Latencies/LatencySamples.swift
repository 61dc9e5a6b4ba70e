/// The latencies of every measured request, with the requests' numbers so that a warm-up found afterwards can be left out.
package struct LatencySamples {
  private struct Row: BitwiseCopyable {
    let request: Int
    let latencies: RequestLatencies
  }

  /// The most requests that are kept, in 12 MiB. Quantiles of a longer run come from its histograms.
  package static let limit = 1 << 18

  private var rows: [Row] = []

  package init() {}

  /// How many requests are kept.
  package var count: Int { rows.count }

  /// Keeps a request and returns whether there was room for it.
  @inline(__always) package mutating func append(_ latencies: RequestLatencies, request: Int) -> Bool {
    if rows.count == Self.limit { return false }
    rows.append(Row(request: request, latencies: latencies))
    return true
  }

  /// The defined values of one latency, of requests numbered from `first` on.
  func column(_ latency: RequestLatency, from first: Int) -> SampleColumn {
    var values: [Int64] = []
    values.reserveCapacity(rows.count)
    for row in rows where row.request >= first && row.latencies[latency] >= 0 { values.append(row.latencies[latency]) }
    return SampleColumn(values)
  }
}
